"""Terms: what a formula is made of. Declared as names, bound to a day's law, computed whole.

A term bound to the law is a fraction whose denominator is fixed: its numerator is computed with
whole numbers, the same way for one person and for a column, and is nowhere negative. The most a
numerator can be is known when it is bound, so a formula that could leave 64 bits is refused
before anybody's figures meet it. Where a term is asked for, a text is a parameter's name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

from socle.kernel.errors import Refused
from socle.kernel.rounding import LARGEST
from socle.rules import parameters
from socle.rules.benefits.facts import AMOUNT, COUNT, FACTS, RATE
from socle.rules.benefits.law import Law
from socle.rules.trace import Trace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Number: TypeAlias = "int | NDArray[np.int64]"
# The facts of one computation, and what it has already computed of them under `Labelled`.
Facts: TypeAlias = "dict[str, Number]"
_NOTHING: frozenset[str] = frozenset()


class Reckoning(Protocol):
    """Computes a numerator from facts, and says its steps when there is a trace."""

    def __call__(self, facts: Facts, trace: Trace | None) -> Number: ...


class Bound(NamedTuple):
    """A term with the law's values. `needs` are the facts it cannot do without."""

    reckon: Reckoning
    largest: int
    denominator: int = 1
    unit: str = COUNT
    needs: frozenset[str] = _NOTHING
    may_need: frozenset[str] = _NOTHING


class Term(Protocol):
    """What a country folder composes."""

    def on(self, law: Law) -> Bound:
        """The term with the values of a day."""


Named: TypeAlias = Term | str


def bound(term: Named, law: Law) -> Bound:
    """A term, or the parameter of that name, bound to the law."""
    return (Legal(term) if isinstance(term, str) else term).on(law)


@dataclass(frozen=True, slots=True)
class Whole:
    """A number that is arithmetic, not law: one, or the twelve months of a year."""

    number: int

    def on(self, law: Law) -> Bound:
        del law
        number = self.number
        return Bound(lambda facts, trace: number, number)


@dataclass(frozen=True, slots=True)
class Legal:
    """A value of the law; `chosen_by` is the input that selects it.

    Its step is named after the last part of the parameter's name, unless a `label` says better.
    """

    name: str
    chosen_by: str = ""
    label: str = ""

    def on(self, law: Law) -> Bound:
        value = law.value(self.name, self.chosen_by)
        label = self.label or self.name.rpartition(".")[2]
        found = value.value
        if not isinstance(found, Fraction | int):
            raise TypeError(f"{self.name} is not a number")
        number, denominator = found.as_integer_ratio()
        unit = {parameters.AMOUNT: AMOUNT, "percent": RATE}.get(value.unit, COUNT)

        def reckon(facts: Facts, trace: Trace | None) -> Number:
            del facts
            if trace is not None:
                trace.add_value(label, value)
            return number

        return Bound(reckon, number, denominator, unit)


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact about the person; `otherwise` is what stands for it where nobody said it."""

    name: str
    otherwise: Term | None = None

    def on(self, law: Law) -> Bound:
        name = self.name
        unit, largest = FACTS[name]
        instead = self.otherwise.on(law) if self.otherwise else None

        def reckon(facts: Facts, trace: Trace | None) -> Number:
            found = facts.get(name)
            if found is None:
                if instead is None:
                    raise Refused("benefit_fact_missing", fact=name)
                return instead.reckon(facts, trace)
            if trace is not None:
                show(trace, name, found, unit=unit)
            return found

        if instead is None:
            return Bound(reckon, largest, 1, unit, frozenset((name,)), frozenset((name,)))
        largest = max(largest, instead.largest)
        return Bound(reckon, largest, 1, unit, instead.needs, instead.may_need | {name})


class Sum:
    """Several terms together."""

    __slots__ = ("terms",)

    def __init__(self, *terms: Named) -> None:
        self.terms = terms

    def on(self, law: Law) -> Bound:
        parts = [bound(term, law) for term in self.terms]
        common = lcm(*(part.denominator for part in parts))
        scaled = [(part.reckon, common // part.denominator) for part in parts]

        def reckon(facts: Facts, trace: Trace | None) -> Number:
            total: Number = 0
            for part, factor in scaled:
                total = total + times(part(facts, trace), factor)
            return total

        largest = sum(part.largest * (common // part.denominator) for part in parts)
        return _checked(reckon, largest, common, parts)


class Product:
    """Several terms multiplied."""

    __slots__ = ("terms",)

    def __init__(self, *terms: Named) -> None:
        self.terms = terms

    def on(self, law: Law) -> Bound:
        parts = [bound(term, law) for term in self.terms]
        first, *others = [part.reckon for part in parts]

        def reckon(facts: Facts, trace: Trace | None) -> Number:
            product = first(facts, trace)
            for other in others:
                product = times(product, other(facts, trace))
            return product

        largest = denominator = 1
        for part in parts:
            largest, denominator = largest * part.largest, denominator * part.denominator
        return _checked(reckon, largest, denominator, parts)


@dataclass(frozen=True, slots=True)
class Excess:
    """How much one term is over another: nothing where it is under."""

    of: Named
    over: Named

    def on(self, law: Law) -> Bound:
        of, over = bound(self.of, law), bound(self.over, law)
        common = lcm(of.denominator, over.denominator)
        more, less = common // of.denominator, common // over.denominator

        def reckon(facts: Facts, trace: Trace | None) -> Number:
            larger = times(of.reckon(facts, trace), more)
            return greater(larger - times(over.reckon(facts, trace), less), 0)

        return _checked(reckon, of.largest * more, common, [of, over])


@dataclass(frozen=True, slots=True)
class Complete:
    """How many complete periods a duration holds: what is left over counts for nothing."""

    of: Named
    per: Named

    def on(self, law: Law) -> Bound:
        of, per = bound(self.of, law), bound(self.per, law)

        def reckon(facts: Facts, trace: Trace | None) -> Number:
            return of.reckon(facts, trace) // per.reckon(facts, trace)

        return _checked(reckon, of.largest, 1, [of, per])._replace(unit=COUNT)


@dataclass(frozen=True, slots=True)
class Between:
    """A term kept between a least and a most, each of which may be absent in the declaration,
    or be `none` in the law.
    """

    term: Named
    least: Named | None = None
    most: Named | None = None

    def on(self, law: Law) -> Bound:
        inner = bound(self.term, law)
        for limit, keep in ((self.least, greater), (self.most, lesser)):
            if limit is None or (isinstance(limit, str) and law.value(limit).value is None):
                continue
            inner = self._kept(inner, bound(limit, law), keep is lesser)
        return inner

    @staticmethod
    def _kept(inner: Bound, limit: Bound, is_most: bool) -> Bound:  # noqa: FBT001 - private
        common = lcm(inner.denominator, limit.denominator)
        ours, theirs = common // inner.denominator, common // limit.denominator
        if not limit.may_need and inner.largest * ours <= limit.largest * theirs:
            # It never passes the limit; what it may read is still told to who asks.
            return inner if is_most else limit._replace(may_need=inner.may_need)
        keep, bounded = (lesser, min) if is_most else (greater, max)

        def reckon(facts: Facts, trace: Trace | None) -> Number:
            found = times(inner.reckon(facts, trace), ours)
            return keep(found, times(limit.reckon(facts, trace), theirs))

        largest = bounded(inner.largest * ours, limit.largest * theirs)
        return _checked(reckon, largest, common, [inner, limit])


@dataclass(frozen=True, slots=True)
class IfReached:
    """One term where a quantity reaches a threshold, another where it does not."""

    of: Named
    threshold: Named
    then: Named
    otherwise: Named

    def on(self, law: Law) -> Bound:
        of, threshold = bound(self.of, law), bound(self.threshold, law)
        then, instead = bound(self.then, law), bound(self.otherwise, law)
        common = lcm(then.denominator, instead.denominator)
        first, second = common // then.denominator, common // instead.denominator

        def reckon(facts: Facts, trace: Trace | None) -> Number:
            left = times(of.reckon(facts, trace), threshold.denominator)
            is_reached = left >= times(threshold.reckon(facts, trace), of.denominator)
            if isinstance(is_reached, bool):
                if is_reached:
                    return times(then.reckon(facts, trace), first)
                return times(instead.reckon(facts, trace), second)
            high = times(then.reckon(facts, trace), first)
            low = times(instead.reckon(facts, trace), second)
            return high * is_reached if _is_nothing(low) else low + (high - low) * is_reached

        largest = max(then.largest * first, instead.largest * second)
        both = _checked(reckon, largest, common, [then, instead, of, threshold])
        return both._replace(needs=of.needs | threshold.needs | (then.needs & instead.needs))


@dataclass(frozen=True, slots=True)
class ByRule:
    """One of several terms, by the text of a parameter: how a law changes its very form."""

    rule: str
    terms: Mapping[str, Named]

    def on(self, law: Law) -> Bound:
        options = law.options(self.rule, self.terms)
        return _one_of([law.under(self.rule, each, self._bound) for each in options])

    def _bound(self, law: Law, option: str) -> Bound:
        return bound(self.terms[option], law)


@dataclass(frozen=True, slots=True)
class ByChoice:
    """One of several terms, by what was said of an input."""

    chosen_by: str
    terms: Mapping[str, Named]

    def on(self, law: Law) -> Bound:
        options = law.options_chosen(self.chosen_by, self.terms)
        return _one_of([bound(self.terms[option], law) for option in options])


def _one_of(found: Sequence[Bound]) -> Bound:
    needs = frozenset.intersection(*(each.needs for each in found))
    may_need = frozenset.union(*(each.may_need for each in found))
    return found[0]._replace(needs=needs, may_need=may_need)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A term whose result is a step that a reader sees, computed once however often it is used."""

    label: str
    term: Named

    def on(self, law: Law) -> Bound:
        inner = bound(self.term, law)
        label, unit, denominator = self.label, inner.unit, inner.denominator

        def reckon(facts: Facts, trace: Trace | None) -> Number:
            found = inner.reckon(facts, trace)
            if trace is not None:
                show(trace, label, found, denominator, unit)
            return found

        return inner._replace(reckon=once(self, reckon))


def once(term: Term, reckon: Reckoning) -> Reckoning:
    """The same computation, done at the first use of a term and kept for the next ones."""
    place = f"#{id(term)}"  # a declaration lives as long as its country

    def kept(facts: Facts, trace: Trace | None) -> Number:
        found = facts.get(place)
        if found is None:
            found = facts[place] = reckon(facts, trace)
        return found

    return kept


def show(
    trace: Trace, label: str, numerator: Number, denominator: int = 1, unit: str = COUNT
) -> None:
    """Adds a step. A column has none: one person is explained at a time."""
    if not isinstance(numerator, int):
        raise TypeError("a column has no trace: explain one person at a time")
    if unit == AMOUNT and denominator == 1:
        trace.add_amount(label, numerator)
    elif unit == COUNT and denominator == 1:
        trace.add(label, numerator)
    else:
        trace.add(label, Fraction(numerator, denominator))


def times(number: Number, factor: Number) -> Number:
    """A multiplication, spared where it changes nothing: a column would be copied."""
    return number if isinstance(factor, int) and factor == 1 else number * factor


def _is_nothing(number: Number) -> bool:
    return isinstance(number, int) and number == 0


def lesser(one: Number, other: Number) -> Number:
    if isinstance(one, int):
        return min(one, other) if isinstance(other, int) else other.clip(max=one)
    return one.clip(max=other)


def greater(one: Number, other: Number) -> Number:
    if isinstance(one, int):
        return max(one, other) if isinstance(other, int) else other.clip(min=one)
    return one.clip(min=other)


def _checked(reckon: Reckoning, largest: int, denominator: int, parts: list[Bound]) -> Bound:
    """A bound term made of others, once it is sure that it stays within 64 bits.

    Its unit is that of money where one of its parts is money, else that of its first part.
    """
    if largest > LARGEST - denominator:
        raise OverflowError(f"a formula could reach {largest}, beyond 64 bits")
    units = [part.unit for part in parts]
    unit = AMOUNT if AMOUNT in units else RATE if RATE in units else COUNT
    needs = frozenset[str]().union(*(part.needs for part in parts))
    may_need = frozenset[str]().union(*(part.may_need for part in parts))
    return Bound(reckon, largest, denominator, unit, needs, may_need)
