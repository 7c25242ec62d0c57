"""Pensions: a rate that grows with the career, times a reference wage.

French: taux de pension, annuités, salaire de référence (rémunération mensuelle moyenne).
"""

from socle.rules.benefits.rounding import Rounded
from socle.rules.benefits.terms import (
    Between,
    Complete,
    Excess,
    Fact,
    Labelled,
    Named,
    Product,
    Sum,
    Term,
    Whole,
)


def accrued_rate(
    prefix: str,
    counted: Named,
    *,
    stage: str = "stage_months",
    period: str = "extra_months",
    least: Named | None = None,
    most: Named | None = None,
) -> Term:
    """So much at the stage, then so much for each complete period beyond it, up to a most.

    Reads `prefix.rate_at_stage`, `prefix.extra_rate`, and the stage and period under the
    names given; `least` and `most` are the ends of a rate where the law has them.
    """
    periods = Complete(Excess(counted, f"{prefix}.{stage}"), f"{prefix}.{period}")
    rate = Sum(
        f"{prefix}.rate_at_stage",
        Product(Labelled("extra_periods", periods), f"{prefix}.extra_rate"),
    )
    limited = Between(rate, least=least, most=most)
    return Labelled("pension_rate", limited)


def rate_by_years(prefix: str, years: Term) -> Term:
    """So much a year for the first years, another rate for each next one, up to a most.

    Reads `prefix.first_years`, `first_years_rate`, `next_years_rate` and `largest_rate`.
    """
    first = Product(Between(years, most=f"{prefix}.first_years"), f"{prefix}.first_years_rate")
    following = Product(Excess(years, f"{prefix}.first_years"), f"{prefix}.next_years_rate")
    return Labelled("pension_rate", Between(Sum(first, following), most=f"{prefix}.largest_rate"))


def reduced(rate: Term, per_year: str, normal_age: str) -> Term:
    """A rate less so much for each year that is left before the normal age.

    French: abattement pour anticipation.
    """
    years = Labelled("years_before_normal_age", Excess(normal_age, Fact("age_years")))
    lost = Labelled("reduction", Product(years, per_year))
    return Labelled("reduced_rate", Product(rate, Excess(Whole(1), lost)))


def share_of(rate: Named, of: Named, *, up_to: str = "", label: str = "amount") -> Term:
    """A rate of an amount, rounded."""
    return Rounded(Product(rate, of), up_to=up_to, label=label)
