"""Benefits of the CNSS of the Central African Republic.

French: Caisse nationale de sécurité sociale ; loi 06.035 de 2006. What years beyond the stage add
and the orphans' share were not read: a pension is refused, a widow's share is said.
"""

from socle.rules.benefits.conditions import AtLeast, Below
from socle.rules.benefits.definition import ONCE, BenefitDefinition
from socle.rules.benefits.pensions import accrued_rate, share_of
from socle.rules.benefits.portions import Portion
from socle.rules.benefits.rounding import Rounded
from socle.rules.benefits.survivors import PENSION, SPOUSES, spouses_rate
from socle.rules.benefits.terms import Between, Fact, Legal, Product, Whole

_PENSION = "cnss.old_age_pension"
_WAGE = Fact("average_wage")
_MINIMUM_WAGE = Legal("minimum_wage.monthly", label="minimum_wage")
_RATE = accrued_rate(_PENSION, Fact("insurance_months"), most=f"{_PENSION}.largest_rate")
_LEAST = share_of(f"{_PENSION}.floor_rate", _MINIMUM_WAGE, label="least_pension")
_STAGE = AtLeast("insurance_months", f"{_PENSION}.stage_months")
_WIDOWS = Product(PENSION, spouses_rate("cnss.survivors.spouse_rate"))

BENEFITS = (
    BenefitDefinition(
        "old_age",
        conditions=(AtLeast("age_years", f"{_PENSION}.normal_age"), _STAGE),
        amount=Between(share_of(_RATE, _WAGE, label="accrued_pension"), least=_LEAST),
        rate=_RATE,
    ),
    BenefitDefinition(
        "early_old_age",
        conditions=(AtLeast("age_years", f"{_PENSION}.early_age"), _STAGE),
        not_found=(f"{_PENSION}.extra_rate", f"{_PENSION}.early_reduction_rate"),
    ),
    BenefitDefinition(
        "old_age_lump_sum",
        conditions=(
            AtLeast("insurance_months", "cnss.old_age_allowance.least_months"),
            Below("insurance_months", f"{_PENSION}.stage_months"),
        ),
        periodicity=ONCE,
        not_found=("cnss.old_age_allowance.rate",),
    ),
    BenefitDefinition(
        "invalidity",
        conditions=(
            AtLeast("years_registered", "cnss.invalidity.registration_years"),
            AtLeast("months_in_last_12_months", "cnss.invalidity.recent_months"),
        ),
        told=("cnss.invalidity.incapacity_percent",),
        not_found=("cnss.invalidity.rate",),
    ),
    BenefitDefinition(
        "survivors",
        conditions=(AtLeast("spouses", Whole(1)),),
        amount=Rounded(_WIDOWS),
        parts={"each_spouse": Portion(_WIDOWS, Whole(1), SPOUSES, label="each_spouse")},
        rate=spouses_rate("cnss.survivors.spouse_rate"),
        not_found=("cnss.survivors.orphan_rate",),
    ),
    BenefitDefinition(
        "survivors_lump_sum", periodicity=ONCE, not_found=("cnss.survivors.lump_sum",)
    ),
    BenefitDefinition("family_allowance", not_found=("cnss.family_allowance.amount_per_child",)),
    BenefitDefinition("work_injury", not_found=("cnss.work_injury.annuity",)),
)
