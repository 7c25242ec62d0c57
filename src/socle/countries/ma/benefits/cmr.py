"""Pensions of civil servants.

French: Caisse marocaine des retraites, régime des pensions civiles.
"""

from socle.rules.benefits.conditions import AtLeast, Below
from socle.rules.benefits.definition import BenefitDefinition
from socle.rules.benefits.pensions import share_of
from socle.rules.benefits.terms import Between, Fact, Labelled, Product, Sum, Term

_PENSION = "cmr.old_age_pension"
_BEFORE = Fact("years_before_2017")
_FROM = Fact("years_from_2017")


def _rate(from_2017: str) -> Term:
    """Each year at the rate of its time."""
    earned = Sum(
        Product(_BEFORE, f"{_PENSION}.rate_before_2017"), Product(_FROM, f"{_PENSION}.{from_2017}")
    )
    return Labelled("pension_rate", Between(earned, most=f"{_PENSION}.largest_rate"))


_NORMAL = _rate("rate_from_2017")
_EARLY = _rate("early_rate_from_2017")

BENEFITS = (
    BenefitDefinition(
        "old_age",
        conditions=(
            AtLeast("age_years", f"{_PENSION}.normal_age"),
            AtLeast(Sum(_BEFORE, _FROM), f"{_PENSION}.least_years", fact="years_of_service"),
        ),
        amount=share_of(_NORMAL, Fact("average_wage")),
        rate=_NORMAL,
    ),
    BenefitDefinition(
        "early_old_age",
        conditions=(Below("age_years", f"{_PENSION}.normal_age"),),
        amount=share_of(_EARLY, Fact("average_wage")),
        rate=_EARLY,
        not_found=("cmr.old_age_pension.early_least_years",),
    ),
    BenefitDefinition("survivors", not_found=("cmr.survivors.spouse_rate",)),
    BenefitDefinition("invalidity", not_found=("cmr.invalidity.pension",)),
)
