"""The steps of a computation, so that the person it concerns can follow and dispute it."""

from dataclasses import dataclass, field
from fractions import Fraction

from socle.kernel.money import NARROW_SPACE, Money
from socle.rules.certainty import CONVENTION
from socle.rules.parameters import AMOUNT, Value

Shown = Fraction | Money | int | str


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `label` is a code worded in the countries' labels; `source` cites its origin."""

    label: str
    value: Shown
    source: str = ""
    status: str = ""

    def text(self, language: str) -> str:
        """The value as a person reads it."""
        if isinstance(self.value, Money):
            return self.value.text(language)
        if isinstance(self.value, Fraction):
            return rate_in_words(self.value, language)
        return str(self.value)


@dataclass(slots=True)
class Trace:
    """Steps in the order they were taken, amounts in one currency."""

    currency: str
    steps: list[Step] = field(default_factory=list)

    def add(self, label: str, value: Shown, source: str = "", status: str = "") -> None:
        self.steps.append(Step(label, value, source, status))

    def add_amount(self, label: str, minor: int) -> None:
        self.add(label, Money(minor, self.currency))

    def add_rounding(self, rule: str) -> None:
        """Says how the next amount is rounded: no text read says it, so it is a convention."""
        self.add("rounding", rule, "socle", CONVENTION)

    def add_value(self, label: str, value: Value) -> None:
        """A value of the law, with its source."""
        found = value.value
        shown: Shown = "none" if found is None else found
        if value.unit == AMOUNT and isinstance(found, int):
            shown = Money(found, self.currency)
        self.add(label, shown, value.cited, value.status)


def rate_in_tens(rate: Fraction) -> tuple[int, int]:
    """A rate over the smallest power of ten, at least a hundred, that writes it exactly.

    Example:
        >>> rate_in_tens(Fraction("0.042")), rate_in_tens(Fraction(7, 100))
        ((42, 1000), (7, 100))
    """
    ten = 100
    while rate.denominator and (rate * ten).denominator != 1:
        ten *= 10
        if ten > 10**12:
            return rate.numerator, rate.denominator
    return int(rate * ten), ten


def rate_text(rate: Fraction) -> str:
    """A rate as people write it: `4.2 %`.

    Example:
        >>> rate_text(Fraction("0.0175"))
        '1.75 %'
    """
    above, below = rate_in_tens(rate * 100)
    if below % 10:
        return f"{above}/{below} %"
    whole, decimals = divmod(abs(above), below)
    places = str(decimals).rjust(len(str(below)) - 1, "0").rstrip("0")
    sign = "-" if above < 0 else ""
    return f"{sign}{whole}{'.' + places if places else ''} %"


def rate_in_words(rate: Fraction, language: str) -> str:
    """A rate on a screen: `4,2 %` with a narrow no-break space, `4.2%` in English."""
    text = rate_text(rate)
    if language == "en":
        return text.replace(" ", "")
    return text.replace(".", ",").replace(" ", NARROW_SPACE)
