"""Family benefits: so much a child, and births counted in months of it.

French: allocations familiales, prénatales, de maternité.
"""

from socle.rules.benefits.conditions import AtLeast
from socle.rules.benefits.terms import (
    Between,
    Fact,
    Labelled,
    Legal,
    Named,
    Product,
    Sum,
    Term,
    Whole,
)

CHILDREN = Fact("children")


def per_child(amount: str, *, most: Named | None = None) -> Term:
    """The same amount for each child, up to as many as the law counts."""
    counted = Labelled("children_counted", Between(CHILDREN, most=most)) if most else CHILDREN
    return Product(counted, Legal(amount, label="amount_per_child"))


def in_allowances(amount: str, number: Named) -> Term:
    """So many times the monthly amount of one child."""
    return Product(Legal(amount, label="amount_per_child"), number)


_EXAMS = {
    name: Fact(name, otherwise=Whole(0)) for name in ("first_exam", "second_exam", "third_exam")
}
ATTENDED = AtLeast(Sum(*_EXAMS.values()), Whole(1), fact="exams")


def by_exam(prefix: str) -> Term:
    """A fraction for each medical examination attended; a missed one loses its own.

    French: allocations prénatales, par fractions. A fact is 1 where the examination was passed.
    """
    return Sum(*(Product(fact, f"{prefix}.{name}") for name, fact in _EXAMS.items()))
