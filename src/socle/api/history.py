"""What differs in two readings of a file, and who changed it: for every kind of file alike."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from socle.api import act_shapes as shapes
from socle.api.access import permitted
from socle.api.parameters import MOST, Day, Instant, KnownAt, Limit, Number, Reading
from socle.api.problems import language
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Permission
from socle.platform.acts import queries as acts
from socle.platform.sealing.values import opened_value
from socle.platform.temporal import queries
from socle.platform.temporal.tables import file_id
from socle.platform.temporal.types import Difference, Moment, Stated
from socle.registry.queries import opening_act

router = Router(tags=["Registre"])


class Both(Reading):
    """The two readings to compare."""

    with_on: Day | None = Field(None, description="Le jour de la seconde lecture.")
    with_known_at: Instant | None = Field(
        None, description="Ce que la caisse savait à la seconde lecture ; à présent sans lui."
    )


class State(Schema):
    """Un fait, tel qu'une lecture l'a."""

    values: dict[str, Any]
    valid_from: date | None
    valid_until: date | None = Field(description="Exclu ; nul si cela dure.")
    recorded_at: datetime
    act: str


class DifferenceShown(Schema):
    """Un fait que les deux lectures n'ont pas pareil ; nul dans celle qui ne l'a pas."""

    table: str
    item: dict[str, Any] = Field(description="Ce qui distingue ce fait dans le dossier.")
    names: list[str] = Field(description="Les données qui diffèrent ; vide : sa période seule.")
    before: State | None
    after: State | None


class Comparison(Schema):
    """Deux lectures d'un dossier, comparées."""

    number: str
    on: date
    known_at: datetime | None
    with_on: date
    with_known_at: datetime | None
    differences: list[DifferenceShown]


class Told(Schema):
    """Qui a changé le dossier, quand, pourquoi, sur quelle pièce ; le plus récent d'abord."""

    number: str
    acts: list[shapes.Act]


class Known(KnownAt):
    """How far back the acts are told."""

    limit: Limit = MOST


@router.get(
    "/persons/{number}/compare",
    operation_id="compare_person",
    summary="Ce qui diffère entre deux lectures d'une personne",
    description="Sur toutes les données à deux temps du dossier, avec l'acte de chacune.",
    response=Comparison,
)
def compare_person(request: HttpRequest, number: Number, asked: Query[Both]) -> Comparison:
    desk = permitted(request, Permission.READ_PERSON)
    return _compared("person", number, asked, desk.fund.country)


@router.get(
    "/employers/{number}/compare",
    operation_id="compare_employer",
    summary="Ce qui diffère entre deux lectures d'un employeur",
    description="Sur toutes les données à deux temps du dossier, avec l'acte de chacune.",
    response=Comparison,
)
def compare_employer(request: HttpRequest, number: Number, asked: Query[Both]) -> Comparison:
    desk = permitted(request, Permission.READ_EMPLOYER)
    require_employer(desk, number)
    return _compared("employer", number, asked, desk.fund.country)


@router.get(
    "/persons/{number}/acts",
    operation_id="list_acts_on_person",
    summary="Qui a changé quoi dans le dossier d'une personne",
    description="Chaque acte en entier, jusqu'à l'instant demandé.",
    response=Told,
)
def list_acts_on_person(request: HttpRequest, number: Number, known: Query[Known]) -> Told:
    desk = permitted(request, Permission.READ_PERSON)
    permitted(request, Permission.READ_ACTS)
    return _told("person", number, known, desk.fund.country)


@router.get(
    "/employers/{number}/acts",
    operation_id="list_acts_on_employer",
    summary="Qui a changé quoi dans le dossier d'un employeur",
    description="Chaque acte en entier, jusqu'à l'instant demandé.",
    response=Told,
)
def list_acts_on_employer(request: HttpRequest, number: Number, known: Query[Known]) -> Told:
    desk = permitted(request, Permission.READ_EMPLOYER)
    permitted(request, Permission.READ_ACTS)
    require_employer(desk, number)
    return _told("employer", number, known, desk.fund.country)


def _compared(kind: str, number: str, asked: Both, country: str) -> Comparison:
    key = file_id(kind, number)
    one = Moment(asked.day(country), asked.instant(country))
    second = Reading.model_construct(on=asked.with_on, known_at=asked.with_known_at)
    other = Moment(second.day(country), second.instant(country))
    found = queries.differences(kind, key, one, other)
    sides = [side for each in found for side in (each.before, each.after) if side]
    numbers = acts.numbers_of(act_ids={side.act_id for side in sides})
    return Comparison(
        number=number,
        on=one.on,
        known_at=one.known_at,
        with_on=other.on,
        with_known_at=other.known_at,
        differences=[_shown(each, numbers) for each in found],
    )


def _shown(each: Difference, numbers: Mapping[int, str]) -> DifferenceShown:
    def said(name: str, value: Any) -> Any:
        """Files by their numbers, the keys of our tables are nobody's business; secrets masked."""
        if name in each.table.names and value is not None:
            return each.table.names[name]({value}).get(value)
        if name in each.table.masked and value:
            return "•••• " + opened_value(str(value))[-3:]
        return value

    def called(name: str) -> str:
        return name.removesuffix("_id") if name in each.table.names else name

    def named(values: Mapping[str, Any]) -> dict[str, Any]:
        return {called(name): said(name, value) for name, value in values.items()}

    def state(side: Stated | None) -> State | None:
        if side is None:
            return None
        return State(
            values=named(side.values),
            valid_from=side.valid_from,
            valid_until=side.valid_until,
            recorded_at=side.recorded_at,
            act=numbers[side.act_id],
        )

    return DifferenceShown(
        table=each.table.table.name,
        item=named(each.item),
        names=[called(name) for name in each.names],
        before=state(each.before),
        after=state(each.after),
    )


def _told(kind: str, number: str, known: Known, country: str) -> Told:
    file_id(kind, number)
    found = acts.acts_in_full(
        kind=kind,
        number=number,
        opened_by=opening_act(kind=kind, number=number),
        until=known.instant(country),
        first=0,
        limit=known.limit,
    )
    return Told(number=number, acts=[shapes.act(each, language()) for each in found])
