"""Benefits of the CNPS.

French: prestations de la CNPS ; loi 69/LF/18, décrets 74/733 et 2016/034. The reduction of an
early pension, the daily allowance of maternity, the annuities and allowances of work injury and
any funeral grant were read in no source.
"""

from socle.rules.benefits.conditions import AtLeast, Below, Said, Unless, WhereRule
from socle.rules.benefits.definition import ONCE, BenefitDefinition
from socle.rules.benefits.family import in_allowances, per_child
from socle.rules.benefits.lump_sums import by_periods
from socle.rules.benefits.pensions import accrued_rate, share_of
from socle.rules.benefits.survivors import (
    CHILDREN,
    HAS_SURVIVORS,
    PARENTS_LOST,
    by_parents_lost,
    shares,
    spouses_rate,
    together,
)
from socle.rules.benefits.terms import Between, ByRule, Fact, Legal, Product, Whole
from socle.rules.inputs import Input

_PENSION = "cnps.old_age_pension"
_INVALIDITY = "cnps.invalidity"
_SURVIVORS = "cnps.survivors"
_PER_CHILD = "cnps.family_allowance.amount_per_child"
_MONTHS = Fact("insurance_months")
_WAGE = Fact("average_wage")
_PERIOD = "cnps.old_age_allowance.period_months"
_MINIMUM_WAGE = Legal("minimum_wage.monthly", label="minimum_wage")
_ACTIVITY = Input("activity", "choice", ("ceased", "continuing"), "ceased")
_CAUSE = Input("cause", "choice", ("illness", "accident"), "illness")

_RATE = accrued_rate(_PENSION, _MONTHS, most=f"{_PENSION}.largest_rate")
_ACCRUED = share_of(_RATE, _WAGE, label="accrued_pension")
_LEAST = share_of(f"{_PENSION}.floor_rate", _MINIMUM_WAGE, label="least_pension")
_INVALIDITY_RATE = ByRule(f"{_INVALIDITY}.rate_rule", {"as_old_age": _RATE})
_AT_AGE = AtLeast("age_years", f"{_PENSION}.normal_age")
_RETIRED = Said("activity", "ceased", source=f"{_PENSION}.activity")
_STAGE = (
    AtLeast("insurance_months", f"{_PENSION}.stage_months"),
    AtLeast("months_in_last_10_years", f"{_PENSION}.recent_months"),
    AtLeast("years_registered", f"{_PENSION}.registration_years"),
    _RETIRED,
)
_SHARES = shares(
    spouses_rate(f"{_SURVIVORS}.spouse_rate"),
    Product(
        by_parents_lost(f"{_SURVIVORS}.half_orphan_rate", f"{_SURVIVORS}.full_orphan_rate"),
        CHILDREN,
    ),
    f"{_SURVIVORS}.total_limit",
)

BENEFITS = (
    BenefitDefinition(
        "old_age",
        conditions=(_AT_AGE, *_STAGE),
        amount=ByRule(
            f"{_PENSION}.floor_rule",
            {"none": _ACCRUED, "minimum_wage": Between(_ACCRUED, least=_LEAST)},
        ),
        rate=_RATE,
        inputs=(_ACTIVITY,),
    ),
    BenefitDefinition(
        "early_old_age",
        conditions=(AtLeast("age_years", f"{_PENSION}.early_age"), *_STAGE),
        inputs=(_ACTIVITY,),
        not_found=(f"{_PENSION}.early_reduction_rate",),
    ),
    BenefitDefinition(
        "old_age_lump_sum",
        conditions=(
            _AT_AGE,
            AtLeast("insurance_months", _PERIOD),
            Below("insurance_months", f"{_PENSION}.stage_months"),
            _RETIRED,
        ),
        amount=by_periods(_WAGE, _MONTHS, _PERIOD),
        inputs=(_ACTIVITY,),
        periodicity=ONCE,
    ),
    BenefitDefinition(
        "invalidity",
        conditions=(
            Below("age_years", f"{_INVALIDITY}.below_age"),
            Unless(
                "cause",
                "accident",
                AtLeast("years_registered", f"{_INVALIDITY}.registration_years"),
                AtLeast("months_in_last_12_months", f"{_INVALIDITY}.recent_months"),
            ),
        ),
        amount=share_of(_INVALIDITY_RATE, _WAGE),
        rate=_INVALIDITY_RATE,
        inputs=(_CAUSE,),
        not_found=(f"{_INVALIDITY}.incapacity_percent",),
    ),
    BenefitDefinition(
        "survivors",
        conditions=(HAS_SURVIVORS,),
        amount=together(_SHARES),
        parts=_SHARES,
        inputs=(PARENTS_LOST,),
        told=tuple(f"{_SURVIVORS}.{name}" for name in ("widow_age", "marriage_years", "widower")),
    ),
    BenefitDefinition(
        "survivors_lump_sum", periodicity=ONCE, not_found=(f"{_SURVIVORS}.lump_sum",)
    ),
    BenefitDefinition(
        "family_allowance",
        conditions=(
            AtLeast("days_in_month", "cnps.insurance_month.family_days"),
            WhereRule(
                "cnps.family_allowance.pay_rule",
                "minimum_wage",
                AtLeast("monthly_wage", _MINIMUM_WAGE),
            ),
        ),
        amount=per_child(_PER_CHILD),
        told=("cnps.family_allowance.months_after_dismissal",),
    ),
    BenefitDefinition(
        "prenatal",
        amount=in_allowances(_PER_CHILD, "cnps.maternity.prenatal_allowances"),
        periodicity=ONCE,
    ),
    BenefitDefinition(
        "maternity",
        amount=Product(
            Fact("births", otherwise=Whole(1)),
            in_allowances(_PER_CHILD, "cnps.maternity.birth_allowances"),
        ),
        periodicity=ONCE,
    ),
    BenefitDefinition("maternity_daily", not_found=("cnps.maternity.daily_rate",)),
    BenefitDefinition("work_injury", not_found=("cnps.work_injury.annuity",)),
    BenefitDefinition("work_injury_daily", not_found=("cnps.work_injury.daily_rate",)),
    BenefitDefinition("funeral", periodicity=ONCE, not_found=("cnps.funeral.amount",)),
)
