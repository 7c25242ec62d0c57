"""Benefits of the non-agricultural employees of Tunisia.

French: régime des salariés non agricoles ; pension de vieillesse, allocations familiales du
trimestre. The reference wage is the average of ten years. The pension is at least two thirds of the
minimum wage, printed 66.666 %.
"""

from socle.rules.benefits.conditions import AtLeast
from socle.rules.benefits.definition import QUARTERLY, BenefitDefinition
from socle.rules.benefits.pensions import rate_by_years, share_of
from socle.rules.benefits.terms import (
    Between,
    Complete,
    Fact,
    IfReached,
    Labelled,
    Legal,
    Sum,
    Whole,
)
from socle.rules.inputs import Input

_PENSION = "cnss_rsna.old_age_pension"
_YEARS = Labelled("complete_years", Complete(Fact("insurance_months"), Whole(12)))
_RATE = rate_by_years(_PENSION, _YEARS)
_CONDITIONS = (
    AtLeast("age_years", f"{_PENSION}.normal_age"),
    AtLeast(_YEARS, f"{_PENSION}.least_years", fact="years_of_insurance"),
)
_WEEK = Input("working_week", "choice", ("weekly_48h", "weekly_40h"), "weekly_48h")
_ACCRUED = share_of(_RATE, Fact("average_wage"), label="accrued_pension")
_MINIMUM_WAGE = Legal("minimum_wage.monthly", chosen_by="working_week", label="minimum_wage")
_LEAST = share_of(f"{_PENSION}.floor_rate", _MINIMUM_WAGE, label="least_pension")
_FAMILY = "cnss_rsna.family_allowance"
_CHILDREN = Fact("children")
_NONE = Whole(0)
_CHILDREN_RATE = Labelled(
    "children_rate",
    Sum(
        *(
            IfReached(_CHILDREN, Whole(rank), f"{_FAMILY}.{name}_child_rate", _NONE)
            for rank, name in enumerate(("first", "second", "third"), 1)
        )
    ),
)
_PAY_OF_QUARTER = Between(Fact("quarterly_wage"), most=f"{_FAMILY}.wage_ceiling")

BENEFITS = (
    BenefitDefinition(
        "old_age",
        conditions=_CONDITIONS,
        amount=Between(_ACCRUED, least=_LEAST),
        rate=_RATE,
        inputs=(_WEEK,),
    ),
    BenefitDefinition(
        "early_old_age", not_found=("cnss_rsna.old_age_pension.early_reduction_rate",)
    ),
    BenefitDefinition(
        "family_allowance",
        amount=share_of(_CHILDREN_RATE, _PAY_OF_QUARTER),
        rate=_CHILDREN_RATE,
        periodicity=QUARTERLY,
        not_found=("cnss_rsna.family_allowance.single_wage_period",),
    ),
    BenefitDefinition("survivors", not_found=("cnss_rsna.survivors.spouse_rate",)),
)
