"""Family benefits: so much a child, and births counted in months of it.

French: allocations familiales, prénatales, de maternité.
"""

from socle.rules.benefits.terms import Between, Fact, Labelled, Legal, Named, Product, Term

CHILDREN = Fact("children")


def per_child(amount: str, *, most: Named | None = None) -> Term:
    """The same amount for each child, up to as many as the law counts."""
    counted = Labelled("children_counted", Between(CHILDREN, most=most)) if most else CHILDREN
    return Product(counted, Legal(amount, label="amount_per_child"))


def in_allowances(amount: str, number: Named) -> Term:
    """So many times the monthly amount of one child."""
    return Product(Legal(amount, label="amount_per_child"), number)
