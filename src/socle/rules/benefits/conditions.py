"""Conditions of a right: each is met, or not met and says why, or not checked for want of a fact.

French: conditions d'ouverture du droit.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from socle.rules.benefits.facts import COUNT
from socle.rules.benefits.law import Law
from socle.rules.benefits.terms import Bound, Fact, Named, Term, bound
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


class Test(NamedTuple):
    """A comparison that a person's facts decide, bound to the law of a day."""

    fact: str
    code: str
    comparison: str
    had: Bound
    limit: Bound
    source: str

    def unmet(self, wanted: int, had: int) -> Reason:
        """Why a person who had so much does not meet it; a part of a unit wants the whole one."""
        least = -(-wanted // self.limit.denominator)
        return Reason(self.code, self.fact, self.comparison, least, had, self.had.unit, self.source)


Checked = Test | Reason


class Condition(Protocol):
    """What a country folder lists."""

    def on(self, law: Law) -> Sequence[Checked]:
        """What there is to test on a day, or why the choices already exclude the right.

        Nothing, where the law asks nothing.
        """


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A fact, or a whole number made of several, reaches what the law asks.

    `none` in the law asks nothing. A term that is no single fact takes its name from `fact`.
    """

    of: str | Term
    least: Named
    fact: str = ""
    reason: str = ""

    def on(self, law: Law) -> Sequence[Checked]:
        return _compared(law, self.of, self.least, AT_LEAST, self.fact, self.reason)


@dataclass(frozen=True, slots=True)
class Below:
    """A fact stays under a limit of the law, the limit itself excluded."""

    of: str | Term
    limit: Named
    fact: str = ""
    reason: str = ""

    def on(self, law: Law) -> Sequence[Checked]:
        return _compared(law, self.of, self.limit, BELOW, self.fact, self.reason)


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
        if had == self.value:
            return []
        code = self.reason or f"{self.fact}_{had}"
        return [Reason(code, self.fact, SAID, self.value, had, COUNT, asked)]


class _Guarded(ABC):
    """Conditions that are asked only where something holds."""

    __slots__ = ("conditions", "name", "value")

    def __init__(self, name: str, value: str, *conditions: Condition) -> None:
        self.name = name
        self.value = value
        self.conditions = conditions

    @abstractmethod
    def is_asked(self, law: Law) -> bool:
        """Whether that holds on the day of this law."""

    def on(self, law: Law) -> Sequence[Checked]:
        if not self.is_asked(law):
            return []
        return [each for condition in self.conditions for each in condition.on(law)]


class When(_Guarded):
    """Conditions for one choice only: years underground for a miner, for example."""

    def is_asked(self, law: Law) -> bool:
        return self.value in law.options_chosen(self.name, (self.value,))


class Unless(_Guarded):
    """Conditions that a choice waives: no stage after an accident, for example."""

    def is_asked(self, law: Law) -> bool:
        return law.choices.get(self.name) != self.value


class WhereRule(_Guarded):
    """Conditions while a parameter's text says so: how a law changes what it asks."""

    def is_asked(self, law: Law) -> bool:
        return self.value in law.options(self.name, (self.value,))


def _compared(
    law: Law, of: str | Term, limit: Named, comparison: str, fact: str, reason: str
) -> Sequence[Checked]:
    if isinstance(limit, str) and law.value(limit).value is None:
        return []
    name = of if isinstance(of, str) else fact
    had = (Fact(of) if isinstance(of, str) else of).on(law)
    already = len(law.read)
    found = bound(limit, law)
    ending = "low" if comparison == AT_LEAST else "high"
    source = cited(law.read[already:])
    return [Test(name, reason or f"{name}_{ending}", comparison, had, found, source)]


def cited(values: Sequence[Value]) -> str:
    """The sources of several values, each once."""
    return " · ".join(dict.fromkeys(value.cited for value in values))
