"""What surrounds every request: static files, security headers, the fund's transaction."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from socle.kernel.errors import SocleError
from socle.platform.access import sittings
from socle.platform.access.queries import funds_of
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import ProofNeeded
from socle.platform.access.volume import count_persons_read
from socle.web import clock, errors, proving
from socle.web.access import desk_of_request
from socle.web.patience import GIVEN_UP
from socle.web.static_files import Asset, assets

Answer = Callable[[HttpRequest], HttpResponseBase]

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
_YEAR = 31_536_000
_TO_A_PERSON = re.compile(rb'href="/persons/([^"/?#]+)')


class StaticMiddleware:
    """Answers for static files before anything else looks at the request."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(settings.STATIC_URL):
            return self.get_response(request)
        name = request.path_info.removeprefix(settings.STATIC_URL)
        asset = assets().get(name)
        if asset is None or request.method not in {"GET", "HEAD"}:
            return HttpResponse("404\n", status=404, content_type="text/plain; charset=utf-8")
        return _static_response(request, asset, kept=name == asset.hashed_name)


def _static_response(request: HttpRequest, asset: Asset, *, kept: bool) -> HttpResponse:
    """The file, or 304 when the browser has it; for a year when its name says its content."""
    etag = f'"{asset.digest}"'
    response: HttpResponse
    if etag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    else:
        accepted = request.headers.get("Accept-Encoding", "")
        if asset.compressed is not None and "gzip" in accepted:
            response = HttpResponse(asset.compressed, content_type=asset.content_type)
            response.headers["Content-Encoding"] = "gzip"
        else:
            response = HttpResponse(asset.content, content_type=asset.content_type)
        response.headers["Content-Length"] = str(len(response.content))
    response.headers["ETag"] = etag
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = (
        f"public, max-age={_YEAR}, immutable" if kept else "no-cache"
    )
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


class SecurityHeadersMiddleware:
    """A browser runs only our files and, once signed in, keeps no page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            # Who asks is not looked up again: the database that would know is away.
            headers["Cache-Control"] = "no-store"
            return response
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            headers["Cache-Control"] = "no-store"
        else:
            headers.setdefault("Cache-Control", "private, no-cache")
        return response


class GivenUpMiddleware:
    """Answers who has waited in vain for the database, before anything asks it again."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if GIVEN_UP in request.META:
            return errors.unavailable(request)
        return self.get_response(request)


class FundMiddleware:
    """Opens the fund's transaction around the view of a person who signed in.

    A page that is not marked `public` sends everybody else to sign in. The transaction is opened
    around the view itself, so that an exception of the view undoes what it wrote.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.desk = None  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if request.path_info.startswith("/api/") or getattr(view, "is_fundless", False):
            return None
        if not request.user.is_authenticated:
            if getattr(view, "is_public", False):
                return None
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        try:
            return _stopped(request, view) or self._in_fund(request, view, args, kwargs)
        except ProofNeeded:
            return proving.asked(request)
        except SocleError as error:
            is_closed = request.desk is None  # type: ignore[attr-defined]
            user_id = int(request.user.pk or 0)
            funds = funds_of(user_id=user_id, at=clock.now()) if is_closed else []
            return errors.said(request, error, funds=funds)

    def _in_fund(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase:
        desk = desk_of_request(request)
        request.desk = desk  # type: ignore[attr-defined]
        with timezone.override(clock.zone(desk.fund.country)), fund_scope(desk.fund.id):
            if request.method == "GET" and request.path_info.startswith("/persons/"):
                count_persons_read(desk=desk, numbers=[kwargs["number"]], at=clock.now())
            response: HttpResponseBase = view(request, *args, **kwargs)
            if not desk.employer_numbers:
                # Who acts for an employer reads whom it declared itself. A form that is refused or
                # compares two files shows as much as a page that is opened.
                count_persons_read(desk=desk, numbers=_persons_in(response), at=clock.now())
        return response


def _persons_in(response: HttpResponseBase) -> set[str]:
    """The persons to whose files a page leads: whatever list it is, it shows them."""
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if not isinstance(response, HttpResponse) or not is_page:
        return set()  # a file that is taken out has rules of its own
    return {unquote(each.decode()) for each in _TO_A_PERSON.findall(response.content)}


def _stopped(request: HttpRequest, view: Callable[..., Any]) -> HttpResponseBase | None:
    """What a person who signed in has to do before this view opens; None when nothing.

    A session that has lasted its time is over; one that is locked opens by a proof; a password that
    somebody else gave is changed first; then a second step that is overdue is made.
    """
    now = clock.now()
    if sittings.is_over(request.session, at=now):
        logout(request)
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    if (again := proving.read_proof(request)) is not None:
        return again
    if sittings.is_locked(request.session):
        return proving.asked(request)
    one_time_until = getattr(request.user, "one_time_until", None)
    if sittings.has_password_of_others(request.session, one_time_until=one_time_until):
        is_open = getattr(view, "opens_with_one_time_password", False)
        return None if is_open else redirect("my-password")
    due = getattr(request.user, "factor_due_at", None)
    is_shut = sittings.lacks_second_step(request.session, due_at=due, at=now)
    is_open = not is_shut or getattr(view, "opens_without_second_step", False)
    return None if is_open else redirect("my-factors")
