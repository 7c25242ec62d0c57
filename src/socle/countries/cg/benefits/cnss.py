"""Benefits of Congo's CNSS.

French: Caisse nationale de sécurité sociale du Congo ; lois 22-2010 et 18-2012. Stage, age and rate
follow the category: ouvriers ; employés, maîtrise et cadres ; hors catégorie. The reference is the
36 best months of ten years. The least pension is a share of a minimum wage that is contradicted.
"""

from socle.rules.benefits.conditions import AtLeast
from socle.rules.benefits.definition import BenefitDefinition
from socle.rules.benefits.pensions import share_of
from socle.rules.benefits.terms import (
    Between,
    Complete,
    Excess,
    Fact,
    Labelled,
    Legal,
    Product,
    Sum,
)
from socle.rules.inputs import Input

_PENSION = "cnss.old_age_pension"
_CATEGORY = Input("category", "choice", ("worker", "employee", "senior_executive"))


def _of_category(name: str) -> Legal:
    return Legal(f"{_PENSION}.{name}", chosen_by="category")


_PERIODS = Complete(
    Excess(Fact("insurance_months"), _of_category("stage_months")), f"{_PENSION}.extra_months"
)
_RATE = Labelled(
    "pension_rate",
    Between(
        Sum(
            _of_category("rate_at_stage"),
            Product(Labelled("extra_periods", _PERIODS), f"{_PENSION}.extra_rate"),
        ),
        most=f"{_PENSION}.largest_rate",
    ),
)

BENEFITS = (
    BenefitDefinition(
        "old_age",
        conditions=(
            AtLeast("age_years", _of_category("normal_age")),
            AtLeast("insurance_months", _of_category("stage_months")),
        ),
        amount=share_of(_RATE, Fact("average_wage")),
        rate=_RATE,
        inputs=(_CATEGORY,),
        told=(f"{_PENSION}.floor_rule",),
        not_found=("minimum_wage.monthly",),
    ),
    BenefitDefinition("early_old_age", not_found=("cnss.old_age_pension.early_reduction_rate",)),
    BenefitDefinition("survivors", not_found=("cnss.survivors.spouse_rate",)),
    BenefitDefinition("family_allowance", not_found=("cnss.family_allowance.amount_per_child",)),
)
