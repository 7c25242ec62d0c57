"""Benefits of the INPS of Mali.

French: Institut national de prévoyance sociale ; loi 99-041. The reference wage is the average of
the last eight years, at least twice the minimum wage. Shares of survivors, invalidity, maternity
and the old-age allowance were read without their figures.
"""

from socle.rules.benefits.conditions import AtLeast, Below
from socle.rules.benefits.definition import ONCE, BenefitDefinition
from socle.rules.benefits.family import per_child
from socle.rules.benefits.pensions import accrued_rate, reduced, share_of
from socle.rules.benefits.terms import Between, Complete, Fact, Labelled, Legal, Product, Whole

_PENSION = "inps.old_age_pension"
_FAMILY = "inps.family_allowance"
_LEAST_WAGE = Product(
    f"{_PENSION}.reference_minimum_wages", Legal("minimum_wage.monthly", label="minimum_wage")
)
_REFERENCE = Labelled("reference_wage", Between(Fact("average_wage"), least=_LEAST_WAGE))
_RATE = accrued_rate(_PENSION, Fact("insurance_months"), most=f"{_PENSION}.largest_rate")
_EARLY_RATE = reduced(_RATE, f"{_PENSION}.early_reduction_rate", f"{_PENSION}.normal_age")
_STAGE = AtLeast(
    Complete(Fact("insurance_months"), Whole(12)),
    f"{_PENSION}.least_years",
    fact="years_of_insurance",
)

BENEFITS = (
    BenefitDefinition(
        "old_age",
        conditions=(AtLeast("age_years", f"{_PENSION}.normal_age"), _STAGE),
        amount=share_of(_RATE, _REFERENCE),
        rate=_RATE,
    ),
    BenefitDefinition(
        "early_old_age",
        conditions=(
            AtLeast("age_years", f"{_PENSION}.early_age"),
            Below("age_years", f"{_PENSION}.normal_age"),
            _STAGE,
        ),
        amount=share_of(_EARLY_RATE, _REFERENCE),
        rate=_EARLY_RATE,
    ),
    BenefitDefinition(
        "family_allowance",
        conditions=(AtLeast("days_in_month", f"{_FAMILY}.family_days"),),
        amount=per_child(f"{_FAMILY}.amount_per_child"),
    ),
    BenefitDefinition(
        "old_age_lump_sum", periodicity=ONCE, not_found=("inps.old_age_allowance.rate",)
    ),
    BenefitDefinition("invalidity", not_found=("inps.invalidity.rate",)),
    BenefitDefinition("survivors", not_found=("inps.survivors.spouse_rate",)),
    BenefitDefinition("prenatal", periodicity=ONCE, not_found=("inps.prenatal.amount",)),
    BenefitDefinition("maternity_daily", not_found=("inps.maternity.daily_rate",)),
)
