"""The public home and the choice of a language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from socle.web.access import fundless, public

_YEAR = 365 * 24 * 3600


@public
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("desk")
    return render(request, "home.html")


def local_address(request: HttpRequest, asked: str, default: str) -> str:
    """The address asked for when it is ours, else the default: a form never sends people away."""
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # Without its slash it would be taken for the name of one of our pages.
    return asked if is_ours and asked.startswith("/") else default


@fundless
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keeps the person's language in a cookie and comes back to the page."""
    response = redirect(local_address(request, request.POST.get("next", ""), "/"))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=_YEAR,
            samesite="Lax",
            httponly=True,
            secure=request.is_secure(),
        )
    return response
