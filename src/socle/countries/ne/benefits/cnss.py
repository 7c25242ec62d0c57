"""Benefits of Niger's CNSS.

French: Caisse nationale de sécurité sociale du Niger. The age of the pension was not read, so who
has a right cannot be said and a pension is refused.
"""

from socle.rules.benefits.conditions import AtLeast
from socle.rules.benefits.definition import ONCE, BenefitDefinition
from socle.rules.benefits.family import ATTENDED, by_exam
from socle.rules.benefits.pensions import accrued_rate, share_of
from socle.rules.benefits.terms import Fact

_PENSION = "cnss.old_age_pension"
_RATE = accrued_rate(_PENSION, Fact("insurance_months"))

BENEFITS = (
    BenefitDefinition(
        "old_age",
        conditions=(
            AtLeast("age_years", f"{_PENSION}.normal_age"),
            AtLeast("insurance_months", f"{_PENSION}.stage_months"),
        ),
        amount=share_of(_RATE, Fact("average_wage")),
        rate=_RATE,
    ),
    BenefitDefinition(
        "prenatal", conditions=(ATTENDED,), amount=by_exam("cnss.prenatal"), periodicity=ONCE
    ),
    BenefitDefinition("family_allowance", not_found=("cnss.family_allowance.amount_per_child",)),
    BenefitDefinition("survivors", not_found=("cnss.survivors.spouse_rate",)),
)
