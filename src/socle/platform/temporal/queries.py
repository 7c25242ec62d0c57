"""Reading dated facts, as they were on a day, as the fund knew them at an instant."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection
from psycopg import sql

from socle.platform.temporal.tables import tables_of
from socle.platform.temporal.types import (
    Difference,
    FileTable,
    Moment,
    Retraction,
    Stated,
    Steps,
    TemporalTable,
)

_READ = ("id", "valid", "act_id", "recorded_at")
_MOST = 200  # facts of one table that a comparison tells


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
    source, arguments = _source(table, known_at)
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


def differences(kind: str, file_id: int, one: Moment, other: Moment) -> list[Difference]:
    """What two readings of one file do not have alike, over all its tables; at most `_MOST` each.

    A period that moved counts only where both readings look at one day: on two days, other
    periods are to be expected.
    """
    found: list[Difference] = []
    for each in tables_of(kind):
        found += _differences(each, file_id, one, other)
    return found


def retractions(kind: str, file_id: int, on: date, *, after: datetime) -> list[Retraction]:
    """What the fund believed of a day and believes otherwise today; newest first.

    `after` is when that day was over: what it learned before was a change, not a correction.
    """
    now = Moment(on, None)
    found: list[Retraction] = []
    for each in _with_superseded(kind, file_id, on, after):
        stands = {_key(row, each.item): row for row in _rows(each, file_id, now)}
        for row in _superseded(each, file_id, on, after):
            today = stands.get(_key(row, each.item))
            difference = Difference(
                table=each,
                item={name: row[name] for name in each.item},
                before=_stated(each, row),
                after=_stated(each, today) if today else None,
            )
            if difference.after is None or difference.names:
                found.append(Retraction(difference, row["superseded_at"], row["superseded_by"]))
    return sorted(found, key=lambda each: each.superseded_at, reverse=True)


def steps(kind: str, file_id: int, known_at: datetime | None) -> Steps:
    """When a file changes in law, as known at an instant; and every instant it was learned of."""
    parts: list[sql.Composable] = []
    arguments: list[Any] = []
    for each in _walked(kind):
        source, given = _source(each.table, known_at)
        names = {
            "source": source,
            "table": sql.Identifier(each.table.name),
            "history": sql.Identifier(f"{each.table.name}_history"),
            "column": sql.Identifier(each.column),
        }
        parts.append(_STEPS.format(**names))
        arguments += [*given, file_id, file_id, file_id]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ").join(parts), arguments)
        found = cursor.fetchall()
    return Steps(
        days=tuple(sorted({day for day, _at in found if day})),
        instants=tuple(sorted({at for _day, at in found if at})),
    )


# One question for all the tables of a file: a page of a person asks it.
_STEPS = sql.SQL("""
    SELECT unnest(ARRAY[lower(valid), upper(valid)]), NULL::timestamptz
    FROM {source} WHERE {column} = %s
    UNION SELECT NULL, recorded_at FROM {table} WHERE {column} = %s
    UNION SELECT NULL, unnest(ARRAY[recorded_at, superseded_at]) FROM {history} WHERE {column} = %s
""")


def _walked(kind: str) -> list[FileTable]:
    return [each for each in tables_of(kind) if not each.is_long]


def _with_superseded(kind: str, file_id: int, on: date, after: datetime) -> list[FileTable]:
    """The tables in which a file has a belief of that day that ended later; mostly none."""
    walked = _walked(kind)
    parts = [
        sql.SQL(
            "SELECT {} WHERE EXISTS (SELECT FROM {} WHERE {} = %s AND valid @> %s::date"
            " AND superseded_at > %s)"
        ).format(
            sql.Literal(place),
            sql.Identifier(f"{each.table.name}_history"),
            sql.Identifier(each.column),
        )
        for place, each in enumerate(walked)
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(parts), [file_id, on, after] * len(walked))
        return [walked[place] for (place,) in cursor.fetchall()]


def _differences(each: FileTable, file_id: int, one: Moment, other: Moment) -> list[Difference]:
    """Compared by the database: a file may hold thousands of facts, and differ in two."""
    table, arguments = each.table, []
    sides = []
    for moment in (one, other):
        source, given = _source(table, moment.known_at)
        sides.append(
            sql.SQL("(SELECT * FROM {} WHERE {} = %s AND valid @> %s::date)").format(
                source, sql.Identifier(each.column)
            )
        )
        arguments += [*given, file_id, moment.on]
    compared = [*table.values, *(["valid"] if one.on == other.on else [])]
    differs = [
        sql.SQL("{} IS DISTINCT FROM {}").format(sql.Identifier("a", n), sql.Identifier("b", n))
        for n in compared
    ]
    names = (*each.item, *table.values, *_READ)
    statement = sql.SQL(
        "SELECT {} FROM {} a FULL JOIN {} b ON {} WHERE a.id IS NULL OR b.id IS NULL{} LIMIT {}"
    ).format(
        sql.SQL(", ").join(sql.Identifier(side, name) for side in "ab" for name in names),
        *sides,
        sql.SQL(" AND ").join(
            sql.SQL("{} = {}").format(sql.Identifier("a", n), sql.Identifier("b", n))
            for n in table.key
        ),
        sql.SQL("").join(sql.SQL(" OR ") + each for each in differs),
        sql.Literal(_MOST),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        found = cursor.fetchall()
    size = len(names)
    answer = []
    for row in found:
        before, after = (dict(zip(names, half, strict=True)) for half in (row[:size], row[size:]))
        stands = before if before["id"] is not None else after
        answer.append(
            Difference(
                table=each,
                item={name: stands[name] for name in each.item},
                before=_stated(each, before) if before["id"] is not None else None,
                after=_stated(each, after) if after["id"] is not None else None,
            )
        )
    return sorted(answer, key=lambda each: str(each.item))


def _rows(each: FileTable, file_id: int, moment: Moment) -> list[dict[str, Any]]:
    where = {each.column: file_id}
    return as_of(each.table, on=moment.on, known_at=moment.known_at, where=where)


def _superseded(each: FileTable, file_id: int, on: date, after: datetime) -> list[dict[str, Any]]:
    names = (*each.table.key, *each.table.values, *_READ, "superseded_at", "superseded_by")
    statement = sql.SQL(
        "SELECT {} FROM {} WHERE {} = %s AND valid @> %s::date AND superseded_at > %s"
        " ORDER BY superseded_at DESC LIMIT {}"
    ).format(
        sql.SQL(", ").join(map(sql.Identifier, names)),
        sql.Identifier(f"{each.table.name}_history"),
        sql.Identifier(each.column),
        sql.Literal(_MOST),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [file_id, on, after])
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _source(table: TemporalTable, known_at: datetime | None) -> tuple[sql.Composable, list[Any]]:
    if known_at is None:
        return sql.Identifier(table.name), []
    return sql.SQL("{}(%s)").format(sql.Identifier(f"{table.name}_as_of")), [known_at]


def _stated(each: FileTable, row: Mapping[str, Any]) -> Stated:
    return Stated(
        values={name: row[name] for name in each.table.values},
        valid_from=row["valid"].lower,
        valid_until=row["valid"].upper,
        recorded_at=row["recorded_at"],
        act_id=row["act_id"],
    )


def _key(row: Mapping[str, Any], names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)
