"""What went wrong, as RFC 9457 problem documents in the caller's language."""

import json
import logging
import sys
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import DatabaseError, DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from socle.api.errors import CsrfFailed
from socle.api.faults import located_faults
from socle.kernel.errors import Conflict, Fault, NotKnown, Refused, SocleError, Unavailable
from socle.kernel.wording import error_as_json, wording
from socle.platform.access.types import Desk, ProofNeeded
from socle.platform.access.volume import note_refusal

log = logging.getLogger("socle.api")
CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "10"

# By code first, then by kind: the first that fits.
_BY_CODE = {
    "access.forbidden": HTTPStatus.FORBIDDEN,
    "access.act_not_agreed": HTTPStatus.FORBIDDEN,
    "access.token_weak": HTTPStatus.FORBIDDEN,
    "access.proof_needed": HTTPStatus.FORBIDDEN,
    "partners.not_open": HTTPStatus.FORBIDDEN,
    "partners.partners_only": HTTPStatus.FORBIDDEN,
    "partners.scope_missing": HTTPStatus.FORBIDDEN,
    "access.too_many_persons": HTTPStatus.TOO_MANY_REQUESTS,
    "access.too_many_persons_today": HTTPStatus.TOO_MANY_REQUESTS,
    "partners.too_many_calls": HTTPStatus.TOO_MANY_REQUESTS,
    "access.no_role": HTTPStatus.FORBIDDEN,
    "api.body_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "document.too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "fhir.other_fund": HTTPStatus.FORBIDDEN,
    "fhir.format_unknown": HTTPStatus.NOT_ACCEPTABLE,
    "fhir.body_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "fhir.parameter_unknown": HTTPStatus.BAD_REQUEST,
    "fhir.parameter_missing": HTTPStatus.BAD_REQUEST,
    "fhir.reference_unreadable": HTTPStatus.BAD_REQUEST,
    "fhir.system_unknown": HTTPStatus.BAD_REQUEST,
    "collection.call_unknown": HTTPStatus.UNAUTHORIZED,
    "collection.call_late": HTTPStatus.UNAUTHORIZED,
    "collection.call_replayed": HTTPStatus.CONFLICT,
    # Nobody is away: until the fund agrees with a source, asking again changes nothing.
    "exchange.no_source": HTTPStatus.CONFLICT,
}
_BY_KIND = (
    (CsrfFailed, HTTPStatus.FORBIDDEN),
    (NotKnown, HTTPStatus.NOT_FOUND),
    (Conflict, HTTPStatus.CONFLICT),
    (Unavailable, HTTPStatus.SERVICE_UNAVAILABLE),
)
_TITLES = {
    400: {"fr": "Demande mal formée", "en": "Malformed request", "ar": "طلب غير سليم"},
    401: {"fr": "Identification requise", "en": "Not authenticated", "ar": "يلزم التعريف"},
    403: {"fr": "Action non permise", "en": "Not allowed", "ar": "إجراء غير مسموح"},
    404: {"fr": "Introuvable", "en": "Not found", "ar": "غير موجود"},
    405: {"fr": "Méthode non admise", "en": "Method not allowed", "ar": "طريقة غير مسموحة"},
    406: {"fr": "Format non servi", "en": "Not acceptable", "ar": "صيغة غير متاحة"},
    409: {"fr": "Conflit", "en": "Conflict", "ar": "تعارض"},
    413: {"fr": "Envoi trop volumineux", "en": "Too large", "ar": "حجم كبير جدًا"},
    415: {"fr": "Type non admis", "en": "Unsupported type", "ar": "نوع غير مقبول"},
    422: {"fr": "Demande refusée", "en": "Refused", "ar": "طلب مرفوض"},
    429: {"fr": "Trop d'appels", "en": "Too many calls", "ar": "نداءات كثيرة"},
    500: {"fr": "Erreur du service", "en": "Service error", "ar": "خطأ في الخدمة"},
    503: {"fr": "Service indisponible", "en": "Unavailable", "ar": "الخدمة غير متاحة"},
}


def language() -> str:
    """The language of this answer, by its short code."""
    return (get_language() or "fr").split("-", maxsplit=1)[0]


def status_of(error: SocleError) -> HTTPStatus:
    """The HTTP status that says the same as an error."""
    if error.code in _BY_CODE:
        return _BY_CODE[error.code]
    for kind, status in _BY_KIND:
        if isinstance(error, kind):
            return status
    return HTTPStatus.UNPROCESSABLE_ENTITY


def problem(
    status: HTTPStatus, error: SocleError, errors: Sequence[dict[str, object]] = ()
) -> HttpResponse:
    """The problem document of an error; `errors` are its located parts."""
    said = wording(error.code, error.facts, language())
    shown: dict[str, Any] = {
        "type": f"urn:socle:{error.code}",
        "title": _TITLES[int(status)].get(language(), _TITLES[int(status)]["fr"]),
        "status": int(status),
        "detail": f"{said.message} {said.do}",
        "code": error.code,
        "do": said.do,
        "errors": list(errors),
    }
    if error.source:
        shown["source"] = error.source
    response = HttpResponse(
        json.dumps(shown, ensure_ascii=False).encode("utf-8", "replace"),
        status=int(status),
        content_type=CONTENT_TYPE,
    )
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    if status is HTTPStatus.TOO_MANY_REQUESTS:
        response.headers["Retry-After"] = str(error.facts["seconds"])
    if status is HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Socle"'
    return response


def shown_fault(fault: Fault) -> dict[str, object]:
    """A located part of a problem or of an answer."""
    return error_as_json(fault, language())


def _said(request: HttpRequest, error: SocleError) -> HttpResponse:
    desk = getattr(request, "auth", None)
    note_refusal(desk=desk if isinstance(desk, Desk) else None, code=error.code)
    faults: tuple[Fault, ...] = getattr(error, "faults", ())
    if error.field and not faults:
        faults = (Fault(error.code, field=error.field, facts=error.facts),)
    return problem(status_of(error), error, [shown_fault(fault) for fault in faults])


def _not_authenticated(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return problem(HTTPStatus.UNAUTHORIZED, Refused("api.not_authenticated"))


def _proof_needed(_request: HttpRequest, _error: Exception) -> HttpResponse:
    refused = Refused("access.proof_needed")
    return problem(status_of(refused), refused)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    if getattr(request, "upload_over_limit", False):
        limit_mb = settings.DEPOSIT_LIMIT_BYTES // 1024 // 1024
        refused = Refused("document.too_large", limit_mb=limit_mb)
        return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, refused)
    places = {str(each["loc"][0]) for each in error.errors}
    if "header" in places:
        return problem(HTTPStatus.BAD_REQUEST, Refused("api.key_missing"))
    shown = []
    for place, fault in located_faults(error.errors):
        each = shown_fault(fault)
        each["where"] = {"in": place} | dict(each["where"])  # type: ignore[call-overload]
        shown.append(each)
    refused = Refused("api.invalid", count=len(shown))
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, refused, shown)


def _unreadable(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return problem(HTTPStatus.BAD_REQUEST, Refused("api.body_unreadable"))


def _too_big(_request: HttpRequest, _error: Exception) -> HttpResponse:
    limit_kb = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 1024
    refused = Refused("api.body_too_large", limit_kb=limit_kb)
    return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, refused)


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, RequestDataTooBig):
        return _too_big(request, error)
    return _unreadable(request, error)


def _database_failed(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    """A database that does not answer may be asked again; a value it cannot hold may not."""
    if isinstance(error, OperationalError | InterfaceError):
        log.warning("the database does not answer: %s", type(error).__name__)
        return unavailable()
    if isinstance(error, DataError):
        log.warning("a value reached the database that it cannot hold", exc_info=error)
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, Refused("api.badly_written"))
    return _failed(request, error)


def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """The fault is ours: it is logged, and tests see it raised."""
    # The pattern of the address, which names nobody.
    route = getattr(request.resolver_match, "route", "")
    log.error("%s %s failed", request.method, route, exc_info=sys.exc_info())
    got_request_exception.send(sender=type(error), request=request)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, Refused("api.failed"))


def unavailable() -> HttpResponse:
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, Unavailable("api.unavailable"))


def path_unknown(_request: HttpRequest, *_args: object) -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND, NotKnown("api.path_unknown"))


def method_not_allowed(method: str, allowed: str) -> HttpResponse:
    refused = Refused("api.method_not_allowed", method=method[:20], allowed=allowed)
    response = problem(HTTPStatus.METHOD_NOT_ALLOWED, refused)
    response.headers["Allow"] = allowed
    return response


def handle_errors(api: NinjaAPI) -> None:
    """Gives each kind of failure its document."""
    handlers: dict[type[Exception], Any] = {
        SocleError: _said,
        AuthenticationError: _not_authenticated,
        ProofNeeded: _proof_needed,
        ValidationError: _invalid,
        HttpError: _http_error,
        Http404: path_unknown,
        MultiPartParserError: _unreadable,
        UnreadablePostError: _unreadable,
        SuspiciousOperation: _unreadable,
        RequestDataTooBig: _too_big,
        DatabaseError: _database_failed,
        InterfaceError: _database_failed,
        Exception: _failed,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)
