"""Daily allowances: a rate of the average daily wage, for days after a waiting time.

French: indemnités journalières, délai de carence.
"""

from socle.rules.benefits.rounding import Rounded
from socle.rules.benefits.terms import Between, Excess, Fact, Labelled, Named, Product, Term, Whole

_DAYS = Fact("days")


def daily_allowance(
    rate: Named,
    *,
    days: Named = _DAYS,
    first_day: Named | None = None,
    most: Named,
    up_to: str = "",
) -> Term:
    """What the whole absence gives: each day from the first that is paid, up to a most.

    The day's amount is not rounded: the sum is, once.
    """
    if first_day is not None:
        days = Excess(days, Labelled("waiting_days", Excess(first_day, Whole(1))))
    paid = Labelled("days_paid", Between(days, most=most))
    return Rounded(Product(Fact("average_daily_wage"), rate, paid), up_to=up_to)


def a_day(rate: Named, *, up_to: str = "") -> Term:
    """What one day gives."""
    return Rounded(Product(Fact("average_daily_wage"), rate), up_to=up_to, label="amount_per_day")
