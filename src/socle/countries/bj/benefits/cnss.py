"""Benefits of the CNSS of Benin.

French: prestations de la CNSS ; Code de sécurité sociale, art. 95 et 96. The RMM is the wages of
the last sixty months over sixty. Prenatal amounts, the daily allowance of maternity, annuities and
daily allowances of work injury and funeral grants were read in no source.
"""

from socle.rules.benefits.conditions import AtLeast, Below, Said
from socle.rules.benefits.definition import ONCE, BenefitDefinition
from socle.rules.benefits.family import per_child
from socle.rules.benefits.lump_sums import by_periods, times
from socle.rules.benefits.pensions import accrued_rate, reduced, share_of
from socle.rules.benefits.survivors import (
    HAS_SURVIVORS,
    PARENTS_LOST,
    by_parents_lost,
    group_of_orphans_rate,
    shares,
    split,
    spouses_rate,
    together,
)
from socle.rules.benefits.terms import Excess, Fact, Labelled, Legal, Product, Sum, Whole
from socle.rules.inputs import Input

_PENSION = "cnss.old_age_pension"
_LUMP_SUM = "cnss.old_age_allowance"
_INVALIDITY = "cnss.invalidity"
_SURVIVORS = "cnss.survivors"
_ALLOWANCE = "cnss.survivors_allowance"
_FAMILY = "cnss.family_allowance"
_MONTHS = Fact("insurance_months")
_WAGE = Fact("average_wage")
_UP_TO = f"{_PENSION}.rounding"
_ACTIVITY = Input("activity", "choice", ("ceased", "continuing"), "ceased")

_RATE = accrued_rate(_PENSION, _MONTHS)
_EARLY_RATE = reduced(_RATE, f"{_PENSION}.early_reduction_rate", f"{_PENSION}.normal_age")
_CREDITED = Labelled(
    "credited_months",
    Product(Excess(f"{_INVALIDITY}.credited_to_age", Fact("age_years")), Whole(12)),
)
_INVALIDITY_RATE = accrued_rate(_PENSION, Sum(_MONTHS, _CREDITED))
_STAGE = AtLeast("insurance_months", f"{_PENSION}.stage_months")
_BELOW_STAGE = Below("insurance_months", f"{_PENSION}.stage_months")
_RETIRED = Said("activity", "ceased", source=f"{_PENSION}.activity")
_SHARES = shares(
    spouses_rate(f"{_SURVIVORS}.spouse_rate"),
    group_of_orphans_rate(
        by_parents_lost(f"{_SURVIVORS}.half_orphan_rate", f"{_SURVIVORS}.full_orphan_rate"),
        f"{_SURVIVORS}.orphans_rate",
    ),
    f"{_SURVIVORS}.total_limit",
    up_to=f"{_SURVIVORS}.rounding",
)
_SURVIVORS_SUM = by_periods(
    _WAGE,
    _MONTHS,
    f"{_ALLOWANCE}.period_months",
    rate=f"{_ALLOWANCE}.rate",
    up_to=f"{_SURVIVORS}.rounding",
)

BENEFITS = (
    BenefitDefinition(
        "old_age",
        conditions=(AtLeast("age_years", f"{_PENSION}.normal_age"), _STAGE, _RETIRED),
        amount=share_of(_RATE, _WAGE, up_to=_UP_TO),
        rate=_RATE,
        inputs=(_ACTIVITY,),
    ),
    BenefitDefinition(
        "early_old_age",
        conditions=(
            AtLeast("age_years", f"{_PENSION}.early_age"),
            Below("age_years", f"{_PENSION}.normal_age"),
            _STAGE,
            _RETIRED,
        ),
        # The fund's simulator rounds this one to the nearest franc.
        amount=share_of(_EARLY_RATE, _WAGE),
        rate=_EARLY_RATE,
        inputs=(_ACTIVITY,),
    ),
    BenefitDefinition(
        "old_age_lump_sum",
        conditions=(
            AtLeast("age_years", f"{_PENSION}.normal_age"),
            AtLeast("insurance_months", f"{_LUMP_SUM}.least_months"),
            _BELOW_STAGE,
            _RETIRED,
        ),
        amount=by_periods(_WAGE, _MONTHS, f"{_LUMP_SUM}.period_months", up_to=_UP_TO),
        inputs=(_ACTIVITY,),
        periodicity=ONCE,
    ),
    BenefitDefinition(
        "invalidity",
        conditions=(
            Below("age_years", f"{_INVALIDITY}.credited_to_age"),
            AtLeast("incapacity_percent", f"{_INVALIDITY}.incapacity_percent"),
            AtLeast("insurance_months", f"{_INVALIDITY}.least_months"),
            AtLeast("months_in_last_12_months", f"{_INVALIDITY}.recent_months"),
        ),
        amount=share_of(_INVALIDITY_RATE, _WAGE, up_to=_UP_TO),
        rate=_INVALIDITY_RATE,
    ),
    BenefitDefinition(
        "survivors",
        conditions=(HAS_SURVIVORS,),
        amount=together(_SHARES),
        parts=_SHARES,
        inputs=(PARENTS_LOST,),
        told=tuple(
            f"{_SURVIVORS}.{name}"
            for name in ("marriage_years", "widower", "orphan_age", "claim_months")
        ),
    ),
    BenefitDefinition(
        "survivors_lump_sum",
        conditions=(
            AtLeast("insurance_months", f"{_ALLOWANCE}.least_months"),
            _BELOW_STAGE,
        ),
        amount=_SURVIVORS_SUM,
        parts=split(_SURVIVORS_SUM, f"{_ALLOWANCE}.spouses_rate"),
        periodicity=ONCE,
    ),
    BenefitDefinition(
        "remarriage",
        amount=times(Fact("pension_of_spouse"), f"{_SURVIVORS}.remarriage_pensions", up_to=_UP_TO),
        periodicity=ONCE,
    ),
    BenefitDefinition(
        "family_allowance",
        conditions=(
            AtLeast("days_in_month", f"{_FAMILY}.least_days"),
            AtLeast("monthly_wage", Legal("minimum_wage.monthly", label="minimum_wage")),
        ),
        amount=per_child(f"{_FAMILY}.amount_per_child", most=f"{_FAMILY}.most_children"),
        told=(f"{_FAMILY}.child_age",),
    ),
    BenefitDefinition("prenatal", periodicity=ONCE, not_found=("cnss.prenatal.amount",)),
    BenefitDefinition("maternity", not_found=("cnss.maternity.daily_rate",)),
    BenefitDefinition("work_injury", not_found=("cnss.work_injury.annuity",)),
    BenefitDefinition("work_injury_daily", not_found=("cnss.work_injury.daily_rate",)),
    BenefitDefinition("funeral", periodicity=ONCE, not_found=("cnss.funeral.amount",)),
)
