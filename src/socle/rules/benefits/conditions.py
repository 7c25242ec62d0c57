"""Conditions of a right: each is met, or not met and says why, or not checked for want of a fact.

French: conditions d'ouverture du droit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from socle.rules.benefits.facts import COUNT, FACTS
from socle.rules.benefits.law import Law
from socle.rules.benefits.terms import Bound, Named, bound
from socle.rules.parameters import Value

AT_LEAST = "at_least"
BELOW = "below"
SAID = "said"


class Reason(NamedTuple):
    """Why there is no right. Units: `wanted` and `had` in `unit`, amounts in minor units."""

    code: str
    fact: str
    comparison: str  # at_least, below, said
    wanted: int | str
    had: int | str
    unit: str
    source: str


class Checked(NamedTuple):
    """A condition bound to the law of a day; `limit` is None where the answer is known already."""

    fact: str
    code: str
    comparison: str
    limit: Bound | None
    source: str
    unmet: Reason | None = None

    def wants(self, wanted: int, had: int) -> Reason:
        """Why a person who had so much does not meet it; a part of a unit wants the whole one."""
        least = -(-wanted // self.limit.denominator) if self.limit else 0
        unit = FACTS[self.fact].unit
        return Reason(self.code, self.fact, self.comparison, least, had, unit, self.source)


class Condition(Protocol):
    """What a country folder lists."""

    def on(self, law: Law) -> Sequence[Checked]:
        """What there is to check on a day: nothing, where the law asks nothing."""


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A fact reaches what the law asks. `none` in the law asks nothing."""

    fact: str
    least: Named
    reason: str = ""

    def on(self, law: Law) -> Sequence[Checked]:
        return _compared(law, self.fact, self.least, AT_LEAST, self.reason or f"{self.fact}_low")


@dataclass(frozen=True, slots=True)
class Below:
    """A fact stays under a limit of the law, the limit itself excluded."""

    fact: str
    limit: Named
    reason: str = ""

    def on(self, law: Law) -> Sequence[Checked]:
        return _compared(law, self.fact, self.limit, BELOW, self.reason or f"{self.fact}_high")


@dataclass(frozen=True, slots=True)
class Said:
    """An input was given this value; `source` is the parameter whose sources ask it."""

    fact: str
    value: str
    source: str
    reason: str = ""

    def on(self, law: Law) -> Sequence[Checked]:
        asked = law.value(self.source).cited
        had = law.choices.get(self.fact, self.value)
        unmet = None
        code = self.reason or f"{self.fact}_{had}"
        if had != self.value:
            unmet = Reason(code, self.fact, SAID, self.value, had, COUNT, asked)
        return [Checked(self.fact, code, SAID, None, asked, unmet)]


class Unless:
    """Conditions that a choice waives: no stage after an accident, for example."""

    __slots__ = ("conditions", "fact", "value")

    def __init__(self, fact: str, value: str, *conditions: Condition) -> None:
        self.fact = fact
        self.value = value
        self.conditions = conditions

    def on(self, law: Law) -> Sequence[Checked]:
        if law.choices.get(self.fact) == self.value:
            return []
        return [each for condition in self.conditions for each in condition.on(law)]


def _compared(law: Law, fact: str, limit: Named, comparison: str, reason: str) -> Sequence[Checked]:
    if isinstance(limit, str) and law.value(limit).value is None:
        return []
    already = len(law.read)
    found = bound(limit, law)
    return [Checked(fact, reason, comparison, found, cited(law.read[already:]))]


def cited(values: Sequence[Value]) -> str:
    """The sources of several values, each once."""
    return " · ".join(dict.fromkeys(value.cited for value in values))
