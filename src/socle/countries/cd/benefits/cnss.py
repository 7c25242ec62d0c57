"""Benefits of the CNSS of DR Congo.

French: INSS, décret-loi de 1961, jusqu'à la loi 16/009 du 15/07/2016, dont le taux n'a pas été lu :
later pensions are refused. The least pension is half a minimum wage that was not found.
"""

from socle.rules.benefits.conditions import AtLeast, Below
from socle.rules.benefits.definition import ONCE, YEARLY, BenefitDefinition
from socle.rules.benefits.lump_sums import times
from socle.rules.benefits.portions import Portion
from socle.rules.benefits.terms import Fact, Legal
from socle.rules.inputs import Input

_PENSION = "cnss.old_age_pension"
_MONTHS, _WAGE = Fact("insurance_months"), Fact("average_wage")
_SEX = Input("sex", "choice", ("man", "woman"))
_OLD_ENOUGH = AtLeast("age_years", Legal(f"{_PENSION}.normal_age", chosen_by="sex"))
_YEARLY = Portion(_WAGE, _MONTHS, f"{_PENSION}.months_for_a_month", label="yearly_pension")

BENEFITS = (
    BenefitDefinition(
        "old_age",
        conditions=(_OLD_ENOUGH, AtLeast("insurance_months", f"{_PENSION}.stage_months")),
        amount=_YEARLY,
        inputs=(_SEX,),
        periodicity=YEARLY,
        told=(f"{_PENSION}.floor_rule",),
        not_found=("minimum_wage.monthly",),
    ),
    BenefitDefinition(
        "old_age_lump_sum",
        conditions=(_OLD_ENOUGH, Below("insurance_months", f"{_PENSION}.stage_months")),
        amount=times(_YEARLY, "cnss.old_age_allowance.yearly_pensions"),
        inputs=(_SEX,),
        periodicity=ONCE,
    ),
    BenefitDefinition("survivors", not_found=("cnss.survivors.spouse_rate",)),
    BenefitDefinition("family_allowance", not_found=("cnss.family_allowance.amount_per_child",)),
)
