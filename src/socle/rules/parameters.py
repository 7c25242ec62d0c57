"""Dated parameters: the law as data. A value that is not known is refused, never guessed.

A value holds from a day (`from` in the file), or from the day a source saw it in force
(`as_of`); in that case it ages, and what it says of a day more than three years after it was
last seen is provisional. Values are exact: whole numbers, or fractions for rates.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from socle.kernel.errors import ParameterUnknown
from socle.kernel.months import Month, months_after
from socle.rules.certainty import CONVENTION, PROVISIONAL, least_sure

Exact = Fraction | int | str | None
AMOUNT = "amount"  # the unit of values in minor units
_MONTHS_BEFORE_OLD = 36


@dataclass(frozen=True, slots=True)
class Value:
    """What the law says from one day to another, who says so, and how surely."""

    value: Exact
    start: date
    last: date | None  # last day included; None while nothing newer is known
    source: tuple[str, ...]
    status: str
    law: str = ""
    note: str = ""
    selector: str = ""  # the regime, group or category it is for; empty when for all
    seen_on: date | None = None  # the last day a source saw it in force
    unit: str = ""

    def holds_on(self, day: date) -> bool:
        return self.start <= day and (self.last is None or day <= self.last)

    def status_on(self, day: date) -> str:
        """The value's status; provisional once the last sight of it is over three years old."""
        if self.seen_on and months_after(self.seen_on, _MONTHS_BEFORE_OLD) < day:
            return PROVISIONAL
        return self.status

    @property
    def cited(self) -> str:
        """The text of law first, then who reports it."""
        return " · ".join(part for part in (self.law, ", ".join(self.source)) if part)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One quantity of the law through time, for each selector."""

    name: str
    unit: str
    term: str  # as the law calls it, in French
    values: tuple[Value, ...]

    def selectors(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value.selector for value in self.values))


class Parameters:
    """The parameters of one country, by name.

    Names are the file's place and the key inside it: `cnps.old_age.employee_rate`.
    """

    def __init__(
        self, found: Iterable[Parameter], sources: Mapping[str, str], currency: str
    ) -> None:
        self._by_name = {parameter.name: parameter for parameter in found}
        self.sources = sources
        self.currency = currency

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self._by_name.values())

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def parameter(self, name: str) -> Parameter:
        return self._by_name[name]

    def value(self, name: str, day: date, selector: str = "") -> Value:
        """What holds on a day.

        Raises:
            ParameterUnknown: no value is known for that day, or for that selector.
        """
        parameter = self._by_name.get(name)
        for value in parameter.values if parameter else ():
            if value.selector == selector and value.holds_on(day):
                return replace(value, status=value.status_on(day))
        shown = f"{name}[{selector}]" if selector else name
        raise ParameterUnknown("parameter_unknown", parameter=shown, on=day.isoformat())

    def for_month(self, name: str, month: Month, selector: str = "") -> Value:
        """What holds for a month's wage: the value of the month's last day.

        Wages fall due when the month ends, so a change inside a month applies to the whole of
        it. No text read says so: such a month is a `convention`.
        """
        value = self.value(name, month.last_day, selector)
        if value.start <= month.first_day:
            return value
        return replace(value, status=least_sure((value.status, CONVENTION)))

    def rate(self, name: str, day: date, selector: str = "") -> Fraction:
        return as_rate(self.value(name, day, selector))

    def whole(self, name: str, day: date, selector: str = "") -> int:
        return as_whole(self.value(name, day, selector))

    def in_full(self, cited: str) -> str:
        """A citation with the names of its sources in full, for a reader who has no table."""
        parts: list[str] = []
        for part in cited.split(" · "):
            known = [self.sources.get(name, "") for name in part.split(", ")]
            parts.append(" ; ".join(known) if all(known) else part)
        return " · ".join(parts)

    def without(self, name: str, place: int) -> "Parameters":
        """The same law with one value missing: what a test asks to see it refused."""
        parameter = self._by_name[name]
        kept = parameter.values[:place] + parameter.values[place + 1 :]
        changed = self._by_name | {name: replace(parameter, values=kept)}
        return type(self)(changed.values(), self.sources, self.currency)


def as_rate(value: Value) -> Fraction:
    if isinstance(value.value, Fraction):
        return value.value
    raise TypeError(f"{value} is not a rate")


def as_whole(value: Value) -> int:
    if isinstance(value.value, int):
        return value.value
    raise TypeError(f"{value} is not a whole number")


def as_text(value: Value) -> str:
    if isinstance(value.value, str):
        return value.value
    raise TypeError(f"{value} is not a text")
