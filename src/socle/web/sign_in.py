"""Signing in, signing out, and the choice of a fund for a person who serves several."""

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from socle.web.access import FUND_IN_SESSION, fundless, public
from socle.web.home import local_address

DESK = "/desk"


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Opens a session. A wrong name and a wrong password have one and the same answer."""
    if request.user.is_authenticated:
        return redirect(DESK)
    following = local_address(
        request, request.POST.get("next") or request.GET.get("next", ""), DESK
    )
    if request.method == "GET":
        return render(request, "sign_in.html", {"next": following, "name": "", "wrong": {}})
    name = request.POST.get("name", "").strip()
    # PostgreSQL cannot hold the zero byte: such a name is nobody's.
    user = (
        None
        if "\0" in name
        else authenticate(request, username=name, password=request.POST.get("password", ""))
    )
    if user is None:
        wrong = {"name": _("Ce nom et ce mot de passe ne vont pas ensemble. Vérifiez les deux.")}
        shown = {"next": following, "name": name[:80], "wrong": wrong}
        return render(request, "sign_in.html", shown, status=422)
    login(request, user)
    return redirect(following)


@fundless
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session and asks the browser to forget the pages it kept."""
    logout(request)
    response = redirect("home")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.delete_cookie(settings.CSRF_COOKIE_NAME)
    return response


@require_POST
def choose_fund(request: HttpRequest) -> HttpResponse:
    """Keeps the fund asked for; one where the person has no role is ignored at the next page."""
    request.session[FUND_IN_SESSION] = request.POST.get("fund", "")
    return redirect(DESK)
