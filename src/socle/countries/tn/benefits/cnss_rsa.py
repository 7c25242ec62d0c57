"""Benefits of the agricultural employees of Tunisia.

French: régime des salariés agricoles. The least pension is 0.4 of the agricultural minimum wage: by
day or by month was not read, so none is applied.
"""

from socle.rules.benefits.conditions import AtLeast
from socle.rules.benefits.definition import BenefitDefinition
from socle.rules.benefits.pensions import share_of
from socle.rules.benefits.terms import (
    Between,
    Complete,
    Excess,
    Fact,
    Labelled,
    Product,
    Sum,
    Whole,
)

_PENSION = "cnss_rsa.old_age_pension"
_YEARS = Labelled("complete_years", Complete(Fact("insurance_months"), Whole(12)))
_RATE = Labelled(
    "pension_rate",
    Between(
        Sum(
            Product(
                Between(_YEARS, most=f"{_PENSION}.first_years"), f"{_PENSION}.first_years_rate"
            ),
            Product(Excess(_YEARS, f"{_PENSION}.first_years"), f"{_PENSION}.next_years_rate"),
        ),
        most=f"{_PENSION}.largest_rate",
    ),
)
_CONDITIONS = (
    AtLeast("age_years", f"{_PENSION}.normal_age"),
    AtLeast(_YEARS, f"{_PENSION}.least_years", fact="years_of_insurance"),
)

BENEFITS = (
    BenefitDefinition(
        "old_age",
        conditions=_CONDITIONS,
        amount=share_of(_RATE, Fact("average_wage")),
        rate=_RATE,
        told=(f"{_PENSION}.floor_rule",),
        not_found=("cnss_rsa.old_age_pension.floor_period",),
    ),
)
