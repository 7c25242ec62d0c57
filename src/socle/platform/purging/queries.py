"""What is kept, since when, for how long, and what a purge would take of it at present."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection
from psycopg import sql

from socle.countries.clock import legal_day, start_of
from socle.kernel.errors import NotKnown
from socle.platform.acts.models import ActEvidence
from socle.platform.acts.queries import numbers_of
from socle.platform.protection.queries import activities
from socle.platform.purging.tables import DATA_KEEPING
from socle.platform.purging.types import (
    ActivityHeld,
    DataKept,
    DataKind,
    KeepingReport,
    KeptPeriod,
    PeriodStanding,
    PurgeView,
)
from socle.platform.temporal.queries import as_of

PURGE, REPORT, REPORTED = "purge_data", "report_keeping", "report"
SUBJECT = "kept_data"
# Of a table that nothing is purged of, how many rows a page counts at most.
_MOST_COUNTED = 100_000
_PURGES = """
    SELECT p.id, a.number, p.kind, p.months, p.before, p.rows,
      coalesce((SELECT sum(t.rows) FROM data_purge_part t WHERE t.purge_id = p.id), 0),
      EXISTS (SELECT FROM data_purge_part t WHERE t.purge_id = p.id AND t.is_last),
      a.recorded_at, by.full_name, also.full_name
    FROM data_purge p JOIN act a ON a.id = p.act_id
    JOIN user_account by ON by.id = a.author_id JOIN user_account also ON also.id = a.validator_id
    WHERE (%(before)s = 0 OR p.id < %(before)s) ORDER BY p.id DESC LIMIT %(most)s
"""
_WAITING = """
    SELECT count(*), extract(epoch FROM %s - min(greatest(o.recorded_at, t.recorded_at)))::float8
    FROM data_purge p JOIN act o ON o.id = p.act_id
    LEFT JOIN LATERAL (SELECT max(a.recorded_at) AS recorded_at, bool_or(t.is_last) AS is_over
      FROM data_purge_part t JOIN act a ON a.id = t.act_id WHERE t.purge_id = p.id) t ON true
    WHERE t.is_over IS NOT TRUE
"""
_UNFINISHED = """
    SELECT p.id, p.kind FROM data_purge p
    WHERE NOT EXISTS (SELECT FROM data_purge_part t WHERE t.purge_id = p.id AND t.is_last)
    ORDER BY p.id
"""
_MONTHS = """
    SELECT coalesce(max(months), 0) FROM data_keeping
    WHERE fund_id = socle_fund() AND kind = %s AND valid @> socle_today()
"""
# A fund's tables and their history, with whether each row names its act.
_TABLES = """
    SELECT c.relname, bool_or(a.attname = 'act_id') AND bool_or(a.attname = 'id')
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND regexp_replace(c.relname, '_history$', '') = ANY (%s)
    GROUP BY 1 HAVING bool_or(a.attname = 'fund_id')
"""
# The fund is named: those who hold roles are kept in tables of the installation.
_COUNTED = (
    "(SELECT count(*) FROM"
    " (SELECT FROM {table} WHERE fund_id = socle_fund() LIMIT {most}) AS counted)"
)
_FIRST = (
    "(SELECT f.recorded_at FROM act f WHERE f.id = (SELECT t.act_id FROM {table} t"
    " WHERE t.fund_id = socle_fund() ORDER BY t.id LIMIT 1))"
)


def periods(*, on: date, known_at: datetime | None = None) -> list[KeptPeriod]:
    """How long each kind is kept on a day, as known at an instant."""
    rows = as_of(DATA_KEEPING, on=on, known_at=known_at, where={})
    acts = numbers_of(act_ids={row["act_id"] for row in rows})
    found = {
        DataKind(row["kind"]): KeptPeriod(
            DataKind(row["kind"]),
            row["months"],
            PeriodStanding(row["standing"]),
            row["source"],
            row["valid"].lower,
            acts[row["act_id"]],
        )
        for row in rows
    }
    return [found.get(kind, KeptPeriod(kind)) for kind in DataKind]


def data_kept(*, on: date, country: str, known_at: datetime | None = None) -> list[DataKept]:
    """Each kind: its period on a day, and its rows at present, counted as a purge takes them."""
    return [_kept(each, country) for each in periods(on=on, known_at=known_at)]


def counted(*, kind: DataKind, before: datetime | None) -> tuple[int, datetime | None, int, int]:
    """Of a kind, the rows, since when, those that a purge takes, and those as old that stay."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM data_counted(%s, %s)", [kind.value, before])
        kept, oldest, past, held = cursor.fetchone()
    return int(kept), oldest, int(past), int(held)


def kept_since(*, kind: DataKind) -> datetime | None:
    """Since when the fund keeps a kind, by its period of the present day; None: since ever."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT data_kept_since(%s)", [kind.value])
        since: datetime | None = cursor.fetchone()[0]
    return since


def months_kept(*, kind: DataKind) -> int:
    """For how many months the fund keeps a kind, by its period of the present day."""
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, [kind.value])
        return int(cursor.fetchone()[0])


def activities_held() -> list[ActivityHeld]:
    """What each activity of the register of processing keeps, of the fund of the transaction."""
    known = activities()
    named = [table.table for each in known for table in each.tables]
    with connection.cursor() as cursor:
        cursor.execute(_TABLES, [named])
        tables: dict[str, bool] = dict(cursor.fetchall())
        cursor.execute(_count_all(tables.items()))
        found = {name: (count, first) for name, count, first in cursor.fetchall()}
    held = []
    for each in known:
        names = {table.table for table in each.tables}
        mine = [found[name] for name in found if name.removesuffix("_history") in names]
        firsts = [first for _count, first in mine if first is not None]
        rows = sum(count for count, _first in mine)
        is_more = any(count >= _MOST_COUNTED for count, _first in mine)
        held.append(ActivityHeld(each.code, rows, is_more, min(firsts, default=None)))
    return held


def purges(*, before: int = 0, limit: int) -> list[PurgeView]:
    """The purges that were ordered, the newest first; those before the one of an id."""
    with connection.cursor() as cursor:
        cursor.execute(_PURGES, {"before": before, "most": limit})
        return [
            PurgeView(key, act, DataKind(kind), months, old, rows, int(taken), *rest)
            for key, act, kind, months, old, rows, taken, *rest in cursor.fetchall()
        ]


def unfinished() -> list[tuple[int, DataKind]]:
    """The purges that have rows left to take, the first ordered first."""
    with connection.cursor() as cursor:
        cursor.execute(_UNFINISHED)
        return [(key, DataKind(kind)) for key, kind in cursor.fetchall()]


def purges_waiting(*, at: datetime) -> tuple[int, float]:
    """How many purges have rows left to take, and since when the stillest of them took any."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [at])
        waiting, oldest = cursor.fetchone()
    return int(waiting), max(0.0, oldest or 0.0)


def reports(*, limit: int, act: str = "") -> list[KeepingReport]:
    """The reports that were kept, the newest first, or that of an act."""
    found = ActEvidence.objects.filter(act__type=REPORT, act__subject_kind=SUBJECT)
    found = found.filter(act__number=act) if act else found
    said = found.order_by("-id").values_list(
        "act__number", "act__recorded_at", "act__author__full_name", "document_id"
    )
    return [KeepingReport(*each) for each in said[:limit]]


def report(*, act: str) -> KeepingReport:
    """A report that was kept.

    Raises:
        NotKnown: the act made none.
    """
    found = reports(limit=1, act=act) if act else []
    if not found:
        raise NotKnown("acts.unknown", number=act[:40])
    return found[0]


def _kept(period: KeptPeriod, country: str) -> DataKept:
    since = kept_since(kind=period.kind)
    before = legal_day(since, country) if since else None
    rows, oldest, past, held = counted(
        kind=period.kind, before=start_of(before, country) if before else None
    )
    return DataKept(period, rows, oldest, past, held, before)


def _count_all(tables: Iterable[tuple[str, bool]]) -> sql.Composed:
    each: list[sql.Composable] = []
    for name, names_act in sorted(tables):
        parts: dict[str, Any] = {
            "name": sql.Literal(name),
            "table": sql.Identifier(name),
            "most": sql.Literal(_MOST_COUNTED),
        }
        first = _FIRST if names_act else "NULL::timestamptz"
        each.append(sql.SQL("SELECT {name}::text, " + _COUNTED + ", " + first).format(**parts))
    return sql.SQL(" UNION ALL ").join(each)
