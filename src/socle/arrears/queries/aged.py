"""Debts by age, for one employer and for a whole fund. French: balance âgée.

One statement for a whole fund, however many employers; what it needs of the law and of events is
given to it by month.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper

from socle.arrears.queries.due_dates import QUARTERLY, Calendar, calendar
from socle.arrears.types import AgedBalance, AgedRow, Bucket
from socle.kernel.months import Month, months_after
from socle.platform.sql import statements

SQL = statements(Path(__file__).parents[1])
_AS_KNOWN = "/* as known */"
# Months of which an account can speak: fifty years back, two ahead.
_BACK, _AHEAD = 600, 24
_ALL = 1_000_000_000


class Overdue(NamedTuple):
    """A month that an employer left unpaid after it was due."""

    employer_id: int
    month: date
    due_on: date
    amount: int


def aged_balance(
    *,
    on: date,
    known_at: datetime | None = None,
    employer_ids: frozenset[int] = frozenset(),
    limit: int | None = None,
    offset: int = 0,
    dates: Calendar | None = None,
    since: date | None = None,
) -> AgedBalance:
    """The debts of the fund by age on a day, the largest first; totals are of all employers.

    Limited to some employers when any is given. `dates` where they were read already, and `since`
    the first month of which these accounts speak, where it is known: nothing is asked of others.

    Raises:
        ParameterUnknown: the law's due day is not known.
    """
    said = law_of(dates or calendar(known_at=known_at), on, since) | {
        "on": on,
        "employers": list(employer_ids),
        "known_at": known_at,
        "limit": limit or _ALL,
        "offset": offset,
        "ago_3": months_after(on, -3),
        "ago_6": months_after(on, -6),
        "ago_12": months_after(on, -12),
    }
    statement = dated("net_by_month", "aged_balance")
    if known_at is not None:
        # When each posting was recorded is its entry's to say: that costs a join.
        statement = statement.replace("contributor_amount", "contributor_posting")
        statement = statement.replace(_AS_KNOWN, "AND recorded_at <= %(known_at)s")
    with summing() as cursor:
        cursor.execute(statement, said)
        rows = cursor.fetchall()
    totals = rows[0][8:14] if rows else (0,) * 6
    return AgedBalance(
        on=on,
        rows=tuple(_row(number, name, figures[:6]) for number, name, *figures in rows),
        totals=_row("", "", totals),
        employer_count=rows[0][14] if rows else 0,
    )


def _row(number: str, name: str, figures: Any) -> AgedRow:
    return AgedRow(number, name, dict(zip(Bucket, figures[:5], strict=True)), figures[5])


def overdue_months(
    *,
    on: date,
    employer_ids: frozenset[int] = frozenset(),
    dates: Calendar | None = None,
    since: date | None = None,
) -> list[Overdue]:
    """Every month left unpaid and due before a day, by employer and month.

    `dates` and `since` as for `aged_balance`.

    Raises:
        ParameterUnknown: the law's due day is not known.
    """
    said = law_of(dates or calendar(), on, since) | {"on": on, "employers": list(employer_ids)}
    with summing() as cursor:
        cursor.execute(dated("debt_by_month", "overdue_months"), said)
        return [Overdue(*row) for row in cursor.fetchall()]


def dated(left: str, *then: str) -> str:
    """A statement over what is left of each month and the day it was due, by its named parts."""
    return " ".join(SQL[name] for name in ("due_days", left, "dated", *then))


@contextmanager
def summing() -> Iterator[CursorWrapper]:
    """A cursor for sums by employer and month over a whole fund.

    Each month is in one partition of the postings: summed year by year in the order of the index
    they need no hash table of half a million groups, and two years are summed at once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_partitionwise_aggregate = on")
        yield cursor


def law_of(dates: Calendar, on: date, since: date | None = None) -> dict[str, Any]:
    """The due date of every month, and what events moved for the employers they name."""
    now = Month.of(on)
    back = min(_BACK, max(Month.of(since).until(now), 0)) if since else _BACK
    months = [(now - each).first_day for each in range(back, -_AHEAD, -1)]
    moved = [
        (employer, month, shift.postponed_to)
        for shift in dates.shifts
        if shift.employer_ids is not None
        for month in months
        if shift.first_month <= month <= shift.last_month
        for employer in sorted(shift.employer_ids)
    ]
    return {
        "months": months,
        "due": [dates.due(month, None).effective for month in months],
        "quarter_due": [dates.due(month, None, QUARTERLY).effective for month in months],
        "moved_employers": [each[0] for each in moved],
        "moved_months": [each[1] for each in moved],
        "moved_to": [each[2] for each in moved],
    }
