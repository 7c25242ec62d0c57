"""Benefits of Chad's CNPS.

French: Caisse nationale de prévoyance sociale du Tchad. The least pension is 60 % of a minimum wage
whose amount was not found: none is applied, and the benefit says so.
"""

from socle.rules.benefits.conditions import AtLeast, Below
from socle.rules.benefits.definition import ONCE, BenefitDefinition
from socle.rules.benefits.lump_sums import by_periods
from socle.rules.benefits.pensions import accrued_rate, reduced, share_of
from socle.rules.benefits.terms import Fact

_PENSION = "cnps.old_age_pension"
_MONTHS, _WAGE = Fact("insurance_months"), Fact("average_wage")
_RATE = accrued_rate(_PENSION, _MONTHS, most=f"{_PENSION}.largest_rate")
_EARLY_RATE = reduced(_RATE, f"{_PENSION}.early_reduction_rate", f"{_PENSION}.normal_age")
_STAGE = AtLeast("insurance_months", f"{_PENSION}.stage_months")

BENEFITS = (
    BenefitDefinition(
        "old_age",
        conditions=(AtLeast("age_years", f"{_PENSION}.normal_age"), _STAGE),
        amount=share_of(_RATE, _WAGE),
        rate=_RATE,
        told=(f"{_PENSION}.floor_rule",),
        not_found=("minimum_wage.monthly",),
    ),
    BenefitDefinition(
        "early_old_age",
        conditions=(
            AtLeast("age_years", f"{_PENSION}.early_age"),
            Below("age_years", f"{_PENSION}.normal_age"),
            _STAGE,
        ),
        amount=share_of(_EARLY_RATE, _WAGE),
        rate=_EARLY_RATE,
        told=(f"{_PENSION}.floor_rule",),
        not_found=("minimum_wage.monthly",),
    ),
    BenefitDefinition(
        "old_age_lump_sum",
        conditions=(
            AtLeast("age_years", f"{_PENSION}.normal_age"),
            Below("insurance_months", f"{_PENSION}.stage_months"),
        ),
        amount=by_periods(_WAGE, _MONTHS, "cnps.old_age_allowance.period_months"),
        periodicity=ONCE,
    ),
    BenefitDefinition("survivors", not_found=("cnps.survivors.spouse_rate",)),
    BenefitDefinition("family_allowance", not_found=("cnps.family_allowance.amount_per_child",)),
)
