"""Reading the register of breaches, as it stands or as it was known, and whom a breach touched."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection

from socle.countries.clock import end_of, legal_day, start_of
from socle.kernel.errors import NotKnown
from socle.platform.access.queries import names_of_users
from socle.platform.breaches.types import (
    BreachesOpen,
    BreachStepKind,
    BreachStepView,
    BreachView,
)
from socle.platform.protection.queries import notice_delay
from socle.platform.sealing.types import DataClass

_EVER = datetime(9999, 1, 1, tzinfo=UTC)
_BREACHES = """
    SELECT b.id, b.number, b.found_at, b.found_by, a.recorded_at, a.author_id, a.number,
      f.what, f.classes, f.persons, f.consequences, f.measures,
      (SELECT count(*) FROM breach_person p JOIN act n ON n.id = p.act_id
       WHERE p.breach_id = b.id AND n.recorded_at <= %(known_at)s)
    FROM breach b JOIN act a ON a.id = b.act_id
    CROSS JOIN LATERAL (
      SELECT g.* FROM breach_finding g JOIN act s ON s.id = g.act_id
      WHERE g.breach_id = b.id AND s.recorded_at <= %(known_at)s ORDER BY g.id DESC LIMIT 1) f
    WHERE a.recorded_at <= %(known_at)s AND (%(number)s = '' OR b.number = %(number)s)
      AND (%(before)s = 0 OR b.id < %(before)s)
    ORDER BY b.id DESC LIMIT %(most)s
"""
_STEPS = """
    SELECT s.breach_id, s.kind, s.done_at, s.reference, a.number, a.author_id
    FROM breach_step s JOIN act a ON a.id = s.act_id
    WHERE s.breach_id = ANY(%s) AND a.recorded_at <= %s ORDER BY s.id
"""
# Where a countdown runs: neither told nor closed.
_RUNNING = """
    SELECT b.found_at FROM breach b
    WHERE NOT EXISTS (SELECT FROM breach_step s WHERE s.breach_id = b.id
      AND s.kind IN ('authority_told', 'closed'))
"""
# Whom an account met: the persons of its acts and, of a partner's, of its calls.
_OF_ACCOUNT = """
    SELECT a.subject_number FROM act a JOIN user_account u ON u.id = a.author_id
    WHERE u.login = %(login)s AND a.subject_kind = 'person'
      AND a.recorded_at BETWEEN %(first)s AND %(last)s
    UNION
    SELECT c.subject_number FROM partner_access c JOIN user_account u ON u.id = c.user_id
    WHERE u.login = %(login)s AND c.subject_kind = 'person' AND c.subject_number <> ''
      AND c.accessed_at BETWEEN %(first)s AND %(last)s
    ORDER BY 1
"""


def breaches(
    *, country: str, before: int = 0, limit: int, known_at: datetime | None = None
) -> list[BreachView]:
    """The breaches of the fund of the transaction, the newest first; those before one of an id."""
    return _read(country, number="", before=before, most=limit, known_at=known_at or _EVER)


def breach(*, number: str, country: str, known_at: datetime | None = None) -> BreachView:
    """One breach, with its steps.

    Raises:
        NotKnown: there is none of that number.
    """
    found = _read(country, number=number, before=0, most=1, known_at=known_at or _EVER)
    if not number or not found:
        raise NotKnown("breaches.unknown", number=number[:40])
    return found[0]


def breaches_open(*, country: str, at: datetime) -> BreachesOpen:
    """The countdowns that run in the fund of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_RUNNING)
        found = [row[0] for row in cursor.fetchall()]
    left = sorted(int((_due_at(each, country) - at).total_seconds()) for each in found)
    late = sum(each < 0 for each in left)
    return BreachesOpen(len(left), late, left[0] if left else None)


def _due_at(found_at: datetime, country: str) -> datetime:
    delay = notice_delay(country=country, on=legal_day(found_at, country))
    return found_at + timedelta(hours=delay.hours)


def numbers_named(*, breach: str) -> list[str]:
    """The persons named of a breach, by number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.number FROM breach_person p JOIN breach b ON b.id = p.breach_id"
            " WHERE b.number = %s ORDER BY 1",
            [breach],
        )
        return [row[0] for row in cursor.fetchall()]


def numbers_of_account(*, login: str, first: date, last: date, country: str) -> list[str]:
    """The persons of the acts of an account and, of a partner's, of its calls, between two days."""
    said: dict[str, Any] = {
        "login": login,
        "first": start_of(first, country),
        "last": end_of(last, country),
    }
    with connection.cursor() as cursor:
        cursor.execute(_OF_ACCOUNT, said)
        return [row[0] for row in cursor.fetchall()]


def _read(
    country: str, *, number: str, before: int, most: int, known_at: datetime
) -> list[BreachView]:
    said: dict[str, Any] = {"number": number, "before": before, "most": most, "known_at": known_at}
    with connection.cursor() as cursor:
        cursor.execute(_BREACHES, said)
        rows = cursor.fetchall()
        cursor.execute(_STEPS, [[row[0] for row in rows], known_at])
        steps = cursor.fetchall()
    users = {row[5] for row in rows} | {row[5] for row in steps}
    names = names_of_users(ids=users) if users else {}
    return [_view(row, steps, names, country) for row in rows]


def _view(
    row: tuple[Any, ...],
    steps: list[tuple[Any, ...]],
    names: Mapping[int, tuple[str, str]],
    country: str,
) -> BreachView:
    key, number, found_at, found_by, reported_at, author, act, what, classes, persons = row[:10]
    return BreachView(
        id=key,
        number=number,
        found_at=found_at,
        found_by=found_by,
        reported_at=reported_at,
        reported_by=names[author][1],
        act=act,
        what=what,
        classes=tuple(DataClass(each) for each in classes),
        persons=persons,
        consequences=row[10],
        measures=row[11],
        named=row[12],
        steps=tuple(
            BreachStepView(BreachStepKind(kind), done_at, reference, by, names[who][1])
            for of, kind, done_at, reference, by, who in steps
            if of == key
        ),
        delay=notice_delay(country=country, on=legal_day(found_at, country)),
    )
