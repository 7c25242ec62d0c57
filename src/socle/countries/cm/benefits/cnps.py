"""Benefits of the CNPS.

French: prestations de la CNPS ; loi 69/LF/18, décrets 74/733 et 2016/034.
"""

from socle.rules.benefits.conditions import AtLeast, Said
from socle.rules.benefits.definition import BenefitDefinition
from socle.rules.benefits.pensions import accrued_rate, share_of
from socle.rules.benefits.terms import Between, ByRule, Fact, Legal
from socle.rules.inputs import Input

_PENSION = "cnps.old_age_pension"
_ACTIVITY = Input("activity", "choice", ("ceased", "continuing"), "ceased")
_RATE = accrued_rate(_PENSION, Fact("insurance_months"), most=f"{_PENSION}.largest_rate")
_ACCRUED = share_of(_RATE, Fact("average_wage"), label="accrued_pension")
_MINIMUM_WAGE = Legal("minimum_wage.monthly", label="minimum_wage")
_LEAST = share_of(f"{_PENSION}.floor_rate", _MINIMUM_WAGE, label="least_pension")
_AT_LEAST_THE_FLOOR = ByRule(
    f"{_PENSION}.floor_rule",
    {"none": _ACCRUED, "minimum_wage": Between(_ACCRUED, least=_LEAST)},
)
_STAGE = (
    AtLeast("insurance_months", f"{_PENSION}.stage_months"),
    AtLeast("months_in_last_10_years", f"{_PENSION}.recent_months"),
    AtLeast("years_registered", f"{_PENSION}.registration_years"),
    Said("activity", "ceased", source=f"{_PENSION}.activity"),
)

BENEFITS = (
    BenefitDefinition(
        "old_age",
        conditions=(AtLeast("age_years", f"{_PENSION}.normal_age"), *_STAGE),
        amount=_AT_LEAST_THE_FLOOR,
        rate=_RATE,
        inputs=(_ACTIVITY,),
    ),
    BenefitDefinition(
        "early_old_age",
        conditions=(AtLeast("age_years", f"{_PENSION}.early_age"), *_STAGE),
        inputs=(_ACTIVITY,),
        not_found=(f"{_PENSION}.early_reduction_rate",),
    ),
)
