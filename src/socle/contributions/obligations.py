"""What employers had to declare: months without a declaration, and those declared late.

French: déclarations manquantes, déclarations tardives. An employer owes a declaration for each
month in which it was affiliated and active, even one without wages (a nil declaration). One that
files by quarters owes its three months together, when the quarter is due.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from socle.contributions.due_dates import QUARTERLY, DueDates, due_dates
from socle.kernel.months import Month
from socle.platform.sql import statements

SQL = statements(Path(__file__).parent)


@dataclass(frozen=True, slots=True)
class MissingMonth:
    """A month that an employer had to declare and has not.

    `taxed_by` is the taxation that the fund posted of its own motion, where it did: the month is
    owed by estimate, and its declaration is missing all the same.
    """

    employer_number: str
    employer_name: str
    month: str  # YYYY-MM
    due_on: date
    days_late: int
    taxed_by: str  # number of the declaration by the fund, or empty


@dataclass(frozen=True, slots=True)
class LateDeclaration:
    """A month declared after it was due, by the first declaration of its employer."""

    employer_number: str
    employer_name: str
    month: str
    due_on: date
    deposited_on: date
    declaration: str
    total: int  # minor units

    @property
    def days_late(self) -> int:
        return (self.deposited_on - self.due_on).days


def missing_months(
    *,
    on: date,
    employer_numbers: frozenset[str] = frozenset(),
    since: Month | None = None,
    until: Month | None = None,
    after: tuple[str, str] = ("", ""),
    limit: int | None = None,
) -> list[MissingMonth]:
    """The months due before a day and not declared, by employer and month.

    All employers, or those given. `since` and `until` bound the months, ends included; nothing is
    asked of a month before the fund's first one (`first_month`). `after` is the employer and
    month of the last row of the page before.

    Raises:
        ParameterUnknown: the law's due day is not known.
    """
    first = max(filter(None, (since, first_month())), default=None)
    months = list(_months_due(due_dates(), on, first, until))
    rows = _asked(
        "missing_months",
        {
            "months": [month.first_day for month, _, _ in months],
            "next_months": [(month + 1).first_day for month, _, _ in months],
            "due": [due for _, due, _ in months],
            "quarter_due": [due for _, _, due in months],
            "on": on,
            "numbers": list(employer_numbers),
            "after_number": after[0],
            "after_month": _first_day(after[1]),
            "limit": limit,
        },
    )
    return [
        MissingMonth(number, name, f"{month:%Y-%m}", due_on, (on - due_on).days, taxed_by)
        for number, name, month, due_on, taxed_by in rows
    ]


def late_declarations(
    *,
    employer_numbers: frozenset[str] = frozenset(),
    since: Month | None = None,
    until: Month | None = None,
    after: tuple[str, str] = ("", ""),
    limit: int | None = None,
) -> list[LateDeclaration]:
    """The months whose first declaration came after they were due, by employer and month."""
    rows = _asked(
        "late_declarations",
        {
            "numbers": list(employer_numbers),
            "since": since.first_day if since else None,
            "until": until.first_day if until else None,
            "after_number": after[0],
            "after_month": _first_day(after[1]),
            "limit": limit,
        },
    )
    return [
        LateDeclaration(number, name, f"{month:%Y-%m}", due_on, deposited_on, declaration, total)
        for number, name, month, due_on, deposited_on, declaration, total in rows
    ]


def first_month() -> Month | None:
    """The first month of which the fund asks declarations here; None while it knows none.

    The one it set (act `follow_declarations`), else that of its first declaration: what was
    declared elsewhere, before the fund worked with Socle, is not missing.
    """
    with connection.cursor() as cursor:
        cursor.execute(SQL["first_month"])
        found = cursor.fetchone()[0]
    return Month.of(found) if found else None


def next_due(*, on: date, regime: str = "") -> tuple[Month, date]:
    """The month to declare next on a day, and its due date. French: prochaine échéance.

    Of who files by quarters, the first month of the quarter.

    Raises:
        ParameterUnknown: the law's due day is not known.
    """
    due, step = due_dates(), 3 if regime == QUARTERLY else 1
    month = Month.of(on) - 2 * step
    month -= (month.month - 1) % step
    while (due_on := due.on(month, regime=regime)) < on:
        month += step
    return month, due_on


def dues(*, employer_numbers: Collection[str], on: date) -> dict[str, tuple[Month, date]]:
    """What each of several employers declares next, and by when.

    Of who files by quarters, the first month of the quarter that it has not declared.

    Raises:
        ParameterUnknown: the law's due day is not known.
    """
    found = dict.fromkeys(employer_numbers, next_due(on=on))
    regimes = regimes_on(employer_numbers=frozenset(employer_numbers), on=on)
    left = frozenset(each for each in found if regimes.get(each) == QUARTERLY)
    if left:
        first, due_on = next_due(on=on, regime=QUARTERLY)
        for month in (first, first + 1, first + 2):
            found |= dict.fromkeys(left, (month, due_on))
            left = declared_in(employer_numbers=left, month=month)
    return found


def due_on(*, month: Month, employer_number: str = "") -> date:
    """The last day to declare a month: for an employer, as it files.

    Raises:
        ParameterUnknown: the law's due day is not known.
    """
    numbers = frozenset({employer_number} - {""})
    regimes = regimes_on(employer_numbers=numbers, on=month.last_day)
    return due_dates().on(month, regime=regimes.get(employer_number, ""))


def regimes_on(*, employer_numbers: frozenset[str], on: date) -> dict[str, str]:
    """How each of several employers files on a day; those not affiliated then are left out."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["regimes_on"], [list(employer_numbers), on])
        return {str(number): str(regime) for number, regime in cursor.fetchall()}


def declared(*, employer_number: str, month: Month) -> str:
    """The number of an employer's declaration in force for a month; empty where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["declared"], [employer_number, month.first_day])
        found = cursor.fetchone()
    return str(found[0]) if found else ""


def declared_between(*, employer_number: str, first: Month, last: Month | None) -> list[str]:
    """The months that an employer has declared, from one to another or without end, in order.

    Neither taxations by the fund nor months of which no declaration is in force.
    """
    days = first.first_day, last.first_day if last else None
    with connection.cursor() as cursor:
        cursor.execute(SQL["declared_between"], [employer_number, *days])
        return [f"{row[0]:%Y-%m}" for row in cursor.fetchall()]


def declared_in(*, employer_numbers: frozenset[str], month: Month) -> frozenset[str]:
    """Those of several employers that have a declaration in force for a month."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["declared_in"], [list(employer_numbers), month.first_day])
        return frozenset(str(row[0]) for row in cursor.fetchall())


def declaring_in(*, employer_numbers: frozenset[str], month: Month) -> frozenset[str]:
    """Those of several employers that owe a declaration of a month: none suspended or closed."""
    with connection.cursor() as cursor:
        days = month.first_day, (month + 1).first_day
        cursor.execute(SQL["declaring_in"], [list(employer_numbers), *days])
        return frozenset(str(row[0]) for row in cursor.fetchall())


def _months_due(
    due: DueDates, on: date, first: Month | None, until: Month | None
) -> Iterator[tuple[Month, date, date]]:
    """Months due before a day, each with its due date and that of its quarter."""
    if first is None:
        return
    month = first
    while month <= (until or month) and (due_on := due.on(month)) < on:
        yield month, due_on, due.on(month, regime=QUARTERLY)
        month += 1


def _first_day(month: str) -> date:
    return Month.parse(month).first_day if month else date.min


def _asked(statement: str, said: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(SQL[statement], said)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
