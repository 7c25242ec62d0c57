"""When a month falls due: by the law, and as events of force majeure moved it.

French: date d'exigibilité, prorogation. A declaration keeps the date it was given at its deposit;
what counts for lateness is worked out here, as known at an instant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db import connection
from django.db.models import BooleanField, F, Func, QuerySet, Value

from socle.arrears.models import ForceMajeure
from socle.arrears.types import DueDate, EventView, Scope
from socle.contributions.due_dates import DueDates, due_dates
from socle.kernel.months import Month

QUARTERLY = "quarterly"


def known(known_at: datetime | None) -> Func:
    """Whether the act that wrote a row is believed, as known at an instant."""
    return Func(
        F("act_id"), Value(known_at), function="arrears_is_known", output_field=BooleanField()
    )


def _events(known_at: datetime | None) -> "QuerySet[ForceMajeure]":
    return ForceMajeure.objects.filter(known(known_at)).select_related("act").order_by("id")


def events(*, known_at: datetime | None = None) -> list[EventView]:
    """The events known at an instant, the latest first."""
    found = list(_events(known_at))
    numbers = _numbers({key for each in found for key in each.employer_ids})
    return [
        EventView(
            number=each.number,
            act_number=each.act.number,
            first_month=each.first_month,
            last_month=each.last_month,
            postponed_to=each.postponed_to,
            scope=Scope(each.scope),
            area=each.area,
            employers=tuple(sorted(numbers[key] for key in each.employer_ids)),
            cause=each.cause,
            recorded_at=each.act.recorded_at,
        )
        for each in reversed(found)
    ]


def _numbers(ids: set[int]) -> Mapping[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT employer_id, number FROM affiliated_number WHERE employer_id = ANY(%s)",
            [list(ids)],
        )
        return dict(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class Shift:
    """What an event does to the due dates of some months."""

    number: str
    first_month: date
    last_month: date
    postponed_to: date
    employer_ids: frozenset[int] | None  # None: everybody

    def moves(self, month: date, employer_id: int | None) -> bool:
        concerned = self.employer_ids is None or employer_id in self.employer_ids
        return concerned and self.first_month <= month <= self.last_month


class Calendar:
    """The due dates of a fund, as known at an instant."""

    def __init__(self, law: DueDates, shifts: Sequence[Shift]) -> None:
        self.shifts = tuple(shifts)
        self._law = cache(lambda month: law.on(Month.of(month)))

    def law(self, month: date, regime: str = "") -> date:
        """The day the law asks for; for who files by quarters, that of the quarter's last month.

        Raises:
            ParameterUnknown: the scheme's day is not known.
        """
        if regime == QUARTERLY:
            month = month.replace(month=month.month + 2 - (month.month - 1) % 3)
        found: date = self._law(month)
        return found

    def due(self, month: date, employer_id: int | None, regime: str = "") -> DueDate:
        """The day that counts for an employer; with None, for whoever no event names."""
        law = self.law(month, regime)
        effective, event = law, ""
        for shift in self.shifts:
            if shift.moves(month, employer_id) and shift.postponed_to > effective:
                effective, event = shift.postponed_to, shift.number
        return DueDate(month, law, effective, event)


def calendar(*, known_at: datetime | None = None) -> Calendar:
    """The fund's due dates, as known at an instant (None: at present)."""
    shifts = [
        Shift(
            each.number,
            each.first_month,
            each.last_month,
            each.postponed_to,
            None if each.scope == Scope.ALL else frozenset(each.employer_ids),
        )
        for each in _events(known_at)
    ]
    return Calendar(due_dates(known_at=known_at), shifts)


def effective_due(*, month: Month, employer_id: int, known_at: datetime | None = None) -> DueDate:
    """When a month falls due for an employer, by the law and as moved.

    Raises:
        ParameterUnknown: the scheme's day is not known.
    """
    regime = Regimes(employer_id).on(month.first_day)
    return calendar(known_at=known_at).due(month.first_day, employer_id, regime)


class Regimes:
    """How an employer files, over time."""

    def __init__(self, employer_id: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT valid, filing_regime FROM affiliated_employer WHERE employer_id = %s",
                [employer_id],
            )
            self._periods = cursor.fetchall()

    def on(self, day: date) -> str:
        """The regime in force on a day; empty where none is known."""
        return next((str(regime) for valid, regime in self._periods if day in valid), "")
