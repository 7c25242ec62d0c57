"""Benefits of Togo's CNSS.

French: Caisse nationale de sécurité sociale du Togo ; code de 2011. What is added beyond 180 months
was not read, so an old-age pension is refused.
"""

from socle.rules.benefits.conditions import AtLeast
from socle.rules.benefits.definition import ONCE, BenefitDefinition
from socle.rules.benefits.family import ATTENDED, by_exam, per_child
from socle.rules.benefits.pensions import accrued_rate, share_of
from socle.rules.benefits.portions import Portion
from socle.rules.benefits.rounding import Rounded
from socle.rules.benefits.survivors import PENSION, SPOUSES, spouses_rate
from socle.rules.benefits.terms import Fact, Product, Whole

_PENSION = "cnss.old_age_pension"
_RATE = accrued_rate(_PENSION, Fact("insurance_months"))
_STAGE = AtLeast("insurance_months", f"{_PENSION}.stage_months")
_WIDOWS = Product(PENSION, spouses_rate("cnss.survivors.spouse_rate"))

BENEFITS = (
    BenefitDefinition(
        "old_age",
        conditions=(AtLeast("age_years", f"{_PENSION}.normal_age"), _STAGE),
        amount=share_of(_RATE, Fact("average_wage")),
        rate=_RATE,
    ),
    BenefitDefinition("early_old_age", not_found=("cnss.old_age_pension.early_reduction_rate",)),
    BenefitDefinition(
        "survivors",
        conditions=(AtLeast("spouses", Whole(1)),),
        amount=Rounded(_WIDOWS),
        parts={"each_spouse": Portion(_WIDOWS, Whole(1), SPOUSES, label="each_spouse")},
        rate=spouses_rate("cnss.survivors.spouse_rate"),
        not_found=("cnss.survivors.sharing_between_orphans",),
    ),
    BenefitDefinition(
        "family_allowance", amount=per_child("cnss.family_allowance.amount_per_child")
    ),
    BenefitDefinition(
        "prenatal", conditions=(ATTENDED,), amount=by_exam("cnss.prenatal"), periodicity=ONCE
    ),
    BenefitDefinition("maternity_daily", not_found=("cnss.maternity.daily_rate",)),
    BenefitDefinition("work_injury", not_found=("cnss.work_injury.annuity",)),
)
