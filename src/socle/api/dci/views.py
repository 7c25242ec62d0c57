"""The registry's addresses: a method, a type of content, a size are asked before all else."""

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

import psycopg
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from socle.api import clock
from socle.api.dci import description, tokens
from socle.api.dci.entrance import Call, Shut, call_of
from socle.api.dci.replies import Reply, said, shut
from socle.exchange.dci.codes import ErrorCode
from socle.exchange.dci.strict import MOST_BYTES
from socle.exchange.our_keys import our_key_set
from socle.kernel.errors import NotKnown, Unavailable
from socle.platform.access.queries import fund as fund_named

Service = Callable[[Call], Reply]
View = Callable[..., HttpResponse]
_JSON = "application/json"
_AGAIN = 10
log = logging.getLogger(__name__)


def _by_systems(view: View) -> View:
    """A view that no browser's session opens: it enters a fund by the token of its call."""
    view.is_fundless = True  # type: ignore[attr-defined]
    return csrf_exempt(view)


def posted(service: Service) -> View:
    """The view of a service that messages are posted to."""

    @_by_systems
    @wraps(service)
    def view(request: HttpRequest, fund: str) -> HttpResponse:
        raw = _message(request)
        if isinstance(raw, Reply):
            return _sent(raw)
        try:
            return _sent(service(call_of(request.META, fund=fund, raw=raw, at=clock.now())))
        except Shut as no:
            return _sent(no.reply)
        except Unavailable as away:
            why = away.code
        except (OperationalError, InterfaceError, psycopg.OperationalError) as away:
            log.warning("the database does not answer: %s", away)
            why = "send the message again"
        return _sent(shut(ErrorCode.UNAVAILABLE, why, seconds=_AGAIN))

    return view


@_by_systems
def token(request: HttpRequest, fund: str) -> HttpResponse:
    """An access token."""
    if request.method != "POST":
        return _sent(_no_method("POST"))
    raw = _body(request)
    if raw is None:
        return _sent(shut(ErrorCode.BAD, "the request is too long"))
    return _sent(tokens.token(request, fund=fund, raw=raw, at=clock.now()))


@_by_systems
def key_set(request: HttpRequest, fund: str) -> HttpResponse:
    """The fund's public keys, open to everybody (JWK Set)."""
    if request.method not in {"GET", "HEAD"}:
        return _sent(_no_method("GET, HEAD"))
    try:
        found = fund_named(code=fund)
    except NotKnown:
        return _sent(shut(ErrorCode.NOT_FOUND, "there is no such fund"))
    return _sent(said(HTTPStatus.OK, {"keys": our_key_set(fund_id=found.id)}))


@_by_systems
def described(request: HttpRequest, fund: str) -> HttpResponse:
    """The description of these addresses, open to everybody (OpenAPI)."""
    if request.method not in {"GET", "HEAD"}:
        return _sent(_no_method("GET, HEAD"))
    return _sent(said(HTTPStatus.OK, description.document(fund)))


@_by_systems
def unknown(_request: HttpRequest) -> HttpResponse:
    """Whatever is asked below `/dci/`, the answer is JSON."""
    return _sent(shut(ErrorCode.NOT_FOUND, "there is no such service"))


def _message(request: HttpRequest) -> bytes | Reply:
    """The bytes of a message, or why they are not read."""
    if request.method != "POST":
        return _no_method("POST")
    if request.content_type != _JSON:
        why = f"a message is sent as {_JSON}"
        return said(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _errors(ErrorCode.BAD, why))
    raw = _body(request)
    if raw is None:
        why = f"a message has {MOST_BYTES} bytes at most"
        return said(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _errors(ErrorCode.BAD, why))
    return raw


def _body(request: HttpRequest) -> bytes | None:
    """The bytes that were sent; None where they are more than are read."""
    if request.content_type == "application/x-www-form-urlencoded":
        return request.body if _length(request) <= MOST_BYTES else None
    raw = request.read(MOST_BYTES + 1)
    return raw if len(raw) <= MOST_BYTES else None


def _length(request: HttpRequest) -> int:
    said_length = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(said_length) if said_length.isascii() and said_length.isdigit() else 0


def _errors(error: ErrorCode, why: str) -> dict[str, list[dict[str, str]]]:
    return {"errors": [{"code": error.value, "message": why}]}


def _no_method(allowed: str) -> Reply:
    status = HTTPStatus.METHOD_NOT_ALLOWED
    return said(status, _errors(ErrorCode.BAD, f"use {allowed}"), Allow=allowed)


def _sent(reply: Reply) -> HttpResponse:
    response = HttpResponse(reply.body, status=int(reply.status), content_type=_JSON)
    for name, value in reply.headers.items():
        response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    return response
