"""Benefits of the civil and military servants of Togo.

French: Caisse de retraites du Togo. The age and the reference wage were not read: the average wage
is the caller's.
"""

from socle.rules.benefits.definition import BenefitDefinition
from socle.rules.benefits.pensions import share_of
from socle.rules.benefits.terms import Between, Fact, Labelled, Product

_PENSION = "crt.old_age_pension"
_RATE = Labelled(
    "pension_rate",
    Between(
        Product(Fact("years_of_service"), f"{_PENSION}.accrual_rate"),
        most=f"{_PENSION}.largest_rate",
    ),
)

BENEFITS = (
    BenefitDefinition(
        "old_age",
        amount=share_of(_RATE, Fact("average_wage")),
        rate=_RATE,
        not_found=("crt.old_age_pension.normal_age", "crt.old_age_pension.reference_wage"),
    ),
)
