"""The register of breaches of personal data. What is done of one is an act: see `/acts`."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from socle.api.access import permitted
from socle.api.parameters import KnownAt, Number, Page
from socle.api.protection import DataClassName
from socle.api.runs import place_of
from socle.api.shapes import ListOf
from socle.platform.access.types import Permission
from socle.platform.breaches import queries
from socle.platform.breaches.types import BreachState, BreachStepKind, BreachView

router = Router(tags=["Protection des données"])


class BreachDelay(Schema):
    """En combien d'heures après sa découverte l'autorité est à notifier."""

    hours: int
    is_law: bool = Field(description="Faux : un repère de la maison, aucun texte lu n'en donne.")
    source: str
    status: str


class BreachDone(Schema):
    """Ce qui a été fait d'une violation."""

    kind: BreachStepKind
    done_at: datetime
    reference: str
    act: str
    author: str


class Breach(Schema):
    """Une violation de données personnelles, telle qu'elle est connue."""

    number: str
    state: BreachState
    found_at: datetime
    found_by: str
    reported_at: datetime
    reported_by: str
    act: str
    what: str
    classes: list[DataClassName]
    persons: int | None = Field(description="Environ combien ; null tant que personne ne le sait.")
    persons_named: int
    consequences: str
    measures: str
    due_at: datetime = Field(description="Jusqu'à quand l'autorité est à notifier.")
    delay: BreachDelay
    was_told_late: bool
    steps: list[BreachDone]


@router.get(
    "/breaches",
    operation_id="list_breaches",
    summary="Le registre des violations de données, la plus récente d'abord",
    description="Les actes `report_breach`, `complete_breach`, `name_breach_persons`, "
    "`notify_authority`, `notify_breach_persons` et `close_breach` le tiennent.",
    response=ListOf[Breach],
)
def list_breaches(
    request: HttpRequest, page: Query[Page], reading: Query[KnownAt]
) -> ListOf[Breach]:
    country = permitted(request, Permission.READ_BREACHES).fund.country
    found = queries.breaches(
        country=country,
        before=place_of(page.cursor),
        limit=page.limit + 1,
        known_at=reading.instant(country),
    )
    shown = found[: page.limit]
    return ListOf[Breach](
        items=[_breach(each) for each in shown],
        next=str(shown[-1].id) if len(found) > len(shown) else None,
    )


@router.get(
    "/breaches/{number}",
    operation_id="get_breach",
    summary="Une violation : ce qui est connu, le délai, ce qui a été fait",
    description="Ce qui est appris ensuite ne remplace rien : `known_at` lit ce qui était su.",
    response=Breach,
)
def get_breach(request: HttpRequest, number: Number, reading: Query[KnownAt]) -> Breach:
    country = permitted(request, Permission.READ_BREACHES).fund.country
    known_at = reading.instant(country)
    return _breach(queries.breach(number=number, country=country, known_at=known_at))


def _breach(each: BreachView) -> Breach:
    delay = each.delay
    return Breach(
        number=each.number,
        state=each.state,
        found_at=each.found_at,
        found_by=each.found_by,
        reported_at=each.reported_at,
        reported_by=each.reported_by,
        act=each.act,
        what=each.what,
        classes=[of.value for of in each.classes],
        persons=each.persons,
        persons_named=each.named,
        consequences=each.consequences,
        measures=each.measures,
        due_at=each.due_at,
        delay=BreachDelay(
            hours=delay.hours, is_law=delay.is_law, source=delay.source, status=delay.status
        ),
        was_told_late=each.was_told_late,
        steps=[
            BreachDone(
                kind=step.kind,
                done_at=step.done_at,
                reference=step.reference,
                act=step.act,
                author=step.author,
            )
            for step in each.steps
        ],
    )
