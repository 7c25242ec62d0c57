"""Benefits of Niger's CNSS.

French: Caisse nationale de sécurité sociale du Niger. What a year of anticipation takes, the shares
of survivors and the family allowance were not read.
"""

from socle.rules.benefits.conditions import AtLeast, Below
from socle.rules.benefits.definition import ONCE, BenefitDefinition
from socle.rules.benefits.family import ATTENDED, by_exam
from socle.rules.benefits.lump_sums import by_periods
from socle.rules.benefits.pensions import accrued_rate, share_of
from socle.rules.benefits.terms import Fact, Legal
from socle.rules.inputs import Input

_PENSION = "cnss.old_age_pension"
_PERIOD = "cnss.old_age_allowance.period_months"
_MONTHS, _WAGE = Fact("insurance_months"), Fact("average_wage")
_RATE = accrued_rate(_PENSION, _MONTHS)
# A woman may ask five years earlier: who says nothing is asked the later age.
_SEX = Input("sex", "choice", ("man", "woman"), "man")
_OLD_ENOUGH = AtLeast("age_years", Legal(f"{_PENSION}.normal_age", chosen_by="sex"))
_REGISTERED = AtLeast("years_registered", f"{_PENSION}.registration_years")

BENEFITS = (
    BenefitDefinition(
        "old_age",
        conditions=(
            _OLD_ENOUGH,
            AtLeast("insurance_months", f"{_PENSION}.stage_months"),
            _REGISTERED,
        ),
        amount=share_of(_RATE, _WAGE),
        rate=_RATE,
        inputs=(_SEX,),
    ),
    BenefitDefinition(
        "early_old_age",
        conditions=(
            AtLeast("age_years", f"{_PENSION}.early_age"),
            Below("age_years", Legal(f"{_PENSION}.normal_age", chosen_by="sex")),
            _REGISTERED,
        ),
        inputs=(_SEX,),
        not_found=(f"{_PENSION}.early_reduction_rate",),
    ),
    BenefitDefinition(
        "old_age_lump_sum",
        conditions=(
            _OLD_ENOUGH,
            AtLeast("insurance_months", _PERIOD),
            Below("insurance_months", f"{_PENSION}.stage_months"),
        ),
        amount=by_periods(_WAGE, _MONTHS, _PERIOD),
        inputs=(_SEX,),
        periodicity=ONCE,
    ),
    BenefitDefinition(
        "prenatal", conditions=(ATTENDED,), amount=by_exam("cnss.prenatal"), periodicity=ONCE
    ),
    BenefitDefinition("family_allowance", not_found=("cnss.family_allowance.amount_per_child",)),
    BenefitDefinition("survivors", not_found=("cnss.survivors.spouse_rate",)),
)
