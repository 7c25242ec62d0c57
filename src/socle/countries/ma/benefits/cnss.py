"""Benefits of the employees' scheme of the CNSS.

French: pension de vieillesse, allocations familiales, indemnités journalières, indemnité pour
perte d'emploi. Arabic: تعويضات الصندوق الوطني للضمان الاجتماعي. Shares of survivors, invalidity,
the death grant and the premium of early retirement were read in no source.
"""

from socle.rules.benefits.conditions import AtLeast, Said, Unless, When
from socle.rules.benefits.daily import a_day, daily_allowance
from socle.rules.benefits.definition import ONCE, BenefitDefinition
from socle.rules.benefits.family import CHILDREN
from socle.rules.benefits.pensions import accrued_rate, share_of
from socle.rules.benefits.tables import ByRank, BySpan
from socle.rules.benefits.terms import (
    Between,
    ByRule,
    Excess,
    Fact,
    IfReached,
    Legal,
    Product,
    Whole,
)
from socle.rules.inputs import Input

_PENSION = "cnss.old_age_pension"
_FAMILY = "cnss.family_allowance"
_SICKNESS = "cnss.sickness"
_MATERNITY = "cnss.maternity"
_UNEMPLOYMENT = "cnss.unemployment_allowance"
_DAYS = Fact("insured_days")
_ACTIVITY = Input("activity", "choice", ("ceased", "continuing"), "ceased")
_OCCUPATION = Input("occupation", "choice", ("general", "underground_miner"), "general")
_CAUSE = Input("cause", "choice", ("illness", "accident"), "illness")

_RATE = accrued_rate(
    _PENSION,
    _DAYS,
    stage="stage_days",
    period="extra_days",
    most=f"{_PENSION}.largest_rate",
)
_REFERENCE = Between(Fact("average_wage"), most=f"{_PENSION}.wage_ceiling")
_ACCRUED = Between(
    share_of(_RATE, _REFERENCE, label="accrued_pension"), least=f"{_PENSION}.least_pension"
)
_STAGE = f"{_PENSION}.stage_days"
_FLAT = BySpan(
    _DAYS,
    f"{_PENSION}.flat_pension",
    first=f"{_PENSION}.least_days",
    last=Excess(_STAGE, Whole(1)),
)
_WEEK = Whole(7)

BENEFITS = (
    BenefitDefinition(
        "old_age",
        conditions=(
            AtLeast("age_years", Legal(f"{_PENSION}.normal_age", chosen_by="occupation")),
            When(
                "occupation",
                "underground_miner",
                AtLeast("years_underground", f"{_PENSION}.underground_years"),
            ),
            AtLeast("insured_days", f"{_PENSION}.least_days"),
            Said("activity", "ceased", source=f"{_PENSION}.activity"),
        ),
        amount=ByRule(
            f"{_PENSION}.form",
            {"accrued": _ACCRUED, "accrued_or_flat": IfReached(_DAYS, _STAGE, _ACCRUED, _FLAT)},
        ),
        rate=IfReached(_DAYS, _STAGE, _RATE, Whole(0)),
        inputs=(_OCCUPATION, _ACTIVITY),
    ),
    BenefitDefinition("early_old_age", not_found=("cnss.early_old_age.premium",)),
    BenefitDefinition(
        "old_age_lump_sum", periodicity=ONCE, not_found=("cnss.refund.contributions",)
    ),
    BenefitDefinition("invalidity", not_found=("cnss.invalidity.pension",)),
    BenefitDefinition(
        "survivors", not_found=("cnss.survivors.spouse_rate", "cnss.survivors.orphan_rate")
    ),
    BenefitDefinition("death_grant", periodicity=ONCE, not_found=("cnss.death_grant.amount",)),
    BenefitDefinition(
        "family_allowance",
        conditions=(AtLeast("days_in_last_6_months", f"{_FAMILY}.least_days"),),
        amount=ByRank(CHILDREN, f"{_FAMILY}.amount_per_child", f"{_FAMILY}.most_children"),
        told=(f"{_FAMILY}.least_pay_rate",),
        not_found=("minimum_wage.monthly",),
    ),
    BenefitDefinition(
        "sickness",
        conditions=(
            Unless(
                "cause", "accident", AtLeast("days_in_last_6_months", f"{_SICKNESS}.least_days")
            ),
        ),
        amount=daily_allowance(
            f"{_SICKNESS}.allowance_rate",
            first_day=f"{_SICKNESS}.first_paid_day",
            most=Product(f"{_SICKNESS}.most_weeks", _WEEK),
        ),
        rate=f"{_SICKNESS}.allowance_rate",
        parts={"a_day": a_day(f"{_SICKNESS}.allowance_rate")},
        inputs=(_CAUSE,),
        periodicity=ONCE,
    ),
    BenefitDefinition(
        "maternity",
        conditions=(AtLeast("days_in_last_10_months", f"{_MATERNITY}.least_days"),),
        amount=daily_allowance(
            f"{_MATERNITY}.allowance_rate",
            days=Fact("days", otherwise=Product(f"{_MATERNITY}.most_weeks", _WEEK)),
            most=Product(f"{_MATERNITY}.most_weeks", _WEEK),
        ),
        rate=f"{_MATERNITY}.allowance_rate",
        parts={"a_day": a_day(f"{_MATERNITY}.allowance_rate")},
        told=(f"{_MATERNITY}.weeks_after_birth",),
        periodicity=ONCE,
    ),
    BenefitDefinition(
        "unemployment",
        conditions=(
            AtLeast("days_in_last_36_months", f"{_UNEMPLOYMENT}.least_days"),
            AtLeast("days_in_last_12_months", f"{_UNEMPLOYMENT}.recent_days"),
        ),
        amount=share_of(f"{_UNEMPLOYMENT}.allowance_rate", Fact("average_wage")),
        rate=f"{_UNEMPLOYMENT}.allowance_rate",
        told=(f"{_UNEMPLOYMENT}.most_months",),
        not_found=("cnss.unemployment_allowance.most_amount",),
    ),
)
