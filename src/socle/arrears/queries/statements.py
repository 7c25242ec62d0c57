"""The statement of a contributor's account over a period. French: relevé de compte."""

from datetime import date, datetime
from pathlib import Path

from django.db import connection

from socle.arrears.types import Statement, StatementLine
from socle.platform.sql import statements
from socle.registry.queries import employer_id, employer_name

SQL = statements(Path(__file__).parents[1])


def statement(
    *, employer_number: str, since: date, until: date, known_at: datetime | None = None
) -> Statement:
    """Every movement of an account between two days, both included, with the running balance.

    Movements stand at the day they count from: of the deposit, or the value date of a payment.

    Raises:
        NotKnown: there is no such employer.
    """
    key = employer_id(employer_number)
    with connection.cursor() as cursor:
        cursor.execute(SQL["statement"], [key, known_at, known_at, until])
        rows = cursor.fetchall()
    opening = sum(row[-1] for row in rows if row[0] < since)
    balance, lines = opening, []
    for on, kind, entry, act, first, last, amount in rows:
        if on < since:
            continue
        balance += amount
        lines.append(
            StatementLine(
                *(on, kind, entry, act, first, last),
                debit=max(amount, 0),
                credit=max(-amount, 0),
                balance=balance,
            )
        )
    name = employer_name(employer_number)
    return Statement(employer_number, name, since, until, known_at, opening, tuple(lines))
