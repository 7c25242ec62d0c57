"""Checks of coverage and notices of events, beside Django: a day of partners has few others.

What Django does around a call, sessions, accounts, addresses, its own transactions, costs several
times the check itself. Here the token opens, counts and records as it does there, by the same
functions; the headers are those of the same middlewares. Only what is granted is answered here.
Whatever else comes, another address, an unknown token, a refusal, a question badly written, a
database that fails, has written nothing and goes to Django, so that one place says no. A notice is
answered by the same function there and here, whatever the answer.
"""

import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

import psycopg
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.middleware.common import CommonMiddleware
from django.middleware.locale import LocaleMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils.module_loading import import_string
from pydantic import BaseModel, ConfigDict
from pydantic_core import to_json

from socle.api import clock
from socle.api.coverage_shapes import Code, check
from socle.api.dci.inbound import notified
from socle.api.dci.views import posted
from socle.api.parameters import Day, Number
from socle.api.problems import language
from socle.coverage.checks import Asked, granted
from socle.coverage.types import HEALTH

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_ADDRESS = "/api/v1/coverage"
_NOTICE = re.compile(r"/dci/([A-Za-z0-9._-]{1,60})/registry/notify", re.ASCII)
_notify = posted(notified)
_BEARER = re.compile(r"Bearer (socle_p\.\S+)", re.ASCII)
_CONTENT_TYPE = "application/json; charset=utf-8"
_MOST_FIELDS = 10
# Where and how a caller came, beside its headers; and those that say who it is and which call.
_CAME_BY = frozenset({"SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme"})
_OF_ONE_CALL = frozenset({"HTTP_AUTHORIZATION", "HTTP_X_REQUEST_ID"})


class _Question(BaseModel):
    """What is asked at present; a question about the past goes to Django."""

    model_config = ConfigDict(extra="forbid")

    person: Number
    on: Day | None = None
    scheme: Code = ""
    branch: Code = HEALTH


class _NotHere(Exception):  # noqa: N818 - no error: Django answers
    """This call is not granted here."""


def beside(django: Application, *, refused: Application | None = None) -> Application:
    """The application, with checks of coverage that are granted answered before it.

    `refused`: the same, for checks that it answers after all.
    """
    refused = refused or django
    take, around = _surrounded(_noticed), _Surroundings()

    def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if _is_notice(environ):
            return _sent(take, environ, start_response, django)
        if not is_check(environ):
            return django(environ, start_response)
        try:
            found = around.of(environ)
            said = _checked(environ, found.language)
        except (_NotHere, DisallowedHost, psycopg.Error):
            return refused(environ, start_response)
        start_response("200 OK", [*found.headers, ("Content-Length", str(len(said)))])
        return [said]

    return application


@dataclass(frozen=True, slots=True)
class _Surrounding:
    """What Django's own path puts around an answer: its headers, and the language spoken."""

    language: str
    headers: tuple[tuple[str, str], ...]


class _Surroundings:
    """What Django's middlewares do around an answer, asked of them once for callers alike.

    They look at where and how the caller came and at what its other headers say, and at nothing
    else of the call: whoever comes so again is surrounded so again.
    """

    def __init__(self) -> None:
        self._around = _surrounded(_empty)
        self._asked = lru_cache(maxsize=256)(self._asked_of_django)

    def of(self, environ: Environ) -> _Surrounding:
        """What surrounds an answer to this call.

        Raises:
            DisallowedHost: it came by a name that is not ours.
        """
        return self._asked(
            tuple(
                (name, said)
                for name, said in environ.items()
                if name in _CAME_BY or (name.startswith("HTTP_") and name not in _OF_ONE_CALL)
            )
        )

    def _asked_of_django(self, said: tuple[tuple[str, str], ...]) -> _Surrounding:
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": _ADDRESS, "wsgi.input": io.BytesIO()}
        response = self._around(WSGIRequest(environ | dict(said)))
        if response.status_code != HTTPStatus.OK:
            raise _NotHere
        del response.headers["Content-Length"]
        return _Surrounding(language(), tuple(response.items()))


def _empty(_request: HttpRequest) -> HttpResponse:
    response = HttpResponse(status=HTTPStatus.OK, content_type=_CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def _sent(
    take: Callable[[HttpRequest], HttpResponse],
    environ: Environ,
    start_response: StartResponse,
    django: Application,
) -> Iterable[bytes]:
    """A notice, taken or not; the connections that a refusal may have opened are given back."""
    try:
        response = take(WSGIRequest(environ))
    except DisallowedHost:
        return django(environ, start_response)
    finally:
        close_old_connections()
    status = f"{response.status_code} {response.reason_phrase}"
    start_response(status, list(response.items()))
    return [response.content]


def _is_notice(environ: Environ) -> bool:
    """Whether a registry is telling of events."""
    return (
        environ["REQUEST_METHOD"] == "POST"
        and not environ.get("HTTP_COOKIE")
        and _NOTICE.fullmatch(environ["PATH_INFO"]) is not None
    )


def _noticed(request: HttpRequest) -> HttpResponse:
    found = _NOTICE.fullmatch(request.path_info)
    response = _notify(request, fund=found[1] if found else "")
    response.headers["Cache-Control"] = "no-store"
    return response


def is_check(environ: Environ) -> bool:
    """Whether a partner's system may be asking for a cover, and nobody's browser.

    Those that do go together (`coverage.checks`), and take no turn at work of their own.
    """
    return (
        environ["PATH_INFO"] == _ADDRESS
        and environ["REQUEST_METHOD"] == "GET"
        and not environ.get("HTTP_COOKIE")
        and environ.get("HTTP_AUTHORIZATION", "").startswith("Bearer socle_p.")
    )


def _surrounded(
    view: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """What Django's own path does to every answer, without what it does for signed-in people."""
    inner: Any = view
    for each in (
        CommonMiddleware,
        LocaleMiddleware,
        import_string("socle.web.middleware.SecurityHeadersMiddleware"),
        SecurityMiddleware,
    ):
        inner = each(inner)
    found: Callable[[HttpRequest], HttpResponse] = inner
    return found


def _checked(environ: Environ, spoken: str) -> bytes:
    token = _BEARER.fullmatch(environ["HTTP_AUTHORIZATION"])
    if token is None:
        raise _NotHere
    found = granted(token=token[1], asked=_asked(environ["QUERY_STRING"]), at=clock.now())
    if found is None:
        raise _NotHere
    return to_json(check(found.view, language=spoken, currency=found.fund.currency))


def _asked(query: str) -> Asked:
    try:
        said = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        read = _Question.model_validate(dict(said))
    except ValueError:
        raise _NotHere from None
    if len({name for name, _value in said}) < len(said) or not query.isascii():
        raise _NotHere
    return Asked(read.person, read.on, read.scheme, read.branch)
