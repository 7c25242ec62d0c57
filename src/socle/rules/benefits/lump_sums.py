"""Sums paid once: so much a complete period of insurance, or so many months of a pension.

French: allocation de vieillesse, allocation de survivants, allocation de remariage.
"""

from socle.rules.benefits.rounding import Rounded
from socle.rules.benefits.terms import Complete, Labelled, Named, Product, Term, Whole


def by_periods(
    of: Named, counted: Named, per: Named, *, rate: Named | None = None, up_to: str = ""
) -> Term:
    """An amount, or a rate of it, for each complete period of a career."""
    periods = Labelled("complete_periods", Complete(counted, per))
    return Rounded(Product(of, rate or Whole(1), periods), up_to=up_to, label="lump_sum")


def times(of: Named, number: Named, *, up_to: str = "") -> Term:
    """So many times an amount."""
    return Rounded(Product(of, number), up_to=up_to, label="lump_sum")
