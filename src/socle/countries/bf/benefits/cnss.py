"""Benefits of the CNSS of Burkina Faso.

French: Caisse nationale de sécurité sociale. The age follows the category: ouvriers et assurés
volontaires, employés, maîtrise et cadres, médecins et enseignants d'université.
"""

from socle.rules.benefits.conditions import AtLeast
from socle.rules.benefits.definition import BenefitDefinition
from socle.rules.benefits.pensions import accrued_rate, share_of
from socle.rules.benefits.terms import Between, Fact, Legal
from socle.rules.inputs import Input

_PENSION = "cnss.old_age_pension"
_CATEGORIES = ("worker", "employee", "supervisor", "doctor_or_professor")
_CATEGORY = Input("category", "choice", _CATEGORIES)
_RATE = accrued_rate(_PENSION, Fact("insurance_months"))
_ACCRUED = share_of(_RATE, Fact("average_wage"), label="accrued_pension")
_MINIMUM_WAGE = Legal("minimum_wage.monthly", label="minimum_wage")
_LEAST = share_of(f"{_PENSION}.floor_rate", _MINIMUM_WAGE, label="least_pension")

BENEFITS = (
    BenefitDefinition(
        "old_age",
        conditions=(
            AtLeast("age_years", Legal(f"{_PENSION}.normal_age", chosen_by="category")),
            AtLeast("insurance_months", f"{_PENSION}.stage_months"),
        ),
        amount=Between(_ACCRUED, least=_LEAST),
        rate=_RATE,
        inputs=(_CATEGORY,),
    ),
    BenefitDefinition("early_old_age", not_found=("cnss.old_age_pension.early_reduction_rate",)),
    BenefitDefinition("survivors", not_found=("cnss.survivors.spouse_rate",)),
    BenefitDefinition("family_allowance", not_found=("cnss.family_allowance.amount_per_child",)),
    BenefitDefinition("work_injury", not_found=("cnss.work_injury.annuity",)),
)
