"""Benefits of Chad's CNPS.

French: Caisse nationale de prévoyance sociale du Tchad. The least pension is a share of the
minimum wage, after any reduction (convention: no text read says so of an early pension).
"""

from socle.rules.benefits.conditions import AtLeast, Below
from socle.rules.benefits.definition import ONCE, BenefitDefinition
from socle.rules.benefits.lump_sums import by_periods
from socle.rules.benefits.pensions import accrued_rate, reduced, share_of
from socle.rules.benefits.terms import Between, ByRule, Fact, Legal, Named, Term

_PENSION = "cnps.old_age_pension"
_MONTHS, _WAGE = Fact("insurance_months"), Fact("average_wage")
_RATE = accrued_rate(_PENSION, _MONTHS, most=f"{_PENSION}.largest_rate")
_EARLY_RATE = reduced(_RATE, f"{_PENSION}.early_reduction_rate", f"{_PENSION}.normal_age")
_MINIMUM_WAGE = Legal("minimum_wage.monthly", label="minimum_wage")
_LEAST = share_of(f"{_PENSION}.floor_rate", _MINIMUM_WAGE, label="least_pension")
_STAGE = AtLeast("insurance_months", f"{_PENSION}.stage_months")


def _at_least(rate: Named) -> Term:
    """A pension at a rate, never under the least one."""
    accrued = share_of(rate, _WAGE, label="accrued_pension")
    return ByRule(f"{_PENSION}.floor_rule", {"minimum_wage": Between(accrued, least=_LEAST)})


BENEFITS = (
    BenefitDefinition(
        "old_age",
        conditions=(AtLeast("age_years", f"{_PENSION}.normal_age"), _STAGE),
        amount=_at_least(_RATE),
        rate=_RATE,
    ),
    BenefitDefinition(
        "early_old_age",
        conditions=(
            AtLeast("age_years", f"{_PENSION}.early_age"),
            Below("age_years", f"{_PENSION}.normal_age"),
            _STAGE,
        ),
        amount=_at_least(_EARLY_RATE),
        rate=_EARLY_RATE,
    ),
    BenefitDefinition(
        "old_age_lump_sum",
        conditions=(
            AtLeast("age_years", f"{_PENSION}.normal_age"),
            Below("insurance_months", f"{_PENSION}.stage_months"),
        ),
        amount=by_periods(_WAGE, _MONTHS, "cnps.old_age_allowance.period_months"),
        periodicity=ONCE,
    ),
    BenefitDefinition("survivors", not_found=("cnps.survivors.spouse_rate",)),
    BenefitDefinition("family_allowance", not_found=("cnps.family_allowance.amount_per_child",)),
)
