"""Writing dated facts. Only within an act: the tables' own triggers see to it.

A new fact over a period takes the place of what was believed there; what it does not cover is
kept. The database moves every belief that ends to the history.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from psycopg import sql
from psycopg.types.range import DateRange

from socle.platform.sql import insert_like
from socle.platform.temporal.types import TemporalTable

Values = Mapping[str, Any]


def assign(
    table: TemporalTable,
    *,
    fund_id: int,
    key: Values,
    values: Values,
    valid: DateRange,
    is_first: bool = False,
) -> None:
    """States a fact over a period, whatever was believed there before.

    `is_first` says that nothing was, as in a file just opened; an overlap would be refused.
    """
    if not is_first:
        clear(table, fund_id=fund_id, key=key, valid=valid)
    row = {"fund_id": fund_id, **key, **values, "valid": valid}
    _insert(table, row)


def assign_many(table: TemporalTable, *, fund_id: int, rows: Iterable[Values]) -> None:
    """States many facts of which nothing was believed before: each its key, values and period.

    The database refuses one that meets what is believed.
    """
    names = (*table.key, *table.values, "valid")
    said = ((fund_id, *map(row.__getitem__, names)) for row in rows)
    insert_like(table.name, ("fund_id", *names), said)


def clear(table: TemporalTable, *, fund_id: int, key: Values, valid: DateRange) -> None:
    """States that over a period there is no such fact. What lies outside stays believed."""
    taken = sql.SQL("DELETE FROM {} WHERE {} AND valid && %s RETURNING {}").format(
        sql.Identifier(table.name), _matches(table), _columns((*table.values, "valid"))
    )
    with connection.cursor() as cursor:
        cursor.execute(taken, [key[name] for name in table.key] + [valid])
        superseded = cursor.fetchall()
    for *values, old in superseded:
        for rest in remainders(old, taken=valid):
            kept = dict(zip(table.values, values, strict=True))
            _insert(table, {"fund_id": fund_id, **key, **kept, "valid": rest})


def remainders(old: DateRange, *, taken: DateRange) -> list[DateRange]:
    """What is left of a period once another is taken out of it."""
    left: list[DateRange] = []
    if taken.lower is not None and (old.lower is None or old.lower < taken.lower):
        left.append(DateRange(old.lower, taken.lower))
    if taken.upper is not None and (old.upper is None or taken.upper < old.upper):
        left.append(DateRange(taken.upper, old.upper))
    return left


def restore(table: TemporalTable, *, act_id: int) -> int | None:
    """Takes back what an act wrote in a table and states again what it had superseded.

    What a later act superseded, and its counter-act stated again, still stands for this act.
    Returns the id of a later act in force that rests on it, and then changes nothing.
    """
    names = {
        "table": sql.Identifier(table.name),
        "history": sql.Identifier(f"{table.name}_history"),
        "key": _columns(table.key),
        "same": _same(table, "again", "standing"),
        "same_key": _same(table, "now", "old"),
        "columns": _columns(("fund_id", *table.key, *table.values, "valid")),
    }
    with connection.cursor() as cursor:
        cursor.execute(_STANDING.format(**names), [act_id, act_id])
        standing = cursor.fetchall()
        for _id, superseded_by, is_reversed in standing:
            if superseded_by is not None and not is_reversed:
                return int(superseded_by)
        ids = [row[0] for row in standing if row[1] is None]
        cursor.execute(_IN_THE_WAY.format(**names), [act_id, ids])
        later = cursor.fetchone()
        if later is not None:
            return _first_stated(table, cursor, *later)
        cursor.execute(sql.SQL("DELETE FROM {table} WHERE id = ANY(%s)").format(**names), [ids])
        cursor.execute(
            sql.SQL(
                "INSERT INTO {table} ({columns}) SELECT {columns} FROM {history}"
                " WHERE superseded_by = %s ORDER BY id"
            ).format(**names),
            [act_id],
        )
    return None


# What an act wrote, followed through the counter-acts that stated it again.
_STANDING = sql.SQL("""
    WITH RECURSIVE standing AS (
      SELECT * FROM (
        SELECT id, {key}, valid, NULL::bigint AS superseded_by FROM {table} WHERE act_id = %s
        UNION ALL
        SELECT id, {key}, valid, superseded_by FROM {history} WHERE act_id = %s) AS written
      UNION ALL
      SELECT next.* FROM standing JOIN act counter ON counter.reverses_id = standing.superseded_by
      CROSS JOIN LATERAL (
        SELECT id, {key}, valid, NULL::bigint FROM {table} AS again
        WHERE act_id = counter.id AND again.valid = standing.valid AND {same}
        UNION ALL
        SELECT id, {key}, valid, superseded_by FROM {history} AS again
        WHERE act_id = counter.id AND again.valid = standing.valid AND {same}) AS next
    )
    SELECT id, superseded_by,
      EXISTS (SELECT FROM act WHERE act.reverses_id = standing.superseded_by)
    FROM standing ORDER BY superseded_by DESC NULLS LAST
""")
# What was stated since where the superseded beliefs would return.
_IN_THE_WAY = sql.SQL("""
    SELECT now.act_id, now.id FROM {history} old
    JOIN {table} now ON now.valid && old.valid AND {same_key}
    WHERE old.superseded_by = %s AND NOT now.id = ANY(%s::bigint[]) ORDER BY now.id DESC LIMIT 1
""")
# What a counter-act states was stated first by the act whose belief it brought back.
_BROUGHT_BACK = sql.SQL("""
    SELECT old.act_id, old.id FROM {every} now JOIN act counter ON counter.id = now.act_id
    JOIN {history} old ON old.superseded_by = counter.reverses_id AND old.valid = now.valid
      AND {same_key}
    WHERE now.act_id = %s AND now.id = %s
""")


def _first_stated(table: TemporalTable, cursor: Any, act_id: int, fact_id: int) -> int:
    history = f"{table.name}_history"
    every = table.name
    while True:
        statement = _BROUGHT_BACK.format(
            every=sql.Identifier(every),
            history=sql.Identifier(history),
            same_key=_same(table, "now", "old"),
        )
        cursor.execute(statement, [act_id, fact_id])
        found = cursor.fetchone()
        if found is None:
            return int(act_id)
        (act_id, fact_id), every = found, history


def _insert(table: TemporalTable, row: Values) -> None:
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table.name),
        _columns(tuple(row)),
        sql.SQL(", ").join([sql.Placeholder()] * len(row)),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, list(row.values()))


def _matches(table: TemporalTable) -> sql.Composable:
    return sql.SQL(" AND ").join(
        sql.SQL("{} = %s").format(sql.Identifier(name)) for name in table.key
    )


def _same(table: TemporalTable, one: str, other: str) -> sql.Composable:
    return sql.SQL(" AND ").join(
        sql.SQL("{} = {}").format(sql.Identifier(one, name), sql.Identifier(other, name))
        for name in table.key
    )


def _columns(names: tuple[str, ...]) -> sql.Composable:
    return sql.SQL(", ").join(map(sql.Identifier, names))
