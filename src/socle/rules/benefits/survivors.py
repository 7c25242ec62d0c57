"""Survivors: shares of a pension for groups, reduced together where they pass the law's limit.

French: pensions de réversion (conjoints) et d'orphelins ; réduction proportionnelle.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import prod
from typing import cast

from socle.kernel.rounding import LARGEST
from socle.rules.benefits.conditions import AtLeast
from socle.rules.benefits.facts import AMOUNT
from socle.rules.benefits.law import Law
from socle.rules.benefits.rounding import Rounded
from socle.rules.benefits.terms import (
    Between,
    Bound,
    ByChoice,
    Excess,
    Fact,
    Facts,
    IfReached,
    Labelled,
    Named,
    Number,
    Product,
    Sum,
    Term,
    Whole,
    bound,
    greater,
    once,
    show,
    times,
)
from socle.rules.inputs import Input
from socle.rules.parameters import as_whole
from socle.rules.trace import Trace

NONE = Whole(0)
SPOUSES = Fact("spouses", otherwise=NONE)
CHILDREN = Fact("children", otherwise=NONE)
TAKEN_INTO_ACCOUNT = Fact("taken_into_account", otherwise=CHILDREN)
PENSION = Fact("pension_of_deceased")
PARENTS_LOST = Input("parents_lost", "choice", ("one", "both"), "one")


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


def spouses_rate(rate: Named) -> Term:
    """The share of all the spouses together, where there is one."""
    return IfReached(SPOUSES, Whole(1), rate, NONE)


def group_of_orphans_rate(single: Named, several: Named) -> Term:
    """The share of the orphans as a group: one alone has a rate of its own."""
    return IfReached(CHILDREN, Whole(2), several, IfReached(CHILDREN, Whole(1), single, NONE))


def by_parents_lost(one: Named, both: Named) -> Term:
    """One rate for an orphan of one parent, another for an orphan of both."""
    return ByChoice(PARENTS_LOST.name, {"one": one, "both": both})


def shares(spouses: Named, orphans: Named, limit: Named, *, up_to: str = "") -> Mapping[str, Term]:
    """What each group has, reduced in proportion where both together pass the limit.

    Spouses share theirs equally: `each_spouse` is one's part, said beside the group's. Orphans
    are paid for those taken into account out of all who have a right; the group is rounded once.
    """
    spouses = Labelled("spouses_rate", spouses)
    orphans = Labelled("orphans_rate", orphans)
    whole = Between(Sum(spouses, orphans), least=limit)
    theirs = Product(PENSION, spouses)
    group = Portion(theirs, limit, whole, up_to=up_to, label="spouses_amount")
    return {
        "spouses": group,
        "orphans": Portion(
            Product(PENSION, orphans),
            limit,
            whole,
            (TAKEN_INTO_ACCOUNT, CHILDREN),
            up_to=up_to,
            label="orphans_amount",
        ),
        "each_spouse": Portion(group, Whole(1), SPOUSES, label="each_spouse"),
    }


def together(parts: Mapping[str, Term]) -> Term:
    """What both groups have."""
    return Sum(parts["spouses"], parts["orphans"])


def split(total: Term, spouses: Named) -> Mapping[str, Term]:
    """A sum between the groups: all to the one that is there, a rate to spouses beside orphans.

    Orphans have what is left, so that the parts make the whole.
    """
    alone = IfReached(SPOUSES, Whole(1), Whole(1), NONE)
    rate = IfReached(CHILDREN, Whole(1), IfReached(SPOUSES, Whole(1), spouses, NONE), alone)
    theirs = Rounded(Product(total, rate), label="spouses_amount")
    has_children = IfReached(CHILDREN, Whole(1), Whole(1), NONE)
    return {"spouses": theirs, "orphans": Product(has_children, Excess(total, theirs))}


HAS_SURVIVORS = AtLeast(Sum(SPOUSES, CHILDREN), Whole(1), fact="survivors", reason="no_survivor")
