"""What late payment costs an employer at a date, month by month, with every step.

French: majorations de retard, amendes. Each part of a month's contributions bears the surcharge of
its own delay: up to the value date at which it was paid, or to the day of the calculation. The
surcharge bears on contributions alone, never on surcharges.
"""

from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from django.db import connection

from socle.arrears.queries.due_dates import Calendar, Regimes, calendar
from socle.arrears.types import FINE, SURCHARGE, DueDate, Fine, MonthPenalty, Penalties, Slice
from socle.collection.queries import paid_dates
from socle.contributions import obligations
from socle.countries.registry import country
from socle.kernel.errors import Refused, SocleError
from socle.kernel.months import Month
from socle.platform.access.queries import current_fund
from socle.platform.sql import statements
from socle.registry.queries import employee_counts, employer_id, employer_name
from socle.rules.scheme import Scheme

SQL = statements(Path(__file__).parents[1])
_NO_TELEDECLARATION = "no_teledeclaration"
_LATE_DECLARATION = "late_declaration"
_MOST_FINES = 24
_BESIDE = {SURCHARGE, FINE, ""}


class SurchargeLeft(NamedTuple):
    """What is left of a month's surcharge or fine."""

    month: date
    branch: str
    amount: int


def penalties(*, employer_number: str, on: date, known_at: datetime | None = None) -> Penalties:
    """The surcharges of an employer at a date, and the fines: a simulation, nothing is written.

    Raises:
        NotKnown: there is no such employer.
    """
    key = employer_id(employer_number)
    months = surcharges(employer_id=key, on=on, known_at=known_at)
    fines, gap = fines_of(employer_number=employer_number, on=on)
    name = employer_name(employer_number)
    return Penalties(employer_number, name, on, months, fines, gap)


def surcharges(
    *,
    employer_id: int,
    on: date,
    known_at: datetime | None = None,
    dates: Calendar | None = None,
) -> tuple[MonthPenalty, ...]:
    """The surcharge of each month that is due, at a date: a simulation, nothing is written.

    `dates` are those known at that instant, where they were read already.
    """
    scheme, key = _scheme(), employer_id
    dates, regimes = dates or calendar(known_at=known_at), Regimes(key)
    owed, charged = _account(key, known_at)
    paid = _paid(key, known_at, until=on)
    months = []
    for month, by_branch in sorted(owed.items()):
        due = dates.due(month, key, regimes.on(month))
        if due.effective < on:
            said = charged.get((month, SURCHARGE), 0)
            months.append(_month(scheme, due, by_branch, paid[month], said, on))
    return tuple(months)


def _scheme() -> Scheme:
    fund = current_fund()
    return country(fund.country).scheme(fund.scheme)


def _account(
    key: int, known_at: datetime | None
) -> tuple[dict[date, dict[str, int]], dict[tuple[date, str], int]]:
    """What is owed by month and branch, and what was charged by month and kind of charge."""
    owed: dict[date, dict[str, int]] = defaultdict(dict)
    charged: dict[tuple[date, str], int] = {}
    with connection.cursor() as cursor:
        cursor.execute(SQL["owed_by_month"], [key, known_at, known_at])
        for month, branch, contributions, penalty in cursor.fetchall():
            if branch in _BESIDE:
                charged[month, branch] = penalty
            else:
                owed[month][branch] = contributions
    return owed, charged


def _paid(
    key: int, known_at: datetime | None, *, until: date
) -> dict[date, list[tuple[date, int]]]:
    """Payments of contributions by month, each with its value date, the earliest first."""
    found: dict[date, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for each in paid_dates(employer_id=key, known_at=known_at):
        if each.branch not in _BESIDE and each.value_on <= until:
            found[each.month][each.value_on] += each.amount
    return defaultdict(list, {month: sorted(days.items()) for month, days in found.items()})


def _month(
    scheme: Scheme,
    due: DueDate,
    by_branch: dict[str, int],
    paid: list[tuple[date, int]],
    charged: int,
    on: date,
) -> MonthPenalty:
    principal = sum(by_branch.values())
    try:
        slices = tuple(
            _slice(scheme, due, amount, day, on) for day, amount in parts(principal, paid)
        )
    except Refused as gap:
        return MonthPenalty(due, principal, by_branch, (), charged, gap)
    return MonthPenalty(due, principal, by_branch, slices, charged)


def parts(principal: int, paid: list[tuple[date, int]]) -> list[tuple[date | None, int]]:
    """A principal cut by the days its parts were paid; the last, without a day, is unpaid.

    What was paid beyond the principal bears nothing.

    Example:
        >>> parts(100, [(date(2026, 1, 5), 60), (date(2026, 2, 5), 50)])
        [(datetime.date(2026, 1, 5), 60), (datetime.date(2026, 2, 5), 40)]
        >>> parts(100, [])
        [(None, 100)]
    """
    left, found = principal, list[tuple[date | None, int]]()
    for day, amount in paid:
        taken = min(max(amount, 0), left)
        if taken > 0:
            found.append((day, taken))
            left -= taken
    return [*found, (None, left)] if left > 0 else found


def _slice(scheme: Scheme, due: DueDate, amount: int, paid_on: date | None, on: date) -> Slice:
    found = scheme.penalty(amount=amount, due=due.effective, paid=paid_on or on)
    return Slice(amount, paid_on, found.amount, found.steps, found.status)


def fines_of(*, employer_number: str, on: date) -> tuple[tuple[Fine, ...], SocleError | None]:
    """The fines that the law has for months not declared in time, and the gap where it is unknown.

    French: amende pour défaut de télédéclaration. A month declared late, after all, is a gap: no
    text read says its fine.
    """
    scheme, key = _scheme(), employer_id(employer_number)
    numbers = frozenset({employer_number})
    missing = obligations.missing_months(on=on, employer_numbers=numbers)
    late = obligations.late_declarations(employer_numbers=numbers)
    gap = None
    if late or (missing and _NO_TELEDECLARATION not in scheme.definition.fines):
        gap = Refused("penalty_unknown", scheme=scheme.code, kind=_LATE_DECLARATION)
    if _NO_TELEDECLARATION not in scheme.definition.fines:
        return (), gap
    _owed, charged = _account(key, None)
    late_months = [(Month.parse(each.month), each.due_on) for each in missing[-_MOST_FINES:]]
    days = [month.last_day for month, _due_on in late_months]
    heads = employee_counts(employer_id=key, days=days)
    fines = [
        fine(
            month=month,
            heads=heads[month.last_day],
            due_on=due_on,
            charged=charged.get((month.first_day, FINE), 0),
        )
        for month, due_on in late_months
    ]
    return tuple(fines), gap


def fine(*, month: Month, heads: int, due_on: date, charged: int = 0) -> Fine:
    """The fine of a month not declared, for so many employees; on the day after it was due.

    Raises:
        Refused: `penalty_unknown`, where the scheme has no such fine.
    """
    scheme = _scheme()
    if _NO_TELEDECLARATION not in scheme.definition.fines:
        raise Refused("penalty_unknown", scheme=scheme.code, kind=_LATE_DECLARATION)
    try:
        found = scheme.fine(_NO_TELEDECLARATION, heads=heads, on=due_on)
    except Refused as gap:
        return Fine(month.first_day, _NO_TELEDECLARATION, heads, 0, charged, (), "", gap)
    return Fine(
        *(month.first_day, _NO_TELEDECLARATION, heads, found.amount, charged),
        *(found.steps, found.status),
    )


def fine_charged(*, employer_id: int, month: date) -> int:
    """What was charged as a fine for a month."""
    _owed, charged = _account(employer_id, None)
    return charged.get((month, FINE), 0)


def surcharges_left(*, employer_id: int, known_at: datetime | None = None) -> list[SurchargeLeft]:
    """What is left of surcharges and fines by month: charged, less remitted, less paid."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["surcharges_left"], [employer_id, known_at, known_at])
        return [SurchargeLeft(*row) for row in cursor.fetchall()]


def over_remitted(*, employer_id: int) -> list[date]:
    """The months of which more was remitted than charged: none, unless a charge is taken back."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["over_remitted"], [employer_id])
        return [row[0] for row in cursor.fetchall()]
