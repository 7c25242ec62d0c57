"""How long logs are kept, and what of them was purged."""

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from socle.api.access import permitted
from socle.api.parameters import Page, Reading
from socle.api.runs import place_of
from socle.api.shapes import ListOf
from socle.platform.access.types import Permission
from socle.platform.keeping.queries import logs_kept, purges
from socle.platform.keeping.types import Log

router = Router(tags=["Service"])


class LogKept(Schema):
    """Un journal dont la caisse a fixé la durée de conservation."""

    log: Log
    months: int
    since: date
    act: str


class LogsKept(Schema):
    """Les durées fixées, au jour demandé."""

    items: list[LogKept]


class Purge(Schema):
    """Une purge : de quel journal, combien de lignes, plus anciennes que quand."""

    log: Log
    rows: int
    kept_since: datetime = Field(description="Ce qui était plus ancien a été purgé.")
    purged_at: datetime
    act: str


@router.get(
    "/logs",
    operation_id="list_logs_kept",
    summary="Pour combien de mois la caisse garde ses journaux",
    description="Un journal qui n'est pas dans la liste est gardé sans limite. L'acte "
    "`set_log_keeping`, à deux personnes, fixe une durée.",
    response=LogsKept,
)
def list_logs_kept(request: HttpRequest, reading: Query[Reading]) -> LogsKept:
    country = permitted(request, Permission.MANAGE_USERS).fund.country
    found = logs_kept(on=reading.day(country), known_at=reading.instant(country))
    return LogsKept(
        items=[
            LogKept(log=each.log, months=each.months, since=each.since, act=each.act)
            for each in found
            if each.months is not None and each.since is not None
        ]
    )


@router.get(
    "/logs/purges",
    operation_id="list_log_purges",
    summary="Ce qui a été purgé des journaux, le plus récent d'abord",
    description="Une purge est un acte : elle ne prend que ce que la caisse ne garde plus.",
    response=ListOf[Purge],
)
def list_log_purges(request: HttpRequest, page: Query[Page]) -> ListOf[Purge]:
    permitted(request, Permission.MANAGE_USERS)
    found = purges(before=place_of(page.cursor), limit=page.limit + 1)
    shown = found[: page.limit]
    return ListOf[Purge](
        items=[
            Purge(
                log=each.log,
                rows=each.rows,
                kept_since=each.kept_since,
                purged_at=each.purged_at,
                act=each.act,
            )
            for each in shown
        ],
        next=str(shown[-1].id) if len(found) > len(shown) else None,
    )
