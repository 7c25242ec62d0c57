"""Benefits of Equatorial Guinea's INSESO.

Spanish: jubilación, invalidez, viudedad y orfandad, subsidio de defunción; ley de 1984. The base
wage is the average of the last two years. Family allowances, sickness, maternity and work injury
are in the law; their amounts were read in no source.
"""

from collections.abc import Mapping

from socle.rules.benefits.conditions import AtLeast, When
from socle.rules.benefits.definition import ONCE, BenefitDefinition
from socle.rules.benefits.lump_sums import times
from socle.rules.benefits.pensions import accrued_rate, share_of
from socle.rules.benefits.portions import Portion
from socle.rules.benefits.rounding import Rounded
from socle.rules.benefits.survivors import CHILDREN, HAS_SURVIVORS, NONE, PENSION, SPOUSES, together
from socle.rules.benefits.terms import ByChoice, Fact, IfReached, Product, Term, Whole
from socle.rules.inputs import Input

_PENSION = "inseso.old_age_pension"
_SURVIVORS = "inseso.survivors"
_MONTHS, _WAGE = Fact("insurance_months"), Fact("average_wage")
_RATE = accrued_rate(_PENSION, _MONTHS, most=f"{_PENSION}.largest_rate")
_DECEASED = Input("deceased", "choice", ("insured", "pensioner"))

_WIDOWS = ByChoice(
    "deceased",
    {
        "insured": Product(_WAGE, f"{_SURVIVORS}.rate_of_wage"),
        "pensioner": Product(PENSION, f"{_SURVIVORS}.rate_of_pension"),
    },
)
_GROUP = Rounded(IfReached(SPOUSES, Whole(1), _WIDOWS, NONE), label="spouses_amount")
_ORPHANS = Product(_WAGE, f"{_SURVIVORS}.orphan_rate", CHILDREN)
_ALONE = IfReached(SPOUSES, Whole(1), Whole(1), f"{_SURVIVORS}.times_without_spouse")
_SHARES: Mapping[str, Term] = {
    "spouses": _GROUP,
    "orphans": Rounded(Product(_ORPHANS, _ALONE), label="orphans_amount"),
    "each_spouse": Portion(_GROUP, Whole(1), SPOUSES, label="each_spouse"),
}

BENEFITS = (
    BenefitDefinition(
        "old_age",
        conditions=(
            AtLeast("age_years", f"{_PENSION}.normal_age"),
            AtLeast("insurance_months", f"{_PENSION}.stage_months"),
            AtLeast("months_in_last_10_years", f"{_PENSION}.recent_months"),
        ),
        amount=share_of(_RATE, _WAGE),
        rate=_RATE,
    ),
    BenefitDefinition(
        "invalidity",
        conditions=(AtLeast("insurance_months", "inseso.invalidity.least_months"),),
        amount=share_of("inseso.invalidity.rate", _WAGE),
        rate="inseso.invalidity.rate",
    ),
    BenefitDefinition(
        "survivors",
        conditions=(
            HAS_SURVIVORS,
            When(
                "deceased",
                "insured",
                AtLeast("insurance_months", f"{_SURVIVORS}.least_months"),
            ),
        ),
        amount=together(_SHARES),
        parts=_SHARES,
        inputs=(_DECEASED,),
        told=(f"{_SURVIVORS}.widow_age", f"{_SURVIVORS}.orphan_age"),
        not_found=(f"{_SURVIVORS}.total_limit",),
    ),
    BenefitDefinition("funeral", amount=times(_WAGE, "inseso.funeral.months"), periodicity=ONCE),
    BenefitDefinition("family_allowance", not_found=("inseso.family_allowance.amount_per_child",)),
    BenefitDefinition("sickness", not_found=("inseso.sickness.daily_rate",)),
    BenefitDefinition("maternity_daily", not_found=("inseso.maternity.daily_rate",)),
    BenefitDefinition("work_injury", not_found=("inseso.work_injury.annuity",)),
)
