"""Careers: what is credited to a person, what is missing and why, as known at an instant."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from socle.contributions.due_dates import DueDates, due_dates
from socle.contributions.types import (
    CareerCell,
    CareerGap,
    CareerMonth,
    CareerView,
    CareerYear,
    CellState,
    GapCause,
)
from socle.countries.registry import country
from socle.kernel.errors import Refused
from socle.kernel.months import Month
from socle.platform.access.queries import current_fund
from socle.platform.sql import statements
from socle.registry.queries import person, person_id
from socle.registry.queries.merging import ids_of_person, merge_of
from socle.rules.certainty import UNVERIFIED
from socle.rules.scheme import Scheme

SQL = statements(Path(__file__).parent)
# What PostgreSQL orders after every instant: as known at present.
_PRESENT = "infinity"
# Months later than the one to declare: asking the calendar of holidays for each month of a whole
# life would be slow, and the day is in the month that follows, moved by some days at most.
_ALWAYS_DUE_AFTER = 3


def career(*, person_number: str, known_at: datetime | None) -> list[CareerMonth]:
    """The months credited to a person, as known at an instant, oldest first.

    Raises:
        NotKnown: there is no such person, or none was known then.
    """
    whose = _known_person(person_number, known_at)
    asked = {"persons": whose.ids, "known_at": known_at or _PRESENT}
    return [CareerMonth(*row) for row in _rows("career", asked)]


def declared_wages(*, employer_number: str, month: date) -> dict[str, int]:
    """What an employer declared for each insured of a month, by their numbers, in minor units.

    Who has several files is there under each of their numbers.
    """
    asked = {"employer": employer_number, "month": month}
    return {number: int(wage) for number, wage in _rows("declared_wages", asked)}


def view(*, person_number: str, on: date, known_at: datetime | None) -> CareerView:
    """A career up to a day: months, years with their totals, what is missing and why.

    French: relevé de carrière.

    Raises:
        NotKnown: there is no such person, or none was known then.
    """
    fund = current_fund()
    scheme = country(fund.country).scheme(fund.scheme)
    last = Month.of(on)
    whose = _known_person(person_number, known_at)
    known_by = known_at or _PRESENT
    asked = {"persons": whose.ids, "known_at": known_by}
    known = [CareerMonth(*row) for row in _rows("career", asked)]
    months = [each for each in known if each.month <= str(last)]
    unit, is_verified = _unit(scheme, last)
    missing = _missing(whose, months, on=on, known_at=known_by)
    return CareerView(
        months=tuple(months),
        years=_years(months, missing, unit),
        gaps=_joined(missing),
        unit=unit,
        is_unit_verified=is_verified,
    )


@dataclass(frozen=True, slots=True)
class _Whose:
    """The files of one person: the one asked for, and those merged with it."""

    ids: list[int]
    numbers: list[str]


def _known_person(number: str, known_at: datetime | None) -> _Whose:
    """The files of a person who was registered, as known at an instant."""
    # Any day will do: whoever is believed at all is found.
    person(number=number, on=date.max.replace(month=1, day=1), known_at=known_at)
    merge = merge_of(number=number, known_at=known_at)
    ids = ids_of_person(person_id=person_id(number), known_at=known_at)
    return _Whose(ids, [merge.kept, *merge.merged])


def _rows(name: str, asked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(SQL[name], asked)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _unit(scheme: Scheme, month: Month) -> tuple[str, bool]:
    """What the scheme counts a career in, and whether a text says how."""
    try:
        credit = scheme.insurance_month(month, 30, 0)
    except Refused:  # the scheme's rule is not known: a month declared is a month
        return "month", False
    return credit.unit, credit.status != UNVERIFIED


@dataclass(frozen=True, slots=True)
class _Missing:
    """One month that is missing, and why."""

    month: Month
    cause: GapCause
    employer_number: str = ""
    employer_name: str = ""
    lines: tuple[tuple[str, int], ...] = ()


@dataclass(slots=True)
class _Work:
    """What is known of a person's employers."""

    employments: list[tuple[int, str, str, date, date | None]]
    states: dict[int, list[tuple[str, date, date | None]]] = field(default_factory=dict)
    declared: set[tuple[int, date]] = field(default_factory=set)

    def of_month(self, month: Month) -> list[tuple[int, str, str]]:
        """The employers of a month: key, number, name."""
        return [
            (key, number, name)
            for key, number, name, since, until in self.employments
            if since <= month.last_day and (until is None or until > month.first_day)
        ]

    def state(self, employer: int, month: Month) -> str:
        """What an employer was the whole month, when it was not simply active."""
        for status, since, until in self.states.get(employer, ()):
            if since <= month.first_day and (until is None or until > month.last_day):
                return status
        return ""


def _missing(
    whose: _Whose,
    months: Sequence[CareerMonth],
    *,
    on: date,
    known_at: datetime | str,
) -> list[_Missing]:
    """Every month in which something was expected and nothing counts, oldest first."""
    work = _work(whose, known_at)
    due = due_dates(known_at=known_at if isinstance(known_at, datetime) else None)
    credited = {each.month for each in months if each.credited}
    declared = {each.month: each for each in months}
    waiting = _waiting(whose, work, known_at)
    expected = _expected(months, work, on)
    found: list[_Missing] = []
    for month in expected:
        text = str(month)
        if text in credited or not _is_due(due, month, on):
            continue
        if text in declared:
            line = declared[text]
            found.append(
                _Missing(month, GapCause.NOT_COUNTED, line.employer_number, line.employer_name)
            )
        elif text in waiting:
            employer = waiting[text][0][0]
            names = {each[1]: each[2] for each in work.employments}
            lines = tuple((declaration, line) for _number, declaration, line in waiting[text])
            found.append(
                _Missing(month, GapCause.LINE_WAITING, employer, names.get(employer, ""), lines)
            )
        else:
            found.append(_undeclared(month, work))
    return found


def _undeclared(month: Month, work: _Work) -> _Missing:
    """Why a month has no line at all; of several employers, the one who owes it most plainly."""
    causes = []
    for key, number, name in work.of_month(month):
        state = work.state(key, month)
        if state == "closed":
            cause = GapCause.EMPLOYER_CLOSED
        elif state:
            cause = GapCause.EMPLOYER_SUSPENDED
        elif (key, month.first_day) in work.declared:
            cause = GapCause.NOT_NAMED
        else:
            cause = GapCause.NOT_DECLARED
        causes.append(_Missing(month, cause, number, name))
    order = [GapCause.NOT_NAMED, GapCause.NOT_DECLARED, GapCause.EMPLOYER_SUSPENDED]
    causes.sort(key=lambda each: order.index(each.cause) if each.cause in order else len(order))
    return causes[0] if causes else _Missing(month, GapCause.NO_EMPLOYMENT)


def _expected(months: Sequence[CareerMonth], work: _Work, on: date) -> Iterable[Month]:
    """The months to account for: those at work, and those between two declared ones."""
    last = Month.of(on)
    seen = [Month.parse(each.month) for each in months]
    first = min([*seen, *(Month.of(each[3]) for each in work.employments)], default=None)
    if first is None:
        return
    last_seen = max(seen, default=None)
    first_seen = min(seen, default=None)
    month = first
    while month <= last:
        is_between = (
            first_seen is not None and last_seen is not None and first_seen < month < last_seen
        )
        if is_between or month in seen or work.of_month(month):
            yield month
        month += 1


def _is_due(due: DueDates, month: Month, on: date) -> bool:
    """Whether the day to declare a month has passed; where it is unknown, the month itself."""
    if month.until(Month.of(on)) > _ALWAYS_DUE_AFTER:
        return True
    try:
        return due.on(month) < on
    except Refused:
        return month.last_day < on


def _work(whose: _Whose, known_at: datetime | str) -> _Work:
    asked: dict[str, Any] = {"persons": whose.ids, "known_at": known_at}
    work = _Work([tuple(row) for row in _rows("career_employments", asked)])
    asked["employers"] = sorted({each[0] for each in work.employments})
    for employer, status, since, until in _rows("career_employer_states", asked):
        work.states.setdefault(employer, []).append((status, since, until))
    work.declared = {(row[0], row[1]) for row in _rows("career_declared_months", asked)}
    return work


def _waiting(
    whose: _Whose, work: _Work, known_at: datetime | str
) -> dict[str, list[tuple[str, str, int]]]:
    """Lines that may be this person's, by month: employer, declaration, line."""
    employers = sorted({each[0] for each in work.employments})
    asked = {
        "persons": whose.ids,
        "numbers": whose.numbers,
        "employers": employers,
        "known_at": known_at,
    }
    found: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for month, employer, declaration, line in _rows("career_waiting", asked):
        found[month].append((employer, declaration, line))
    return found


def _joined(missing: Sequence[_Missing]) -> tuple[CareerGap, ...]:
    """Months in a row with one cause and employer as one gap; the latest first."""
    runs: list[list[_Missing]] = []
    for each in missing:
        last = runs[-1][-1] if runs else None
        if last is not None and (
            (last.cause, last.employer_number) == (each.cause, each.employer_number)
            and last.month + 1 == each.month
        ):
            runs[-1].append(each)
        else:
            runs.append([each])
    return tuple(
        CareerGap(
            first_month=str(run[0].month),
            last_month=str(run[-1].month),
            months=len(run),
            cause=run[0].cause,
            employer_number=run[0].employer_number,
            employer_name=run[0].employer_name,
            lines=tuple(line for each in run for line in each.lines),
        )
        for run in reversed(runs)
    )


def _years(
    months: Sequence[CareerMonth], missing: Sequence[_Missing], unit: str
) -> tuple[CareerYear, ...]:
    """Each year from the first month on record to the last, the latest first."""
    by_month: dict[str, list[CareerMonth]] = defaultdict(list)
    for each in months:
        by_month[each.month].append(each)
    gaps = {str(each.month) for each in missing if each.cause is not GapCause.NOT_COUNTED}
    seen = sorted({*by_month, *gaps})
    if not seen:
        return ()
    first, last = int(seen[0][:4]), int(seen[-1][:4])
    return tuple(_year(year, by_month, gaps, unit) for year in range(last, first - 1, -1))


def _year(
    year: int, by_month: Mapping[str, list[CareerMonth]], gaps: set[str], unit: str
) -> CareerYear:
    cells = []
    of_year: list[CareerMonth] = []
    for number in range(1, 13):
        month = f"{year:04d}-{number:02d}"
        lines = by_month.get(month, [])
        of_year += lines
        credited = _credited(lines, unit)
        if lines:
            state = CellState.CREDITED if credited else CellState.NOT_COUNTED
        else:
            state = CellState.GAP if month in gaps else CellState.EMPTY
        employers = len({each.employer_number for each in lines})
        days = sum(each.days for each in lines)
        cells.append(CareerCell(month, state, employers, days, credited))
    return CareerYear(
        year=year,
        cells=tuple(cells),
        months=sum(1 for each in cells if each.employers),
        credited=sum(each.credited for each in cells),
        days=sum(each.days for each in cells),
        wage=sum(each.wage for each in of_year),
        wage_capped=sum(each.wage_capped for each in of_year),
    )


def _credited(lines: Sequence[CareerMonth], unit: str) -> int:
    """What a month is worth: a month once, however many employers; days as they were declared."""
    if unit == "month":
        return max((each.credited for each in lines), default=0)
    return sum(each.credited for each in lines)
