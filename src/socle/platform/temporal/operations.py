"""Writing dated facts. Only within an act: the tables' own triggers see to it.

A new fact over a period takes the place of what was believed there; what it does not cover is
kept. The database moves every belief that ends to the history.
"""

from collections.abc import Mapping

from django.db import connection
from psycopg import sql
from psycopg.types.range import DateRange

from socle.platform.temporal.types import TemporalTable

Values = Mapping[str, object]


def assign(
    table: TemporalTable, *, fund_id: int, key: Values, values: Values, valid: DateRange
) -> None:
    """States a fact over a period, whatever was believed there before."""
    clear(table, fund_id=fund_id, key=key, valid=valid)
    row = {"fund_id": fund_id, **key, **values, "valid": valid}
    _insert(table, row)


def clear(table: TemporalTable, *, fund_id: int, key: Values, valid: DateRange) -> None:
    """States that over a period there is no such fact. What lies outside stays believed."""
    taken = sql.SQL("DELETE FROM {} WHERE {} AND valid && %s RETURNING {}").format(
        sql.Identifier(table.name), _matches(table), _columns(table.values + ("valid",))
    )
    with connection.cursor() as cursor:
        cursor.execute(taken, [key[name] for name in table.key] + [valid])
        superseded = cursor.fetchall()
    for *values, old in superseded:
        for rest in remainders(old, valid):
            kept = dict(zip(table.values, values, strict=True))
            _insert(table, {"fund_id": fund_id, **key, **kept, "valid": rest})


def remainders(old: DateRange, taken: DateRange) -> list[DateRange]:
    """What is left of a period once another is taken out of it."""
    left: list[DateRange] = []
    if taken.lower is not None and (old.lower is None or old.lower < taken.lower):
        left.append(DateRange(old.lower, taken.lower))
    if taken.upper is not None and (old.upper is None or taken.upper < old.upper):
        left.append(DateRange(taken.upper, old.upper))
    return left


def restore(table: TemporalTable, *, act_id: int) -> int | None:
    """Takes back what an act wrote in a table and states again what it had superseded.

    Returns the id of a later act that already superseded some of it, and then changes nothing.
    """
    name, history = sql.Identifier(table.name), sql.Identifier(f"{table.name}_history")
    columns = _columns(("fund_id",) + table.key + table.values + ("valid",))
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT superseded_by FROM {} WHERE act_id = %s LIMIT 1").format(history),
            [act_id],
        )
        later = cursor.fetchone()
        if later is not None:
            return int(later[0])
        cursor.execute(sql.SQL("DELETE FROM {} WHERE act_id = %s").format(name), [act_id])
        cursor.execute(
            sql.SQL(
                "INSERT INTO {} ({}) SELECT {} FROM {} WHERE superseded_by = %s ORDER BY id"
            ).format(name, columns, columns, history),
            [act_id],
        )
    return None


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


def _columns(names: tuple[str, ...]) -> sql.Composable:
    return sql.SQL(", ").join(map(sql.Identifier, names))
