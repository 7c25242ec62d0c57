"""Insured's cards and certificates of the register. Acts make, stop and give them."""

from datetime import date
from typing import Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from socle.api import clock
from socle.api.access import permitted
from socle.api.parameters import Number, Reading
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Permission
from socle.platform.printing.operations import note_paper
from socle.registry.operations.papers import card_face
from socle.registry.queries import cards, certificates
from socle.registry.types.cards import CardView, CertificateGiven

router = Router(tags=["Cartes et attestations"])


class InsuredCard(Schema):
    """Une carte d'assuré, et où elle en est ce jour-là."""

    number: str
    person: str
    state: Literal[
        "made", "held", "lost", "stolen", "cancelled", "replaced", "expired", "withdrawn"
    ]
    issued_on: date
    expires_on: date = Field(description="Son dernier jour.")
    act: str


class CardCode(Schema):
    """Ce que porte le code carré d'une carte."""

    card: str
    code: str = Field(description="CWT signé (COSE_Sign1, ES256, revendication 169), en base45.")


class RegisterCertificate(Schema):
    """Une attestation donnée. Elle s'imprime depuis les écrans ; rien n'en est gardé imprimé."""

    number: str
    kind: Literal["registration", "affiliation", "family_situation"]
    asked_on: date
    valid_until: date
    code: str
    act: str
    is_withdrawn: bool


@router.get(
    "/persons/{number}/cards",
    operation_id="list_cards",
    summary="Les cartes d'une personne",
    description="La plus récente d'abord. Les actes `issue_card`, `hand_over_card`, `report_card`, "
    "`duplicate_card` et `cancel_card` les changent.",
    response=list[InsuredCard],
)
def list_cards(request: HttpRequest, number: Number, reading: Query[Reading]) -> list[InsuredCard]:
    country = permitted(request, Permission.READ_PERSON).fund.country
    found = cards.cards(
        person_number=number, on=reading.day(country), known_at=reading.instant(country)
    )
    return [_card(each) for each in found]


@router.get(
    "/cards/{number}/code",
    operation_id="get_card_code",
    summary="Le code carré d'une carte",
    description="Pour l'imprimer ailleurs. Chaque lecture est notée au nom de qui la fait.",
    response=CardCode,
)
def get_card_code(request: HttpRequest, number: Number) -> CardCode:
    desk = permitted(request, Permission.PERFORM_REGISTRATION)
    on, at = clock.today(desk.fund.country), clock.now()
    found = cards.card(card_id=cards.card_id_of(number), on=on)
    subject = f"person:{found.person_number}"
    note_paper(desk=desk, kind="card", number=found.number, subject=subject, at=at)
    return CardCode(card=found.number, code=card_face(card_id=found.id, on=on, at=at).qr)


@router.get(
    "/persons/{number}/certificates",
    operation_id="list_person_certificates",
    summary="Les attestations données d'une personne",
    description="La plus récente d'abord. L'acte `certify_person` en donne.",
    response=list[RegisterCertificate],
)
def list_person_certificates(
    request: HttpRequest, number: Number, reading: Query[Reading]
) -> list[RegisterCertificate]:
    country = permitted(request, Permission.READ_PERSON).fund.country
    return _given("person", number, reading, country)


@router.get(
    "/employers/{number}/affiliation-certificates",
    operation_id="list_affiliation_certificates",
    summary="Les attestations d'affiliation données d'un employeur",
    description="La plus récente d'abord. L'acte `certify_affiliation` en donne.",
    response=list[RegisterCertificate],
)
def list_affiliation_certificates(
    request: HttpRequest, number: Number, reading: Query[Reading]
) -> list[RegisterCertificate]:
    desk = permitted(request, Permission.READ_EMPLOYER)
    require_employer(desk, number)
    return _given("employer", number, reading, desk.fund.country)


def _given(kind: str, number: str, reading: Reading, country: str) -> list[RegisterCertificate]:
    found = certificates.certificates_of(
        kind=kind, number=number, on=reading.day(country), known_at=reading.instant(country)
    )
    return [_certificate(each) for each in found]


def _card(found: CardView) -> InsuredCard:
    return InsuredCard(
        number=found.number,
        person=found.person_number,
        state=found.state.value,
        issued_on=found.issued_on,
        expires_on=found.expires_on,
        act=found.act_number,
    )


def _certificate(found: CertificateGiven) -> RegisterCertificate:
    return RegisterCertificate(
        number=found.number,
        kind=found.kind.value,
        asked_on=found.asked_on,
        valid_until=found.valid_until,
        code=found.code,
        act=found.act_number,
        is_withdrawn=found.is_withdrawn,
    )
