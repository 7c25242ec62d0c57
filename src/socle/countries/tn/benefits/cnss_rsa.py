"""Benefits of the agricultural employees of Tunisia.

French: régime des salariés agricoles. The least pension is 0.4 of the agricultural minimum wage: by
day or by month was not read, so none is applied.
"""

from socle.rules.benefits.conditions import AtLeast
from socle.rules.benefits.definition import BenefitDefinition
from socle.rules.benefits.pensions import rate_by_years, share_of
from socle.rules.benefits.terms import Complete, Fact, Labelled, Whole

_PENSION = "cnss_rsa.old_age_pension"
_YEARS = Labelled("complete_years", Complete(Fact("insurance_months"), Whole(12)))
_RATE = rate_by_years(_PENSION, _YEARS)
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
