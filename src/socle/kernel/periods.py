"""Half-open periods of days: `[start, until)`, `until=None` meaning still open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from socle.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` included to `until` excluded. French: période, du … au … (exclu)."""

    start: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.start:
            raise Refused(
                "period_empty", start=self.start.isoformat(), until=self.until.isoformat()
            )

    @classmethod
    def inclusive(cls, first: date, last: date | None) -> "Period":
        """The period that people write `du … au …`, both days included."""
        return cls(first, None if last is None else last + timedelta(days=1))

    @property
    def last_day(self) -> date | None:
        return None if self.until is None else self.until - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.until is None or day < self.until)

    def overlaps(self, other: "Period") -> bool:
        return self.intersection(other) is not None

    def intersection(self, other: "Period") -> "Period | None":
        """The days that both have, or None."""
        start = max(self.start, other.start)
        ends = [end for end in (self.until, other.until) if end is not None]
        until = min(ends) if ends else None
        return Period(start, until) if until is None or start < until else None

    def split(self, day: date) -> tuple["Period", ...]:
        """Two periods meeting on a day inside this one; itself alone when the day is not inside."""
        if day == self.start or day not in self:
            return (self,)
        return (Period(self.start, day), Period(day, self.until))

    def __str__(self) -> str:
        return f"[{self.start}, {self.until or '…'})"


def joined(periods: Iterable[Period]) -> tuple[Period, ...]:
    """The fewest periods that hold the same days, in order: neighbours and overlaps are one."""
    held: list[Period] = []
    for period in sorted(periods, key=lambda each: each.start):
        last = held[-1] if held else None
        if last is None or (last.until is not None and last.until < period.start):
            held.append(period)
        elif last.until is not None:
            later = None if period.until is None else max(last.until, period.until)
            held[-1] = Period(last.start, later)
    return tuple(held)
