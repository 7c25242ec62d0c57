"""The steps of a computation, so that the person it concerns can follow and dispute it."""

from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `label` is a code worded in `labels.yaml`; `value` is already readable text."""

    label: str
    value: str
    source: str = ""
    status: str = ""

    def as_json(self) -> dict[str, str]:
        return {"label": self.label, "value": self.value, "source": self.source}


@dataclass(slots=True)
class Trace:
    """Steps in the order they were taken."""

    steps: list[Step] = field(default_factory=list)

    def add(self, label: str, value: object, source: str = "", status: str = "") -> None:
        shown = rate_text(value) if isinstance(value, Fraction) else str(value)
        self.steps.append(Step(label, shown, source, status))


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
