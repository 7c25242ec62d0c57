"""How a request is received: who asks, in which fund, in which format; a refusal is an outcome."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from ninja.errors import AuthenticationError, HttpError, ValidationError

from socle.api.access import TokenAuth, in_fund
from socle.api.application import api
from socle.api.fhir.outcome import operation_outcome
from socle.api.fhir.reading import id_of, parameters, require_format
from socle.api.fhir.words import Resource
from socle.api.partner_calls import open_to_partners
from socle.api.problems import method_not_allowed
from socle.kernel.errors import NotKnown, Refused, SocleError
from socle.platform.access.types import Desk

CONTENT_TYPE = "application/fhir+json; charset=utf-8"
Operation = TypeVar("Operation", bound=Callable[..., Resource])
# What an operation is called with, read from the request once its caller is known.
Reader = Callable[[HttpRequest], dict[str, Any]]
View = Callable[..., HttpResponse]
# What the API has words for: a refusal, a request badly made, a database that is away.
_TOLD = (
    SocleError,
    HttpError,
    ValidationError,
    RequestDataTooBig,
    UnreadablePostError,
    DatabaseError,
    InterfaceError,
)
_KEPT_HEADERS = ("Retry-After", "WWW-Authenticate", "Allow")


def opened(scope: str) -> Callable[[Operation], Operation]:
    """Opens an operation to partners as one of the API is: in the fund, each call recorded."""

    def mark(operation: Operation) -> Operation:
        within: Any = in_fund(open_to_partners(scope, "person")(operation))
        return within  # type: ignore[no-any-return]

    return mark


def _nothing(request: HttpRequest) -> dict[str, Any]:
    parameters(request)
    return {}


def served(method: str, operation: Callable[..., Resource], read: Reader = _nothing) -> View:
    """The view of an operation that a token opens."""

    def answer(request: HttpRequest, fund: str, **named: str) -> Resource:
        _enter(request, fund)
        return operation(
            request, **{name: id_of(each) for name, each in named.items()}, **read(request)
        )

    return _view(method, answer)


def open_to_all(operation: Callable[[HttpRequest, str], Resource]) -> View:
    """The view of an operation that anybody may read."""

    def answer(request: HttpRequest, fund: str) -> Resource:
        parameters(request)
        return operation(request, fund)

    return _view("GET", answer)


def desk_of(request: HttpRequest) -> Desk:
    found: Desk = request.auth  # type: ignore[attr-defined]
    return found


def base_of(request: HttpRequest, fund: str) -> str:
    """Where a fund's resources are read."""
    return f"{site_of(request)}/fhir/{fund}"


def site_of(request: HttpRequest) -> str:
    return settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")


def _view(method: str, answer: Callable[..., Resource]) -> View:
    allowed = ["GET", "HEAD"] if method == "GET" else [method]

    @csrf_exempt
    def view(request: HttpRequest, **named: str) -> HttpResponse:
        if request.method not in allowed:
            return refusal(method_not_allowed(request.method or "", ", ".join(allowed)))
        try:
            require_format(request)
            return _said(answer(request, **named), HTTPStatus.OK)
        except _TOLD as error:
            return refusal(api.on_exception(request, error))

    view.is_fundless = True  # type: ignore[attr-defined]
    return view


@csrf_exempt
def unknown(request: HttpRequest, *_args: object) -> HttpResponse:
    """Whatever else is asked below `/fhir/`."""
    return refusal(api.on_exception(request, NotKnown("fhir.path_unknown")))


unknown.is_fundless = True  # type: ignore[attr-defined]


def _enter(request: HttpRequest, fund: str) -> None:
    """Finds who calls; a token opens its own fund alone.

    Raises:
        AuthenticationError: no token, or one that opens nothing.
        Refused: `fhir.other_fund`.
    """
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    desk = TokenAuth().authenticate(request, token) if kind.lower() == "bearer" else None
    if desk is None:
        raise AuthenticationError
    if desk.fund.code != fund:
        raise Refused("fhir.other_fund")
    request.auth = desk  # type: ignore[attr-defined]


def refusal(told: HttpResponse) -> HttpResponse:
    """The refusal of the API, as an OperationOutcome."""
    response = _said(operation_outcome(json.loads(told.content)), HTTPStatus(told.status_code))
    for name in _KEPT_HEADERS:
        if name in told.headers:
            response.headers[name] = told.headers[name]
    return response


def _said(resource: Resource, status: HTTPStatus) -> HttpResponse:
    response = HttpResponse(
        json.dumps(resource, ensure_ascii=False).encode("utf-8", "replace"),
        status=int(status),
        content_type=CONTENT_TYPE,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
