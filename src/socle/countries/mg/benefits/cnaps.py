"""Benefits of Madagascar's CNaPS.

French: Caisse nationale de prévoyance sociale ; allocations familiales, prénatales et de maternité,
retraite. A pension is a part of the minimum wage and a part of the average wage of ten years, the
second growing with each year beyond ten. The supplements for dependants, the shares of survivors
and the refund of contributions were not read whole.
"""

from socle.rules.benefits.conditions import AtLeast
from socle.rules.benefits.definition import ONCE, BenefitDefinition
from socle.rules.benefits.family import per_child
from socle.rules.benefits.pensions import accrued_rate, share_of
from socle.rules.benefits.rounding import Rounded
from socle.rules.benefits.terms import Between, Fact, Legal, Product, Sum
from socle.rules.inputs import Input

_PENSION = "cnaps.old_age_pension"
_WAGE = Fact("average_wage")
_MINIMUM_WAGE = Legal("minimum_wage.monthly", label="minimum_wage")
_SEX = Input("sex", "choice", ("man", "woman"))
_RATE = accrued_rate(_PENSION, Fact("insurance_months"), stage="first_months")
_ACCRUED = Rounded(
    Sum(Product(f"{_PENSION}.minimum_wage_rate", _MINIMUM_WAGE), Product(_RATE, _WAGE)),
    label="accrued_pension",
)
_MOST = share_of(f"{_PENSION}.largest_share", _WAGE, label="largest_pension")
_LEAST = share_of(f"{_PENSION}.floor_rate", _MINIMUM_WAGE, label="least_pension")

BENEFITS = (
    BenefitDefinition(
        "old_age",
        conditions=(
            AtLeast("age_years", Legal(f"{_PENSION}.normal_age", chosen_by="sex")),
            AtLeast("insurance_months", f"{_PENSION}.stage_months"),
            AtLeast("quarters_in_last_10_years", f"{_PENSION}.recent_quarters"),
        ),
        amount=Between(Between(_ACCRUED, most=_MOST), least=_LEAST),
        rate=_RATE,
        inputs=(_SEX,),
    ),
    BenefitDefinition(
        "old_age_lump_sum", periodicity=ONCE, not_found=("cnaps.refund.contributions",)
    ),
    BenefitDefinition(
        "invalidity",
        conditions=(AtLeast("incapacity_percent", "cnaps.invalidity.incapacity_percent"),),
        told=("cnaps.invalidity.rate",),
        not_found=("cnaps.invalidity.years_to_pension_age",),
    ),
    BenefitDefinition(
        "survivors", not_found=("cnaps.survivors.spouse_rate", "cnaps.survivors.orphan_rate")
    ),
    BenefitDefinition(
        "family_allowance",
        amount=per_child("cnaps.family_allowance.amount_per_child"),
        told=("cnaps.family_allowance.child_age",),
    ),
    BenefitDefinition("prenatal", amount=Legal("cnaps.prenatal.amount"), periodicity=ONCE),
    BenefitDefinition("maternity", amount=Legal("cnaps.maternity.amount"), periodicity=ONCE),
    BenefitDefinition("maternity_daily", not_found=("cnaps.maternity.daily_rate",)),
    BenefitDefinition(
        "work_injury_daily",
        told=("cnaps.work_injury.largest_daily",),
        not_found=("cnaps.work_injury.daily_rate",),
    ),
    BenefitDefinition("work_injury", not_found=("cnaps.work_injury.annuity",)),
)
