"""Careers across borders, and certificates of rights."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from socle.api import clock
from socle.api.access import permitted
from socle.api.parameters import KnownAt, Number, Reading
from socle.api.shapes import Amount, amount
from socle.benefits.liaison import document_of
from socle.benefits.queries.borders import foreign_periods, liaison_sheet
from socle.benefits.queries.certificates import rights_certificates
from socle.platform.access.types import Permission
from socle.platform.printing.operations import note_paper

router = Router(tags=["Prestations"])


class Institution(Schema):
    """La caisse qui certifie."""

    country: str
    code: str


class Whose(Schema):
    """De qui est la carrière."""

    number: str
    name: str
    birth_on: str


class CertifiedPeriod(Schema):
    """Des mois qui se suivent ; le salaire est la moyenne d'un mois."""

    first: str = Field(examples=["2001-01"])
    last: str = Field(examples=["2008-12"])
    months: int
    wage: str
    currency: str


class LiaisonForm(Schema):
    """Le formulaire de liaison, tel que l'autre caisse le reçoit."""

    form: str
    version: int
    number: str
    issued_on: date
    institution: Institution
    person: Whose
    unit: str = Field(description="Ce que le régime compte : `month` ou `day`.")
    credited: int
    total_months: int
    periods: list[CertifiedPeriod]
    sha256: str = Field(description="Empreinte de tout le reste, clés triées, sans espaces.")


class ForeignPeriod(Schema):
    """Des mois certifiés par une autre caisse ; provisoires faute de texte de convention."""

    country: str
    institution: str
    number_there: str
    first: str
    last: str
    months: int
    wage: Amount | None
    act: str
    form: str = Field(description="Le formulaire d'où il vient ; vide : un acte l'a inscrit.")


class ForeignPeriods(Schema):
    """Ce que d'autres caisses certifient d'une personne."""

    items: list[ForeignPeriod]


class RightsCertificate(Schema):
    """Une attestation de droits ; `/verify/{code}` dit à tous si elle vaut."""

    number: str
    award: str = Field(description="Vide : tous les droits ; sinon le relevé de celui-ci.")
    asked_on: date
    valid_until: date
    code: str
    act: str
    is_withdrawn: bool


class RightsCertificates(Schema):
    """Les attestations de droits données à une personne."""

    items: list[RightsCertificate]


@router.get(
    "/persons/{number}/liaison",
    operation_id="get_liaison_form",
    summary="Le formulaire de liaison d'une carrière",
    description="Ce que la caisse certifie aujourd'hui. L'acte `take_liaison_form` en reçoit un.",
    response=LiaisonForm,
)
def get_liaison_form(request: HttpRequest, number: Number) -> dict[str, Any]:
    desk = permitted(request, Permission.READ_BENEFITS)
    sheet = liaison_sheet(fund=desk.fund, number=number, on=clock.today(desk.fund.country))
    subject = f"person:{number}"
    note_paper(desk=desk, kind="liaison", number=sheet.number, subject=subject, at=clock.now())
    return document_of(sheet)


@router.get(
    "/persons/{number}/foreign-periods",
    operation_id="list_foreign_periods",
    summary="Les périodes certifiées par d'autres caisses",
    description="De la plus ancienne à la plus récente ; l'acte `state_foreign_period` en inscrit.",
    response=ForeignPeriods,
)
def list_foreign_periods(
    request: HttpRequest, number: Number, known: Query[KnownAt]
) -> ForeignPeriods:
    country = permitted(request, Permission.READ_BENEFITS).fund.country
    return ForeignPeriods(
        items=[
            ForeignPeriod(
                country=each.country,
                institution=each.institution,
                number_there=each.number_there,
                first=str(each.first),
                last=str(each.last),
                months=each.months,
                wage=None if each.wage is None else amount(each.wage, each.currency),
                act=each.act_number,
                form=each.form_number,
            )
            for each in foreign_periods(number=number, known_at=known.instant(country))
        ]
    )


@router.get(
    "/persons/{number}/rights-certificates",
    operation_id="list_rights_certificates",
    summary="Les attestations de droits d'une personne",
    description="La plus récente d'abord ; l'acte `certify_rights` en donne une.",
    response=RightsCertificates,
)
def list_rights_certificates(
    request: HttpRequest, number: Number, reading: Query[Reading]
) -> RightsCertificates:
    country = permitted(request, Permission.READ_BENEFITS).fund.country
    found = rights_certificates(
        number=number, on=reading.day(country), known_at=reading.instant(country)
    )
    return RightsCertificates(
        items=[
            RightsCertificate(
                number=each.number,
                award=each.award_number,
                asked_on=each.asked_on,
                valid_until=each.valid_until,
                code=each.code,
                act=each.act_number,
                is_withdrawn=each.is_withdrawn,
            )
            for each in found
        ]
    )
