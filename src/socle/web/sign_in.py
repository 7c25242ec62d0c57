"""Signing in, signing out, and the choice of a fund for a person who serves several."""

from collections.abc import Mapping
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from socle.kernel.wording import wording
from socle.platform.access import operations as access
from socle.platform.access.queries import sign_in_wait
from socle.platform.factors.queries import factors_of
from socle.platform.identities.queries import all_providers
from socle.web import clock, errors
from socle.web.access import FUND_IN_SESSION, STANDS_FOR, fundless, public
from socle.web.home import local_address
from socle.web.proving import said_wait
from socle.web.proxies import caller_address
from socle.web.second_step import DESK, await_code, enter

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


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
        return sign_in_page(request, following)
    name = request.POST.get("name", "").strip()
    who = {"login": name, "address": caller_address(request)}
    wait = sign_in_wait(**who, at=clock.now())
    if wait > timedelta(0):
        return _refused(request, following, said_wait(wait), wait)
    # PostgreSQL cannot hold the zero byte: such a name is nobody's.
    user = (
        None
        if "\0" in name
        else authenticate(request, username=name, password=request.POST.get("password", ""))
    )
    if user is None:
        access.count_sign_in_failure(**who, at=clock.now())
        said = _("Ce nom et ce mot de passe ne vont pas ensemble. Vérifiez les deux.")
        return _refused(request, following, said)
    one_time_until = getattr(user, "one_time_until", None)
    if one_time_until is not None and one_time_until < clock.now():
        words = wording("access.one_time_over", {}, errors.language())
        return _refused(request, following, f"{words.message} {words.do}")
    return _entered(request, cast("AbstractBaseUser", user), following, who)


def _entered(
    request: HttpRequest, user: "AbstractBaseUser", following: str, who: dict[str, str]
) -> HttpResponse:
    """Opens the session, or asks for the code: what failed before is forgotten after both."""
    if factors_of(user_id=user.pk).is_enrolled:
        await_code(request, user)
        return redirect(f"{reverse('sign-in-code')}?{urlencode({'next': following})}")
    access.forget_sign_in_failures(**who)
    return enter(request, user, following)


def sign_in_page(
    request: HttpRequest,
    following: str,
    *,
    name: str = "",
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The ways in: a name with its password, or a provider that a fund believes."""
    shown = {
        "next": following,
        "name": name,
        "wrong": wrong or {},
        "providers": all_providers(at=clock.now()),
    }
    return render(request, "sign_in.html", shown, status=status)


def _refused(
    request: HttpRequest, following: str, said: str, wait: timedelta | None = None
) -> HttpResponse:
    """The same page again, with what was wrong at the name."""
    name = request.POST.get("name", "").strip()[:80]
    status = 422 if wait is None else 429
    response = sign_in_page(request, following, name=name, wrong={"name": said}, status=status)
    if wait is not None:
        response.headers["Retry-After"] = str(ceil(wait.total_seconds()))
    return response


@fundless
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session and asks the browser to forget the pages it kept."""
    logout(request)
    response = redirect("home")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.delete_cookie(settings.CSRF_COOKIE_NAME)
    return response


@fundless
@require_POST
def choose_fund(request: HttpRequest) -> HttpResponse:
    """Keeps the fund asked for; one where the person has no role is ignored at the next page.

    It needs no fund itself: whoever has no mandate in one leaves it for another here.
    """
    if not request.user.is_authenticated:
        return redirect("sign-in")
    request.session[FUND_IN_SESSION] = request.POST.get("fund", "")
    request.session.pop(STANDS_FOR, None)
    return redirect(DESK)
