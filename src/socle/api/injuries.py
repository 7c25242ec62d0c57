"""The register of work injuries, read in two times. Acts declare, certify, decide and end them."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from socle.api import clock
from socle.api.access import permitted
from socle.api.claims import day_place
from socle.api.parameters import Number, Page, Reading
from socle.api.shapes import ListOf
from socle.benefits.queries.injuries import injuries, injury, injury_years, may_read_injury
from socle.benefits.types.injuries import (
    CertificateOf,
    DecidedOf,
    Declarer,
    Ending,
    InjuryKind,
    InjuryLine,
    InjuryState,
    Recognition,
)
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Permission
from socle.registry.queries import employer_id
from socle.registry.queries.families_reading import Moment

router = Router(tags=["Prestations"])


class InjuryListed(Schema):
    """Un accident du travail ou une maladie professionnelle dans une liste."""

    number: str
    person: str
    employer: str = Field(description="Vide quand l'employeur n'est pas immatriculé.")
    employer_name: str
    kind: InjuryKind
    happened_on: date
    declared_on: date
    declared_by: Declarer
    declare_until: date | None = Field(description="Null quand aucun texte lu ne donne de délai.")
    late: bool
    state: InjuryState
    fatal: bool
    days_off: int


class InjuriesAsked(Page, Reading):
    """Which injuries."""

    state: InjuryState | None = Field(None, description="Seulement dans cet état.")
    late: bool = Field(default=False, description="Seulement ceux déclarés hors délai.")


class InjuryCertified(Schema):
    """Un certificat médical ; le papier lui-même est au médecin-conseil."""

    kind: CertificateOf
    issued_on: date
    off_since: date | None
    off_until: date | None
    act: str


class InjuryDecided(Schema):
    """Une décision, par deux personnes."""

    number: str
    about: DecidedOf
    outcome: Recognition
    decided_on: date
    ground: str
    act: str


class InjuryEnded(Schema):
    """La fin des soins, ou un taux révisé."""

    ending: Ending
    since: date
    rate: int | None = Field(description="Lu par le médecin-conseil seul.")
    act: str


class Injury(InjuryListed):
    """Un accident ou une maladie en entier, tel que connu."""

    act: str
    recorded_at: datetime
    happened_at: str
    place: str
    circumstances: str
    nature: str = Field(description="Vide pour qui n'est pas médecin-conseil.")
    seat: str = Field(description="Vide pour qui n'est pas médecin-conseil.")
    witnesses: str
    third_party: str
    declarer: str
    certificates: list[InjuryCertified]
    decisions: list[InjuryDecided]
    endings: list[InjuryEnded]
    claims: list[str]


class InjuryYearCounted(Schema):
    """Les accidents et maladies d'une année chez un employeur."""

    year: int
    work_accident: int
    commuting_accident: int
    occupational_disease: int
    recognised: int
    with_days_off: int
    fatal: int
    days_off: int


@router.get(
    "/injuries",
    operation_id="list_injuries",
    summary="Les accidents du travail et les maladies professionnelles",
    description="Le plus anciennement déclaré d'abord. L'acte `declare_injury` en déclare un.",
    response=ListOf[InjuryListed],
)
def list_injuries(request: HttpRequest, asked: Query[InjuriesAsked]) -> ListOf[InjuryListed]:
    fund = permitted(request, Permission.READ_BENEFITS).fund
    found = injuries(
        limit=asked.limit + 1,
        at=Moment(asked.day(fund.country), asked.instant(fund.country)),
        states=(asked.state,) if asked.state else None,
        only_late=asked.late,
        after=day_place(asked.cursor) if asked.cursor else None,
    )
    shown = found[: asked.limit]
    last = shown[-1] if len(found) > len(shown) else None
    return ListOf[InjuryListed](
        items=[InjuryListed(**_listed(each)) for each in shown],
        next=f"{last.declared_on:%Y-%m-%d}.{last.id}" if last else None,
    )


@router.get(
    "/injuries/{number}",
    operation_id="get_injury",
    summary="Un accident du travail ou une maladie professionnelle",
    description="Tel qu'il était un jour, et tel que la caisse le savait à un instant.",
    response=Injury,
)
def get_injury(request: HttpRequest, number: Number, reading: Query[Reading]) -> Injury:
    desk = permitted(request, Permission.READ_BENEFITS)
    is_reader = may_read_injury(desk, number=number, at=clock.now())
    here = desk.fund.country
    moment = Moment(reading.day(here), reading.instant(here))
    found = injury(number=number, at=moment, is_whole=is_reader)
    return Injury(
        **_listed(found.line),
        act=found.act_number,
        recorded_at=found.recorded_at,
        happened_at=found.happened_at,
        place=found.place,
        circumstances=found.circumstances,
        nature=found.nature,
        seat=found.seat,
        witnesses=found.witnesses,
        third_party=found.third_party,
        declarer=found.declarer,
        certificates=[
            InjuryCertified(
                kind=each.kind,
                issued_on=each.issued_on,
                off_since=each.off_since,
                off_until=each.off_until,
                act=each.act_number,
            )
            for each in found.certificates
        ],
        decisions=[
            InjuryDecided(
                number=each.number,
                about=each.about,
                outcome=each.outcome,
                decided_on=each.decided_on,
                ground=each.ground,
                act=each.act_number,
            )
            for each in found.decisions
        ],
        endings=[
            InjuryEnded(
                ending=each.kind,
                since=each.since,
                rate=int(each.rate) if each.rate else None,
                act=each.act_number,
            )
            for each in found.outcomes
        ],
        claims=list(found.claims),
    )


@router.get(
    "/employers/{number}/injuries",
    operation_id="list_injury_years",
    summary="Les accidents et maladies d'un employeur, par année",
    description="Le taux de fréquence n'est pas donné : il demande les heures travaillées, que "
    "personne ne déclare à la caisse.",
    response=list[InjuryYearCounted],
)
def list_injury_years(
    request: HttpRequest, number: Number, reading: Query[Reading]
) -> list[InjuryYearCounted]:
    desk = permitted(request, Permission.READ_EMPLOYER)
    require_employer(desk, number)
    here, key = desk.fund.country, employer_id(number)
    return [
        InjuryYearCounted(
            year=each.year,
            **{kind.value: count for kind, count in each.by_kind},
            recognised=each.recognised,
            with_days_off=each.with_days_off,
            fatal=each.fatal,
            days_off=each.days_off,
        )
        for each in injury_years(
            employer_id=key, on=reading.day(here), known_at=reading.instant(here)
        )
    ]


def _listed(each: InjuryLine) -> dict[str, Any]:
    return {
        "number": each.number,
        "person": each.person_number,
        "employer": each.employer_number,
        "employer_name": each.employer_name,
        "kind": each.kind,
        "happened_on": each.happened_on,
        "declared_on": each.declared_on,
        "declared_by": each.declared_by,
        "declare_until": each.due_on,
        "late": each.is_late,
        "state": each.state,
        "fatal": each.is_fatal,
        "days_off": each.days_off,
    }
