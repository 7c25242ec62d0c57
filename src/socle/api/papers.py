"""Papers as PDF, by one route: what a screen prints, under the same rights, counted and logged."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import Path, Query, Router

from socle.api import clock
from socle.api.access import permitted
from socle.api.parameters import Number
from socle.api.problems import language as language_of
from socle.arrears.operations.papers import standing_paper
from socle.arrears.queries import standing
from socle.benefits.queries.claims import claim
from socle.benefits.queries.health import may_read_health
from socle.benefits.queries.letters import decision_letter
from socle.kernel.errors import NotKnown
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Desk, Permission
from socle.platform.printing import pdf
from socle.platform.printing.operations import note_paper
from socle.registry.operations import papers
from socle.registry.queries import cards, certificates

router = Router(tags=["Cartes et attestations"])
Kind = Literal["registration", "affiliation", "family_situation", "standing", "card", "decision"]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A paper that this desk may have: who it is for, whose file it is of, how it is made."""

    desk: Desk
    subject: str
    make: Callable[[], bytes]


def _certificate(request: HttpRequest, kind: str, number: str) -> _Asked:
    found = certificates.certificate_given(number=number)
    if found.kind.value != kind:
        raise NotKnown("certificates.unknown", number=number)
    if found.subject_kind == "person":
        desk = permitted(request, Permission.READ_PERSON)
    else:
        desk = permitted(request, Permission.READ_EMPLOYER)
        require_employer(desk, found.subject_number)

    def make() -> bytes:
        address = request.build_absolute_uri("/verify")
        paper = papers.certificate_paper(number=number, address=address, at=clock.now())
        return pdf.certificate(paper)

    return _Asked(desk, f"{found.subject_kind}:{found.subject_number}", make)


def _standing(request: HttpRequest, _kind: str, number: str) -> _Asked:
    desk = permitted(request, Permission.READ_ACCOUNT)
    found = standing.certificate(number=number)
    require_employer(desk, found.employer_number)

    def make() -> bytes:
        address = request.build_absolute_uri("/verify")
        return pdf.certificate(standing_paper(number=number, address=address, at=clock.now()))

    return _Asked(desk, f"employer:{found.employer_number}", make)


def _card(request: HttpRequest, _kind: str, number: str) -> _Asked:
    desk = permitted(request, Permission.PERFORM_REGISTRATION)
    on = clock.today(desk.fund.country)
    found = cards.card(card_id=cards.card_id_of(number), on=on)

    def make() -> bytes:
        face = papers.card_face(card_id=found.id, on=on, at=clock.now())
        return pdf.cards([face], on_sheets=False)

    return _Asked(desk, f"person:{found.person_number}", make)


def _decision(request: HttpRequest, _kind: str, number: str) -> _Asked:
    desk = permitted(request, Permission.READ_BENEFITS)
    found = claim(number=number)
    is_reader = may_read_health(desk, claim=number, at=clock.now())
    return _Asked(
        desk,
        f"person:{found.person_number}",
        lambda: pdf.letter(decision_letter(number=number, is_whole=is_reader)),
    )


_KINDS: Mapping[Kind, Callable[[HttpRequest, str, str], _Asked]] = {
    "registration": _certificate,
    "affiliation": _certificate,
    "family_situation": _certificate,
    "standing": _standing,
    "card": _card,
    "decision": _decision,
}


@router.get(
    "/papers/{kind}/{number}",
    operation_id="get_paper",
    summary="Une attestation, une carte ou une décision, en PDF",
    description=(
        "Sous les droits de l'écran qui l'imprime, dans la langue demandée. Chaque lecture est "
        "notée au nom de qui la fait ; leur nombre est limité."
    ),
    response={200: bytes},
    openapi_extra={
        "responses": {
            200: {
                "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}
            }
        }
    },
)
def get_paper(
    request: HttpRequest,
    kind: Annotated[Kind, Path(description="La nature du papier.")],
    number: Number,
    language: Annotated[
        Literal["fr", "en", "ar"] | None,
        Query(description="La langue du papier ; à défaut, celle de la demande."),
    ] = None,
) -> HttpResponse:
    asked = _KINDS[kind](request, kind, number)
    note_paper(desk=asked.desk, kind=kind, number=number, subject=asked.subject, at=clock.now())
    with translation.override(language or language_of()):
        made = asked.make()
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
