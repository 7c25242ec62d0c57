"""What a computation must be told about a person or an employer, and the refusal when it is not."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from socle.kernel.errors import Refused

CHOICE = "choice"
COUNT = "count"  # of persons, of children
PERCENT = "percent"  # a rate that the fund notifies to an employer
# What a caller tells as a text, beside the wage and the month.
_FACTS: Mapping[str, re.Pattern[str]] = {
    CHOICE: re.compile(r".+"),
    COUNT: re.compile(r"\d{1,3}"),
    PERCENT: re.compile(r"\d{1,2}([.,]\d{1,4})?"),
}


@dataclass(frozen=True, slots=True)
class Input:
    """One fact that a scheme reads.

    `name` is worded in `labels.yaml`. `allowed` is empty when any value of the unit will do.
    `default` is what holds when nothing is said; empty when somebody must say.
    """

    name: str
    unit: str  # amount, month, date, count, choice, percent
    allowed: tuple[str, ...] = ()
    default: str = ""
    optional: bool = False  # told when it is known: its absence changes only what is checked

    @property
    def required(self) -> bool:
        return not (self.default or self.optional)

    @property
    def classes_employers(self) -> bool:
        """Whether it is known of an employer once, and not told with each wage."""
        return self.unit in (CHOICE, PERCENT)

    def refuse_missing(self) -> Refused:
        return Refused("fact_missing", fact=self.name, allowed=", ".join(self.allowed))

    def check(self, said: str) -> None:
        """Whether a text is a value of this input.

        Raises:
            Refused: `fact_not_allowed`.
        """
        if self.allowed and said not in self.allowed:
            allowed = ", ".join(self.allowed)
        elif not _FACTS[self.unit].fullmatch(said):
            allowed = self.unit
        else:
            return
        raise Refused("fact_not_allowed", fact=self.name, read=said, allowed=allowed)


def as_rate_told(said: str) -> Fraction:
    """A checked percentage: `3.5` or `3,5`."""
    return Fraction(said.replace(",", ".")) / 100


def checked_facts(inputs: Iterable[Input], facts: Mapping[str, str]) -> dict[str, str]:
    """The facts with their defaults; one that is required and missing is left out.

    Raises:
        Refused: `fact_unknown` or `fact_not_allowed`.
    """
    known = {each.name: each for each in inputs if each.unit in _FACTS}
    for name, said in facts.items():
        if name not in known:
            raise Refused("fact_unknown", fact=name, allowed=", ".join(known))
        known[name].check(said)
    defaults = {name: each.default for name, each in known.items() if each.default}
    return defaults | dict(facts)
