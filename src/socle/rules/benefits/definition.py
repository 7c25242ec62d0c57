"""A benefit as a country folder declares it, and the formula that a day's law makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, cast

from socle.kernel.errors import ParameterUnknown, Refused
from socle.kernel.rounding import W, smallest_and_largest
from socle.rules.benefits.conditions import AT_LEAST, Condition, Reason, Test, cited
from socle.rules.benefits.facts import AMOUNT, FACTS
from socle.rules.benefits.law import EveryValue, Law
from socle.rules.benefits.terms import Bound, Facts, Named, Number, Term, bound, show, times
from socle.rules.certainty import least_sure
from socle.rules.inputs import Input
from socle.rules.parameters import Parameters, Value
from socle.rules.trace import Trace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Column = NDArray[np.int64]

MONTHLY = "monthly"
QUARTERLY = "quarterly"
YEARLY = "yearly"
ONCE = "once"
DAILY = "daily"


class Entitlement(NamedTuple, Generic[W]):
    """What a person, or each of a column, has a right to. Units: amounts in minor units.

    `eligible` is 0 or 1. The rate is a numerator over a fixed denominator, zero where the amount
    is not a share of anything. `reasons` say why one person has no right, and `unchecked` which
    facts were not told: a column has no reasons, its persons are asked one at a time.
    """

    eligible: W
    amount: W
    rate: W
    rate_denominator: int
    parts: Mapping[str, W]
    reasons: tuple[Reason, ...]
    unchecked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """A benefit with the law of a day and some choices: whole-number arithmetic only."""

    code: str
    periodicity: str
    tests: tuple[Test, ...]
    excluded: tuple[Reason, ...]  # why the choices alone exclude the right
    amount: Bound
    rate: Bound | None
    parts: Mapping[str, Bound]
    told: tuple[tuple[str, Value], ...]
    status: str
    source: str

    def compute(self, facts: Mapping[str, W], trace: Trace | None = None) -> Entitlement[W]:
        """Who has a right, and to how much; steps into the trace, for one person.

        A condition whose fact was not given is not checked, and says so.

        Raises:
            Refused: `benefit_fact_missing` for a fact the amount cannot do without;
                `fact_unknown`, `amount_negative`, `amount_too_large`.
        """
        for name, said in facts.items():
            if name not in FACTS:
                raise Refused("fact_unknown", fact=name, allowed=", ".join(self.facts()))
            smallest, largest = smallest_and_largest(said)
            if smallest < 0:
                raise Refused("amount_negative", read=smallest)
            if largest > FACTS[name].largest:
                raise Refused("amount_too_large", read=largest)
        tests = [each for each in self.tests if each.had.needs <= facts.keys()]
        untold = (each.fact for each in self.tests if not each.had.needs <= facts.keys())
        unchecked = tuple(dict.fromkeys(untold))
        told: Facts = dict(cast("Mapping[str, Number]", facts))
        column = next((each for each in told.values() if not isinstance(each, int)), None)
        found: Entitlement[Any] = (
            self._one(tests, told, unchecked, trace)
            if column is None
            else self._column(tests, told, column * 0, unchecked)
        )
        return found

    def facts(self) -> tuple[str, ...]:
        """The facts it can read, those of conditions first."""
        tested = [name for each in self.tests for name in sorted(each.had.may_need)]
        terms = [self.amount, *([self.rate] if self.rate else []), *self.parts.values()]
        used = [name for term in terms for name in sorted(term.may_need)]
        return tuple(dict.fromkeys([*tested, *used]))

    def _one(
        self, tests: list[Test], facts: Facts, unchecked: tuple[str, ...], trace: Trace | None
    ) -> Entitlement[int]:
        reasons = list(self.excluded)
        for each in tests:
            had = cast("int", each.had.reckon(facts, trace))
            wanted = cast("int", each.limit.reckon(facts, trace))
            if (had * each.limit.denominator >= wanted) is not (each.comparison == AT_LEAST):
                reasons.append(each.unmet(wanted, had))
        if trace is not None:
            for label, value in self.told:
                trace.add_value(label, value)
        below = self.rate.denominator if self.rate else 1
        if reasons:
            none = dict.fromkeys(self.parts, 0)
            return Entitlement(0, 0, 0, below, none, tuple(reasons), unchecked)
        amount = cast("int", self.amount.reckon(facts, trace))
        if trace is not None:
            show(trace, "amount", amount, unit=AMOUNT)
        rate = cast("int", self.rate.reckon(facts, None)) if self.rate else 0
        parts = {code: cast("int", part.reckon(facts, None)) for code, part in self.parts.items()}
        return Entitlement(1, amount, rate, below, parts, (), unchecked)

    def _column(
        self, tests: list[Test], facts: Facts, zeros: "Column", unchecked: tuple[str, ...]
    ) -> "Entitlement[Column]":
        met: Any = not self.excluded
        for each in tests:
            had = times(each.had.reckon(facts, None), each.limit.denominator)
            wanted = each.limit.reckon(facts, None)
            met = met & (had >= wanted if each.comparison == AT_LEAST else had < wanted)
        eligible: Column = zeros + met
        below = self.rate.denominator if self.rate else 1

        def due(term: Bound) -> "Column":
            return cast("Column", term.reckon(facts, None) * eligible)

        rate = due(self.rate) if self.rate else zeros
        parts = {code: due(part) for code, part in self.parts.items()}
        return Entitlement(eligible, due(self.amount), rate, below, parts, (), unchecked)


class Reads(NamedTuple):
    """All that a benefit may read: values as names and selectors, facts it needs or may use."""

    values: tuple[tuple[str, str], ...]
    needs: frozenset[str]
    may_use: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BenefitDefinition:
    """What a country folder says of a benefit: codes and names of parameters, never a figure.

    `inputs` are the choices it reads (`Input(…, "choice", …)`); facts are found in the terms.
    `rate` is the share that the amount is of something, where it is one; `parts` break the amount
    down; `told` are values that a reader should see although they enter no arithmetic.
    `not_found` names what the law has and no source gave: a benefit without `amount` is known to
    exist, and refused.
    """

    code: str
    amount: Term | None = None
    conditions: tuple[Condition, ...] = ()
    rate: Named | None = None
    parts: Mapping[str, Term] = field(default_factory=dict)
    inputs: tuple[Input, ...] = ()
    periodicity: str = MONTHLY
    told: tuple[str, ...] = ()
    not_found: tuple[str, ...] = ()

    def on(
        self, parameters: Parameters, day: date, choices: Mapping[str, str] | None = None
    ) -> Formula:
        """The formula of a day, the law looked up once.

        Raises:
            ParameterUnknown: a value of the law is not known for that day.
            Refused: a choice is missing, unknown or not allowed.
        """
        return self.bound(Law(parameters, day, choices, self.inputs))

    def reads(self, parameters: Parameters) -> Reads:
        """What it reads on any day, for any choice: what `calc list` says of it."""
        law = EveryValue(parameters, self.inputs)
        checked = [each for condition in self.conditions for each in condition.on(law)]
        terms = [term for term in (self.amount, self.rate, *self.parts.values()) if term]
        found = [bound(term, law) for term in terms]
        for name in self.told:
            law.value(name)
        needs = frozenset[str]().union(*(each.needs for each in found))
        used = frozenset[str]().union(*(each.may_need for each in found))
        compared = [
            name
            for each in checked
            if isinstance(each, Test)
            for name in sorted(each.had.may_need | each.limit.may_need)
        ]
        return Reads(tuple(law.wanted), needs, tuple(dict.fromkeys([*compared, *sorted(used)])))

    def bound(self, law: Law) -> Formula:
        """The formula of a law already looked at: see `on`."""
        if self.amount is None:
            gap = self.not_found[0]
            raise ParameterUnknown("parameter_unknown", parameter=gap, on=law.day.isoformat())
        told = tuple((name.rpartition(".")[2], law.value(name)) for name in self.told)
        checked = [each for condition in self.conditions for each in condition.on(law)]
        amount = self.amount.on(law)
        return Formula(
            code=self.code,
            periodicity=self.periodicity,
            tests=tuple(each for each in checked if isinstance(each, Test)),
            excluded=tuple(each for each in checked if isinstance(each, Reason)),
            amount=amount,
            rate=bound(self.rate, law) if self.rate else None,
            parts={code: part.on(law) for code, part in self.parts.items()},
            told=told,
            status=least_sure(value.status for value in law.read),
            source=cited(law.read),
        )
