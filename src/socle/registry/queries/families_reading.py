"""Reading the tables of families for several persons at once, in their two times."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db import connection
from psycopg import sql

from socle.platform.temporal.types import TemporalTable
from socle.registry.types import Relative

_READ = ("id", "valid", "act_id", "recorded_at")
_PEOPLE = frozenset(
    {
        *("person_id", "child_id", "parent_id", "holder_id", "husband_id", "wife_id"),
        *("dependant_id", "bearer_id", "payee_id"),
    }
)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """The two times of a reading: true on a day (None: ever), as known at an instant."""

    on: date | None
    known_at: datetime | None


def facts_of(table: TemporalTable, *, by: str, ids: Collection[int], moment: Moment) -> list[Row]:
    """The facts whose column `by` names one of several persons, oldest first."""
    if not ids:
        return []
    arguments: list[Any] = [] if moment.known_at is None else [moment.known_at]
    names = table.key + table.values + _READ
    statement = sql.SQL("SELECT {} FROM {} WHERE {} = ANY(%s){} ORDER BY lower(valid), id").format(
        sql.SQL(", ").join(map(sql.Identifier, names)),
        source(table.name, moment),
        sql.Identifier(by),
        sql.SQL("") if moment.on is None else sql.SQL(" AND valid @> %s::date"),
    )
    arguments.append(sorted(ids))
    if moment.on is not None:
        arguments.append(moment.on)
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def people_in(rows: Iterable[Row]) -> set[int]:
    """The keys of all the persons that some facts name."""
    return {row[name] for row in rows for name in _PEOPLE & row.keys() if row[name] is not None}


def as_kept(row: Row, kept: Mapping[int, int]) -> Row:
    """A fact whose persons are each named by the file that is kept of them."""
    return row | {name: kept.get(row[name], row[name]) for name in _PEOPLE & row.keys()}


def source(table: str, moment: Moment) -> sql.Composable:
    """A temporal table as known at the moment; the instant is the statement's first argument."""
    if moment.known_at is None:
        return sql.Identifier(table)
    return sql.SQL("{}(%s)").format(sql.Identifier(f"{table}_as_of"))


def relatives(ids: Collection[int], moment: Moment) -> dict[int, Relative]:
    """Persons by key, named as they were on the day; before they were known, as first known."""
    if not ids:
        return {}
    statement = sql.SQL("""
        SELECT p.id, p.number, s.name, s.sex, s.birth_on, d.died_on
        FROM person p
        LEFT JOIN LATERAL (
          SELECT btrim(s.family_name || ' ' || s.given_names) AS name, s.sex, s.birth_on
          FROM {status} s WHERE s.person_id = p.id
          ORDER BY s.valid @> coalesce(%s::date, 'infinity') DESC, s.valid LIMIT 1) s ON true
        LEFT JOIN LATERAL (
          SELECT lower(d.valid) AS died_on FROM {death} d WHERE d.person_id = p.id LIMIT 1
        ) d ON true
        WHERE p.id = ANY(%s)
    """).format(status=source("person_civil_status", moment), death=source("person_death", moment))
    known = [] if moment.known_at is None else [moment.known_at]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*known, moment.on, *known, sorted(ids)])
        return {
            key: Relative(number, name or "", sex or "", birth_on, died_on)
            for key, number, name, sex, birth_on, died_on in cursor.fetchall()
        }


class Reading(Protocol):
    """Where the facts of families are read: the tables, or what another question told of them."""

    def facts_of(
        self, table: TemporalTable, *, by: str, ids: Collection[int], moment: Moment
    ) -> list[Row]: ...

    def relatives(self, ids: Collection[int], moment: Moment, /) -> dict[int, Relative]: ...


class _Tables:
    """The tables themselves."""

    facts_of = staticmethod(facts_of)
    relatives = staticmethod(relatives)


TABLES = _Tables()
