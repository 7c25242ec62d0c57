"""Reading dated facts, as they were on a day, as the fund knew them at an instant."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection
from psycopg import sql

from socle.platform.temporal.types import TemporalTable

_READ = ("id", "valid", "act_id", "recorded_at")


def as_of(
    table: TemporalTable,
    *,
    on: date | None,
    known_at: datetime | None,
    where: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """The facts of a key as they were on a day, as known at an instant; oldest first.

    `on=None` gives all of valid time; `known_at=None` what is believed at present. For a
    `known_at` not later than `horizon()`, the answer never changes.
    """
    source: sql.Composable = sql.Identifier(table.name)
    arguments: list[Any] = []
    if known_at is not None:
        source = sql.SQL("{}(%s)").format(sql.Identifier(f"{table.name}_as_of"))
        arguments.append(known_at)
    conditions: list[sql.Composable] = [
        sql.SQL("{} = %s").format(sql.Identifier(name)) for name in where
    ]
    arguments += where.values()
    if on is not None:
        conditions.append(sql.SQL("valid @> %s::date"))
        arguments.append(on)
    names = table.key + table.values + _READ
    statement = sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY lower(valid) NULLS FIRST, id").format(
        sql.SQL(", ").join(map(sql.Identifier, names)), source, sql.SQL(" AND ").join(conditions)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def horizon() -> datetime:
    """The latest instant whose past is settled: no act still open can be recorded before it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT socle_known_horizon()")
        moment: datetime = cursor.fetchone()[0]
    return moment
