"""Benefits of Guinea's CNSS.

French: Caisse nationale de sécurité sociale de Guinée ; code de 1994. So much a complete year of
contributions, thirty at most, of the average wage of the last ten years. The age of each
occupational category was not read: the lowest of them is asked, and the pension says what is
missing.
"""

from socle.rules.benefits.conditions import AtLeast, Below
from socle.rules.benefits.definition import ONCE, BenefitDefinition
from socle.rules.benefits.pensions import share_of
from socle.rules.benefits.portions import Portion
from socle.rules.benefits.rounding import Rounded
from socle.rules.benefits.survivors import PENSION, SPOUSES, spouses_rate
from socle.rules.benefits.terms import Between, Complete, Fact, Labelled, Product, Whole

_PENSION = "cnss.old_age_pension"
_WAGE = Fact("average_wage")
_YEARS = Between(
    Complete(Fact("insurance_months"), f"{_PENSION}.year_months"), most=f"{_PENSION}.most_years"
)
_RATE = Labelled(
    "pension_rate", Product(Labelled("complete_years", _YEARS), f"{_PENSION}.accrual_rate")
)
_STAGE = AtLeast("insurance_months", f"{_PENSION}.stage_months")
_WIDOWS = Product(PENSION, spouses_rate("cnss.survivors.spouse_rate"))

BENEFITS = (
    BenefitDefinition(
        "old_age",
        conditions=(AtLeast("age_years", f"{_PENSION}.least_age"), _STAGE),
        amount=share_of(_RATE, _WAGE),
        rate=_RATE,
        not_found=(f"{_PENSION}.age_by_category",),
    ),
    BenefitDefinition(
        "early_old_age",
        conditions=(AtLeast("age_years", f"{_PENSION}.early_age"), _STAGE),
        not_found=(f"{_PENSION}.age_by_category", f"{_PENSION}.early_reduction_rate"),
    ),
    BenefitDefinition(
        "old_age_lump_sum",
        conditions=(
            AtLeast("age_years", f"{_PENSION}.early_age"),
            AtLeast("insurance_months", "cnss.old_age_allowance.least_months"),
            Below("insurance_months", f"{_PENSION}.stage_months"),
        ),
        periodicity=ONCE,
        not_found=("cnss.old_age_allowance.rate",),
    ),
    BenefitDefinition(
        "invalidity",
        amount=share_of("cnss.invalidity.rate", _WAGE),
        rate="cnss.invalidity.rate",
        not_found=("cnss.invalidity.partial_rate", "cnss.invalidity.stage"),
    ),
    BenefitDefinition(
        "survivors",
        conditions=(AtLeast("spouses", Whole(1)),),
        amount=Rounded(_WIDOWS),
        parts={"each_spouse": Portion(_WIDOWS, Whole(1), SPOUSES, label="each_spouse")},
        rate=spouses_rate("cnss.survivors.spouse_rate"),
        told=tuple(
            f"cnss.survivors.{name}" for name in ("widow_age", "full_orphan_rate", "orphans_limit")
        ),
        not_found=("cnss.survivors.half_orphan_rate",),
    ),
    BenefitDefinition(
        "funeral",
        amount=Rounded(Product(Fact("average_daily_wage"), "cnss.funeral.days"), label="lump_sum"),
        periodicity=ONCE,
    ),
    BenefitDefinition("family_allowance", not_found=("cnss.family_allowance.amount_per_child",)),
    BenefitDefinition("sickness", not_found=("cnss.sickness.daily_rate",)),
    BenefitDefinition("maternity_daily", not_found=("cnss.maternity.daily_rate",)),
    BenefitDefinition("work_injury", not_found=("cnss.work_injury.annuity",)),
)
