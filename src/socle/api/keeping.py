"""How long data are kept, what is past its period, and the purges that two people ordered."""

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from socle.api.access import permitted
from socle.api.parameters import Page, Reading
from socle.api.problems import language
from socle.api.runs import place_of
from socle.api.shapes import ListOf
from socle.platform.access.types import Permission
from socle.platform.protection.queries import activities
from socle.platform.purging import queries
from socle.platform.purging.types import DataKept, DataKind, PeriodStanding

router = Router(tags=["Protection des données"])


class KeptKind(Schema):
    """Des données qui peuvent être purgées : leur durée au jour demandé, leurs comptes."""

    data_kind: DataKind
    months: int | None = Field(description="null : aucune durée n'est fixée, tout est gardé.")
    standing: PeriodStanding
    source: str
    since: date | None
    act: str
    rows: int
    oldest: datetime | None
    past: int = Field(description="Ce qu'une purge prendrait.")
    held: int = Field(description="Ce qui est aussi ancien, et reste.")
    older_than: date | None


class KeptActivity(Schema):
    """Un traitement qui n'est pas purgé : combien de lignes, depuis quand, et pourquoi."""

    code: str
    rows: int
    is_more: bool = Field(description="Une table au moins a plus de lignes que comptées.")
    oldest: datetime | None
    why: str


class DataKeepings(Schema):
    """Ce qui est gardé, et combien de temps."""

    items: list[KeptKind]
    activities: list[KeptActivity]


class DataPurge(Schema):
    """Une purge ordonnée par deux personnes, et ce qui en est fait."""

    data_kind: DataKind
    months: int
    older_than: datetime
    rows: int = Field(description="Comptées quand elle fut ordonnée.")
    taken: int
    is_over: bool
    ordered_at: datetime
    author: str
    validator: str
    act: str


@router.get(
    "/data-protection/keeping",
    operation_id="list_data_kept",
    summary="Ce qui est gardé, pour combien de temps, et ce qui a dépassé sa durée",
    description="Aucun texte lu ne donne de durée : `not_found`, et rien n'est purgé. Les actes "
    "`set_data_keeping` et `order_purge`, à deux personnes, en fixent une et ordonnent une purge ; "
    "`report_keeping` garde un rapport.",
    response=DataKeepings,
)
def list_data_kept(request: HttpRequest, reading: Query[Reading]) -> DataKeepings:
    country = permitted(request, Permission.KEEP_DATA).fund.country
    found = queries.data_kept(
        on=reading.day(country), country=country, known_at=reading.instant(country)
    )
    said, spoken = {each.code: each for each in activities()}, language()
    return DataKeepings(
        items=[_kind(each) for each in found],
        activities=[
            KeptActivity(
                code=each.code,
                rows=each.rows,
                is_more=each.is_more,
                oldest=each.oldest,
                why=said[each.code].stays[spoken],
            )
            for each in queries.activities_held()
        ],
    )


@router.get(
    "/data-protection/purges",
    operation_id="list_data_purges",
    summary="Les purges ordonnées, la plus récente d'abord",
    description="Chacune est un acte de deux personnes ; le serveur efface ensuite, par parties.",
    response=ListOf[DataPurge],
)
def list_data_purges(request: HttpRequest, page: Query[Page]) -> ListOf[DataPurge]:
    permitted(request, Permission.KEEP_DATA)
    found = queries.purges(before=place_of(page.cursor), limit=page.limit + 1)
    shown = found[: page.limit]
    return ListOf[DataPurge](
        items=[
            DataPurge(
                data_kind=each.kind,
                months=each.months,
                older_than=each.before,
                rows=each.rows,
                taken=each.taken,
                is_over=each.is_over,
                ordered_at=each.ordered_at,
                author=each.author,
                validator=each.validator,
                act=each.act,
            )
            for each in shown
        ],
        next=str(shown[-1].id) if len(found) > len(shown) else None,
    )


def _kind(each: DataKept) -> KeptKind:
    period = each.period
    return KeptKind(
        data_kind=period.kind,
        months=period.months,
        standing=period.standing,
        source=period.source,
        since=period.since,
        act=period.act,
        rows=each.rows,
        oldest=each.oldest,
        past=each.past,
        held=each.held,
        older_than=each.before,
    )
