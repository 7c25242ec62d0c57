"""Survivors: shares of a pension for groups, reduced together where they pass the law's limit.

French: pensions de réversion (conjoints) et d'orphelins ; réduction proportionnelle.
"""

from collections.abc import Mapping

from socle.rules.benefits.conditions import AtLeast
from socle.rules.benefits.portions import Portion
from socle.rules.benefits.rounding import Rounded
from socle.rules.benefits.terms import (
    Between,
    ByChoice,
    Excess,
    Fact,
    IfReached,
    Labelled,
    Named,
    Product,
    Sum,
    Term,
    Whole,
)
from socle.rules.inputs import Input

NONE = Whole(0)
SPOUSES = Fact("spouses", otherwise=NONE)
CHILDREN = Fact("children", otherwise=NONE)
TAKEN_INTO_ACCOUNT = Fact("taken_into_account", otherwise=CHILDREN)
PENSION = Fact("pension_of_deceased")
PARENTS_LOST = Input("parents_lost", "choice", ("one", "both"), "one")


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
    Where both groups would round up past the limit, the spouses' unit is kept and the orphans' is
    not: the unit goes to the larger rest, and to the first where rests are equal (convention). A
    multiple that the law rounds up to is the law's, and passes the limit.
    """
    spouses = Labelled("spouses_rate", spouses)
    orphans = Labelled("orphans_rate", orphans)
    whole = Between(Sum(spouses, orphans), least=limit)
    theirs = Product(PENSION, spouses)
    group = Portion(theirs, limit, whole, up_to=up_to, label="spouses_amount")
    of_orphans: Term = Portion(
        Product(PENSION, orphans),
        limit,
        whole,
        (TAKEN_INTO_ACCOUNT, CHILDREN),
        up_to=up_to,
        label="orphans_amount",
    )
    if not up_to:
        largest = Rounded(Product(PENSION, limit), label="total_limit")
        of_orphans = Between(of_orphans, most=Excess(largest, group))
    return {
        "spouses": group,
        "orphans": of_orphans,
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
