"""Before the application: over capacity, whoever comes next is told so at once.

Owns who is let in while many are. A request beyond what is served within some seconds is answered
by a light page that asks nothing of anybody, so that those who are in end well. Whoever signed in,
a program with its token and an act under its key find places that a public page does not take.
What waits inside, and how many work at once, is `patience`'s.
"""

import json
import threading
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from socle.kernel.wording import LANGUAGES, Wording, wording
from socle.web.static_files import asset_url

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

CODE = "web.crowded"
# Of one process. Forty pages of a tenth of a second, four at a time, are served within seconds.
PLACES = 40
PUBLIC_PLACES = 10
# Where the machine is slower, and whoever leaves had to stay longer than this, no more come
# in than these few until it is better.
SLOW_SECONDS, PLACES_WHEN_SLOW = 5.0, 8
_LATEST = 0.2  # what the last who left weighs in how long they stayed
# The threads that a process needs so that one is free to say no.
THREADS = PLACES + 24
_STATUS = f"{HTTPStatus.SERVICE_UNAVAILABLE.value} {HTTPStatus.SERVICE_UNAVAILABLE.phrase}"
# Told apart, so that those who come back do not come together.
_SOONEST_SECONDS, _SPREAD = 5, 11
_HEALTH = ("/health", "/api/v1/health", "/metrics")
_FOR_PROGRAMS = ("/api/", "/dci/", "/fhir/")


class Crowd:
    """How many are in, and whether one more may come."""

    def __init__(
        self,
        places: int,
        public_places: int,
        may_turn_away: Callable[[], bool],
        held_until: Callable[[], float] = lambda: float("-inf"),
    ) -> None:
        self._places, self._public_places = places, public_places
        self._may_turn_away, self._held_until = may_turn_away, held_until
        self._lock = threading.Lock()
        self._inside = self._public_inside = self._turned_away = 0
        self._stayed = 0.0
        self._waited_at = float("-inf")  # when all were seen to wait for a database

    def enter(self, *, is_public: bool) -> bool:
        """Takes a place, where one is left for this kind of request."""
        with self._lock:
            is_slow = self._stayed > SLOW_SECONDS
            places = min(self._places, PLACES_WHEN_SLOW) if is_slow else self._places
            is_full = self._inside >= places or (
                is_public and self._public_inside >= self._public_places
            )
            if self._is_waiting(time.monotonic()):
                is_full = False
            if is_full:
                self._turned_away += 1
                return False
            self._inside += 1
            self._public_inside += is_public
            return True

    def leave(self, *, is_public: bool, came_at: float, at: float) -> None:
        """Gives a place back; what was waited for a database says nothing of the site.

        Nor does a commit that another site was to have first: whoever was in meanwhile may have
        waited for that, or for the turn of who did. Only the places, each a thread, stay counted.
        """
        with self._lock:
            is_waiting = self._is_waiting(at)
            if not is_waiting and came_at > max(self._waited_at, self._held_until()):
                self._stayed += _LATEST * (at - came_at - self._stayed)
            self._inside -= 1
            self._public_inside -= is_public

    def _is_waiting(self, at: float) -> bool:
        if self._may_turn_away():
            return False
        self._waited_at = at
        return True

    def seconds_to_wait(self) -> int:
        return _SOONEST_SECONDS + self._turned_away % _SPREAD


def before(
    application: Application,
    *,
    places: int = PLACES,
    public_places: int = PUBLIC_PLACES,
    may_turn_away: Callable[[], bool] = lambda: True,
    held_until: Callable[[], float] = lambda: float("-inf"),
) -> Application:
    """The application, and a page of its own for those whom it could not serve in time.

    `may_turn_away` is whether who is in is at work: while all of them wait for a database that is
    being replaced, nobody is turned away for that. `held_until` is until when a commit waited for
    another site: how long others stayed meanwhile is no sign that this one is slow.
    """
    crowd = Crowd(places, public_places, may_turn_away, held_until)
    for language in LANGUAGES:  # read before there is a crowd, so that nobody waits to be told no
        _page(wording(CODE, {}, language), language)

    def let_in(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(_HEALTH):
            return application(environ, start_response)
        is_public = _is_public(environ)
        if not crowd.enter(is_public=is_public):
            return _turned_away(environ, start_response, crowd.seconds_to_wait())
        came_at = time.monotonic()
        try:
            return application(environ, start_response)
        finally:
            crowd.leave(is_public=is_public, came_at=came_at, at=time.monotonic())

    return let_in


def _is_public(environ: Environ) -> bool:
    """Whether nobody is known to ask; what pages are made of is theirs who are shown them."""
    if environ.get("HTTP_AUTHORIZATION") or environ.get("HTTP_IDEMPOTENCY_KEY"):
        return False
    if environ["PATH_INFO"].startswith(settings.STATIC_URL):
        return False
    return f"{settings.SESSION_COOKIE_NAME}=" not in environ.get("HTTP_COOKIE", "")


def _turned_away(environ: Environ, start_response: StartResponse, seconds: int) -> Iterable[bytes]:
    language = _language(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
    said = wording(CODE, {"seconds": seconds}, language)
    is_program = environ["PATH_INFO"].startswith(_FOR_PROGRAMS)
    content = _problem(said) if is_program else _page(said, language)
    kind = "application/problem+json" if is_program else "text/html; charset=utf-8"
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(content))),
        ("Retry-After", str(seconds)),
        # For proxies: this site is well and says no; another try at once would be one more.
        ("Socle-Shed", "1"),
        ("Cache-Control", "no-store"),
        ("Content-Language", language),
        ("Content-Security-Policy", "default-src 'none'; style-src 'self'"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start_response(_STATUS, headers)
    return [content]


def _language(accepted: str) -> str:
    for code, _weight in parse_accept_lang_header(accepted.lower()[:200]):
        try:
            return get_supported_language_variant(code).split("-")[0]
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def _page(said: Wording, language: str) -> bytes:
    side = "rtl" if language == "ar" else "ltr"
    title, do = escape(said.message), escape(said.do)
    return (
        f'<!doctype html><html lang="{language}" dir="{side}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><link rel="stylesheet" href="{asset_url("socle/tokens.css")}">'
        f"</head><body><main><h1>{title}</h1><p>{do}</p></main></body></html>"
    ).encode()


def _problem(said: Wording) -> bytes:
    """The document that the API gives for a failure (RFC 9457)."""
    shown = {
        "type": f"urn:socle:{CODE}",
        "title": said.message,
        "status": HTTPStatus.SERVICE_UNAVAILABLE.value,
        "detail": f"{said.message} {said.do}",
        "code": CODE,
        "do": said.do,
        "errors": [],
    }
    return json.dumps(shown, ensure_ascii=False).encode()
