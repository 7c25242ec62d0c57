"""A part of an amount whose divisor is a fact, or moves with facts: divided and rounded once."""

from fractions import Fraction
from math import prod
from typing import cast

from socle.kernel.rounding import LARGEST
from socle.rules.benefits.facts import AMOUNT
from socle.rules.benefits.law import Law
from socle.rules.benefits.terms import (
    Bound,
    Facts,
    Named,
    Number,
    bound,
    greater,
    once,
    show,
    times,
)
from socle.rules.parameters import as_whole
from socle.rules.trace import Trace


class Portion:
    """An amount times ratios of one term to another: multiplied first, divided and rounded once.

    French: au prorata. A denominator of nothing counts for one.
    """

    __slots__ = ("label", "of", "ratios", "up_to")

    def __init__(
        self,
        of: Named,
        part: Named,
        whole: Named,
        *more: tuple[Named, Named],
        up_to: str = "",
        label: str = "amount",
    ) -> None:
        self.of = of
        self.ratios = ((part, whole), *more)
        self.up_to = up_to
        self.label = label

    def on(self, law: Law) -> Bound:
        of = bound(self.of, law)
        pairs = [(bound(part, law), bound(whole, law)) for part, whole in self.ratios]
        fixed = Fraction(1, of.denominator)
        moving: list[tuple[Bound, Bound]] = []
        for part, whole in pairs:
            scale = Fraction(whole.denominator, part.denominator)
            if part.may_need or whole.may_need:
                fixed *= scale
                moving.append((part, whole))
            else:
                fixed *= scale * Fraction(_constant(part), _constant(whole))
        step = law.value(self.up_to) if self.up_to else None
        multiple, label = as_whole(step) if step else 1, self.label
        largest = of.largest * fixed.numerator * prod(part.largest for part, _ in moving)
        below = fixed.denominator * multiple
        if largest > LARGEST - below * prod(whole.largest for _, whole in moving):
            raise OverflowError(f"{label} could leave 64 bits")

        def reckon(facts: Facts, trace: Trace | None) -> Number:
            product = times(of.reckon(facts, trace), fixed.numerator)
            divisor: Number = below
            for part, whole in moving:
                product = times(product, part.reckon(facts, trace))
                divisor = times(greater(whole.reckon(facts, trace), 1), divisor)
            found = (product + (divisor - 1 if step else divisor // 2)) // divisor
            found = times(found, multiple)
            if trace is not None:
                if step:
                    trace.add_value("rounding_up_to", step)
                else:
                    trace.add_rounding("half_up")
                show(trace, label, found, unit=AMOUNT)
            return found

        every = [of, *(each for pair in moving for each in pair)]
        needs = frozenset[str]().union(*(each.needs for each in every))
        may_need = frozenset[str]().union(*(each.may_need for each in every))
        return Bound(once(self, reckon), largest + multiple, 1, AMOUNT, needs, may_need)


def _constant(term: Bound) -> int:
    """The numerator of a term that no fact enters."""
    return cast("int", term.reckon({}, None))
