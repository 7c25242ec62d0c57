"""The law as a benefit reads it: for one day and some choices, each value noted as it is read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Self, TypeVar

from socle.kernel.errors import ParameterUnknown
from socle.rules.inputs import Input, checked_facts
from socle.rules.parameters import Parameters, Value, as_text

T = TypeVar("T")


class Range(NamedTuple):
    """One line of a table of the law: from a number to another, both included."""

    first: int
    last: int
    value: Value


class Law:
    """What holds on a day for some choices, and the list of what was read.

    A selector such as `4-6` makes a parameter a table; its lines are read by `table`.
    """

    def __init__(
        self,
        parameters: Parameters,
        day: date,
        choices: Mapping[str, str] | None = None,
        inputs: Iterable[Input] = (),
    ) -> None:
        self.parameters = parameters
        self.day = day
        self.inputs = {each.name: each for each in inputs}
        self.choices = checked_facts(self.inputs.values(), choices or {})
        self.read: list[Value] = []

    def value(self, name: str, chosen_by: str = "") -> Value:
        """A value of the law, for the choice that selects it where one does.

        Raises:
            ParameterUnknown: the law of that day is not known.
            Refused: `fact_missing`.
        """
        return self._noted(name, self.choice(chosen_by) if chosen_by else "")

    def choice(self, name: str) -> str:
        """What was said of an input that chooses.

        Raises:
            Refused: `fact_missing`.
        """
        if name not in self.choices:
            raise self.inputs[name].refuse_missing()
        return self.choices[name]

    def options(self, name: str, options: Iterable[str]) -> Sequence[str]:
        """Which of several rules holds that day, by the text of a parameter."""
        del options
        return [as_text(self.value(name))]

    def under(self, rule: str, option: str, read: Callable[[Self, str], T]) -> T:
        """What is read of the law where a rule says so."""
        del rule
        return read(self, option)

    def options_chosen(self, name: str, options: Iterable[str]) -> Sequence[str]:
        """Which of several rules holds for the choice that was made."""
        del options
        return [self.choice(name)]

    def table(self, name: str, first: int, last: int) -> tuple[Range, ...]:
        """The lines of a table that answer for every number from `first` to `last`.

        Raises:
            ParameterUnknown: a number has no line: a hole in a table is never a zero.
        """
        lines: list[Range] = []
        awaited = first
        for low, high, selector in self._lines(name):
            if low > last:
                break
            if low == awaited:
                lines.append(Range(low, high, self._noted(name, selector)))
                awaited = high + 1
        if awaited <= last:
            shown = f"{name}[{awaited}-{last}]"
            raise ParameterUnknown("parameter_unknown", parameter=shown, on=self.day.isoformat())
        return tuple(lines)

    def _lines(self, name: str) -> list[tuple[int, int, str]]:
        if name not in self.parameters:
            return []
        lines: list[tuple[int, int, str]] = []
        for value in self.parameters.parameter(name).values:
            low, _, high = value.selector.partition("-")
            if value.holds_on(self.day):
                lines.append((int(low), int(high or low), value.selector))
        return sorted(lines)

    def _noted(self, name: str, selector: str) -> Value:
        found = self.parameters.value(name, self.day, selector)
        self.read.append(found)
        return found


class EveryValue(Law):
    """Asks for every value that any day or choice may need, and is given a one for each.

    What `calc list` looks through to say what is missing: `wanted` holds names and selectors.
    """

    def __init__(self, parameters: Parameters, inputs: Iterable[Input]) -> None:
        super().__init__(parameters, date.max, {}, inputs)
        self.wanted: dict[tuple[str, str], None] = {}

    def value(self, name: str, chosen_by: str = "") -> Value:
        selectors = self.inputs[chosen_by].allowed if chosen_by else ("",)
        self.wanted.update(dict.fromkeys((name, selector) for selector in selectors))
        return self._one(name, "")

    def options(self, name: str, options: Iterable[str]) -> Sequence[str]:
        self.wanted[name, ""] = None
        return list(options)

    def under(self, rule: str, option: str, read: Callable[[Self, str], T]) -> T:
        """A form that the law has left wants no value without end: its days are over."""
        before = dict(self.wanted)
        found = read(self, option)
        if self._is_over(rule, option):
            self.wanted = before
        return found

    def _is_over(self, rule: str, option: str) -> bool:
        known = self.parameters.parameter(rule).values if rule in self.parameters else ()
        lasts = [each.last for each in known if each.value == option]
        return bool(lasts) and None not in lasts

    def options_chosen(self, name: str, options: Iterable[str]) -> Sequence[str]:
        del name
        return list(options)

    def table(self, name: str, first: int, last: int) -> tuple[Range, ...]:
        known = self.parameters.parameter(name).selectors() if name in self.parameters else ("",)
        self.wanted.update(dict.fromkeys((name, selector) for selector in known))
        return (Range(first, last, self._one(name, known[0])),)

    def _one(self, name: str, selector: str) -> Value:
        unit = self.parameters.parameter(name).unit if name in self.parameters else ""
        return Value(1, date.min, None, (), "confirmed", selector=selector, unit=unit)
