"""Pages for what went wrong: what happened, what was kept, what to do."""

import sys
from collections.abc import Sequence
from http import HTTPStatus

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from socle.kernel.errors import Conflict, NotKnown, SocleError, Unavailable
from socle.kernel.wording import wording
from socle.platform.access.types import FundView
from socle.platform.access.volume import note_refusal
from socle.web.patience import GIVEN_UP, UNSURE
from socle.web.reading import with_days

_RETRY_AFTER_SECONDS = "10"
Typed = Sequence[tuple[str, str]]
_SECRETS = ("password", "secret", "code_once")
_PASSWORDS = {"old", "new", "again"}
# What proves who is there was for this time, and is shown on no page.
_PROOFS = {"proof", "passkey"}
_TOO_MANY = {
    *("access.too_many_persons", "access.too_many_persons_today"),
    *("arrears.too_many_checks", "identities.too_often"),
}
# Refused now, and good as it is in a while.
_LATER = _TOO_MANY | {"acts.try_again"}
_FORBIDDEN = {"access.forbidden", "access.no_role", "web.no_fund"}


def language() -> str:
    """The language of this page, by its short code."""
    return (get_language() or "fr").split("-")[0]


def status_of(error: SocleError) -> HTTPStatus:
    """The HTTP status that says the same as an error."""
    if error.code in _FORBIDDEN:
        return HTTPStatus.FORBIDDEN
    if error.code in _TOO_MANY:
        return HTTPStatus.TOO_MANY_REQUESTS
    for kind, status in (
        (NotKnown, HTTPStatus.NOT_FOUND),
        (Conflict, HTTPStatus.CONFLICT),
        (Unavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    ):
        if isinstance(error, kind):
            return status
    return HTTPStatus.UNPROCESSABLE_ENTITY


def page(
    request: HttpRequest,
    status: HTTPStatus,
    title: str,
    do: str,
    *,
    code: str = "",
    source: str = "",
    funds: Sequence[FundView] = (),
    typed: Typed = (),
) -> HttpResponse:
    """One calm page: the title says what, `do` says what the person can do.

    `funds` are those to go to when it is the desk itself that does not open; `typed` is what the
    page can send again: files it asks for anew, so that no act is recorded without its documents.
    """
    is_reading_past = {"on", "known_at"} & set(request.GET)
    shown = {
        "title": title,
        "do": do,
        "code": code,
        "source": source,
        "status": int(status),
        "present": request.path if is_reading_past else "",
        "funds": funds,
        "typed": typed,
        "files": [(name, len(of) > 1) for name, of in request.FILES.lists()] if typed else [],
        "again": request.get_full_path(),
    }
    response = render(request, "error.html", shown, status=int(status))
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = _RETRY_AFTER_SECONDS
    return response


def said(
    request: HttpRequest, error: SocleError, *, funds: Sequence[FundView] = ()
) -> HttpResponse:
    """An anticipated failure, in the words of its catalogue.

    Who is only asked to come back later sends what they had typed from there.
    """
    note_refusal(desk=getattr(request, "desk", None), code=error.code)
    words = wording(error.code, with_days(error.facts), language())
    typed = _given(request) if error.code in _LATER else []
    do = [words.do]
    if typed:
        do.append(
            _("Rien n’a été enregistré. Votre saisie est gardée sur cette page : renvoyez-la.")
        )
    return page(
        request,
        status_of(error),
        words.message,
        " ".join(do),
        code=error.code,
        source=error.source or "",
        funds=funds,
        typed=typed,
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request,
        HTTPStatus.BAD_REQUEST,
        _("Cette demande n’a pas pu être lue"),
        _("Revenez à la page précédente et recommencez. Rien n’a été enregistré."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request,
        HTTPStatus.FORBIDDEN,
        _("Cette page n’est pas ouverte à votre rôle"),
        _("Revenez à votre bureau, ou demandez ce droit à l’administrateur de la caisse."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request,
        HTTPStatus.NOT_FOUND,
        _("Cette page n’existe pas"),
        _("Vérifiez l’adresse ou le numéro, ou passez par la recherche."),
    )


def too_large(request: HttpRequest, limit_mb: int) -> HttpResponse:
    """A file over the limit: refused unread."""
    return page(
        request,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        _("Ce fichier dépasse %(limit)s Mo") % {"limit": limit_mb},
        _("Rien n’a été lu. Déposez un fichier par mois et par employeur, ou passez par l’API."),
    )


def unavailable(request: HttpRequest) -> HttpResponse:
    """The database does not answer: a page, or a problem document for a program."""
    request.desk = None  # type: ignore[attr-defined]
    given_up = request.META.get(GIVEN_UP, "")
    if not _is_shown_to_a_person(request):
        code = "api.outcome_unknown" if given_up == UNSURE else "api.unavailable"
        return _problem(Unavailable(code))
    typed = _typed(request) if given_up else []
    title = _("Le service ne répond pas pour le moment")
    if given_up == UNSURE:
        title = _("L’enregistrement n’est pas encore confirmé")
    return page(
        request, HTTPStatus.SERVICE_UNAVAILABLE, title, _what_to_do(given_up, typed), typed=typed
    )


def _what_to_do(given_up: str, typed: Typed) -> str:
    if given_up == UNSURE and typed:
        return _("Renvoyez la même saisie : elle ne sera enregistrée qu’une fois.")
    if given_up == UNSURE:
        return _("Regardez d’abord dans la liste si votre envoi y est, puis recommencez.")
    if typed:
        return _("Rien n’a été enregistré. Votre saisie est gardée sur cette page : renvoyez-la.")
    return _("Attendez une minute et recommencez. Ce qui a été confirmé est conservé.")


def _is_shown_to_a_person(request: HttpRequest) -> bool:
    if request.path_info.startswith(("/api/", "/dci/", "/fhir/")):
        return False
    wanted = request.headers.get("Accept", "")
    return "json" not in wanted or "text/html" in wanted


def _typed(request: HttpRequest) -> Typed:
    """What a form with a key was sent with, to be sent again from the page that says no.

    Nothing where a file was part of it: then the person goes back one page.
    """
    given = _given(request)
    return given if given and not request.FILES and request.POST.get("key") else []


def _given(request: HttpRequest) -> Typed:
    """What a form was sent with, but for what proved who is there.

    Nothing where something secret was part of it.
    """
    try:
        given = [(name, each) for name, all_of in request.POST.lists() for each in all_of]
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return []
    names = {name for name, _value in given}
    if names & _PASSWORDS or any(secret in name for name in names for secret in _SECRETS):
        return []
    return [(name, value) for name, value in given if name not in _PROOFS]


def _problem(error: SocleError) -> HttpResponse:
    """The document that the API gives for the same failure (RFC 9457)."""
    said = wording(error.code, error.facts, language())
    status = status_of(error)
    shown = {
        "type": f"urn:socle:{error.code}",
        "title": _("Le service ne répond pas pour le moment"),
        "status": int(status),
        "detail": f"{said.message} {said.do}",
        "code": error.code,
        "do": said.do,
        "errors": [],
    }
    response = JsonResponse(
        shown,
        status=int(status),
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
    response.headers["Retry-After"] = _RETRY_AFTER_SECONDS
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """The fault is ours, unless the database is away. The page needs neither it nor a session."""
    # Django calls this while it handles the failure: also one of the session, read or saved.
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    request.desk = None  # type: ignore[attr-defined]
    return page(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        _("Une erreur s’est produite de notre côté"),
        _(
            "Rien n’a été enregistré à moitié. Recommencez ; "
            "si l’erreur revient, prévenez l’administrateur."
        ),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(
        request,
        HTTPStatus.FORBIDDEN,
        _("Ce formulaire a expiré"),
        _(
            "Revenez à la page précédente, rechargez-la et envoyez de nouveau. "
            "Rien n’a été enregistré."
        ),
    )
