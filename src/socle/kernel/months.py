"""The month, a type of its own: contributions, insurance and declarations are monthly."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from socle.kernel.errors import Refused

_WRITTEN = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month. French: mois civil."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1 <= self.year <= 9999):
            raise Refused("month_invalid", read=f"{self.year}-{self.month}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """A month written `2025-03`.

        Raises:
            Refused: `month_invalid`.
        """
        found = _WRITTEN.fullmatch(text.strip())
        if not found:
            raise Refused("month_invalid", read=text)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """The month that holds a day."""
        return cls(day.year, day.month)

    @classmethod
    def from_index(cls, index: int) -> Self:
        """The month of `year * 12 + month - 1`, as columns hold it."""
        return cls(index // 12, index % 12 + 1)

    @property
    def index(self) -> int:
        return self.year * 12 + self.month - 1

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def __add__(self, months: int) -> "Month":
        return Month.from_index(self.index + months)

    def __sub__(self, months: int) -> "Month":
        return Month.from_index(self.index - months)

    def until(self, other: "Month") -> int:
        """How many months from this one to the other; negative when the other is earlier."""
        return other.index - self.index

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def months_after(day: date, months: int) -> date:
    """The same day of the month, `months` later; the month's last day where it has no such day.

    French: de quantième à quantième. Source: the usual computation of delays in months.

    Example:
        >>> months_after(date(2025, 1, 31), 1)
        datetime.date(2025, 2, 28)
    """
    there = Month.of(day) + months
    return date(there.year, there.month, min(day.day, there.last_day.day))


def after_month_begun(day: date) -> date:
    """The first day that is not in the month begun on a day: what ends within it ends with it.

    Example:
        >>> after_month_begun(date(2025, 1, 15)), after_month_begun(date(2025, 1, 1))
        (datetime.date(2025, 2, 1), datetime.date(2025, 1, 1))
    """
    return day if day.day == 1 else (Month.of(day) + 1).first_day


def day_after(day: date) -> date:
    return day + timedelta(days=1)
