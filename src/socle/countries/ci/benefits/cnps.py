"""Benefits of the CNPS of Côte d'Ivoire.

French: Caisse nationale de prévoyance sociale ; retraite, majoration pour enfants. The rates of a
year are known until 2011, and since the reform of 2025, which counts the whole career: how that of
2012 converted them was not read, so pensions between are refused.
"""

from socle.rules.benefits.conditions import AtLeast, Below
from socle.rules.benefits.definition import ONCE, BenefitDefinition
from socle.rules.benefits.family import per_child
from socle.rules.benefits.pensions import rate_by_years, reduced, share_of
from socle.rules.benefits.portions import Portion
from socle.rules.benefits.rounding import Rounded
from socle.rules.benefits.survivors import PENSION, SPOUSES, spouses_rate
from socle.rules.benefits.terms import Between, ByRule, Fact, Labelled, Legal, Product, Sum, Whole

_PENSION = "cnps.old_age_pension"
_BEFORE, _FROM = Fact("years_before_2000"), Fact("years_from_2000")
_YEARS = Sum(_BEFORE, _FROM)
_BY_PERIOD = Labelled(
    "pension_rate",
    Between(
        Sum(
            Product(_BEFORE, f"{_PENSION}.rate_before_2000"),
            Product(_FROM, f"{_PENSION}.rate_from_2000"),
        ),
        most=f"{_PENSION}.largest_rate",
    ),
)
_RULE = f"{_PENSION}.rate_rule"
_RATE = ByRule(_RULE, {"by_period": _BY_PERIOD, "by_career": rate_by_years(_PENSION, _YEARS)})
_EARLY_RATE = reduced(_RATE, f"{_PENSION}.early_reduction_rate", f"{_PENSION}.normal_age")
_SUPPLEMENT = Between(
    Product(Fact("children", otherwise=Whole(0)), f"{_PENSION}.child_supplement_rate"),
    most=f"{_PENSION}.largest_child_supplement",
)
_WITH_CHILDREN = Labelled("with_child_supplement", Sum(Whole(1), _SUPPLEMENT))
_ACCRUED = share_of(Product(_RATE, _WITH_CHILDREN), Fact("average_wage"), label="accrued_pension")
_LEAST = Legal(f"{_PENSION}.least_pension")
_STAGE = AtLeast(_YEARS, f"{_PENSION}.least_years", fact="years_of_insurance")
_WIDOWS = Product(PENSION, spouses_rate("cnps.survivors.spouse_rate"))

BENEFITS = (
    BenefitDefinition(
        "old_age",
        conditions=(AtLeast("age_years", f"{_PENSION}.normal_age"), _STAGE),
        amount=ByRule(_RULE, {"by_period": _ACCRUED, "by_career": Between(_ACCRUED, least=_LEAST)}),
        rate=_RATE,
    ),
    BenefitDefinition(
        "early_old_age",
        conditions=(
            AtLeast("age_years", f"{_PENSION}.early_age"),
            Below("age_years", f"{_PENSION}.normal_age"),
            _STAGE,
        ),
        amount=share_of(Product(_EARLY_RATE, _WITH_CHILDREN), Fact("average_wage")),
        rate=_EARLY_RATE,
    ),
    BenefitDefinition(
        "old_age_lump_sum", periodicity=ONCE, not_found=("cnps.old_age_allowance.rate",)
    ),
    BenefitDefinition(
        "survivors",
        conditions=(AtLeast("spouses", Whole(1)),),
        amount=Rounded(_WIDOWS),
        parts={"each_spouse": Portion(_WIDOWS, Whole(1), SPOUSES, label="each_spouse")},
        rate=spouses_rate("cnps.survivors.spouse_rate"),
        not_found=("cnps.survivors.orphan_rate",),
    ),
    BenefitDefinition(
        "family_allowance", amount=per_child("cnps.family_allowance.amount_per_child")
    ),
    BenefitDefinition("maternity", not_found=("cnps.maternity.rate",)),
    BenefitDefinition("funeral", not_found=("cnps.funeral.amount",)),
)
