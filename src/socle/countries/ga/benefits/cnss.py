"""Benefits of Gabon's CNSS.

French: Caisse nationale de sécurité sociale du Gabon ; allocations familiales.
"""

from socle.rules.benefits.definition import BenefitDefinition
from socle.rules.benefits.family import per_child

BENEFITS = (
    BenefitDefinition(
        "family_allowance", amount=per_child("cnss.family_allowance.amount_per_child")
    ),
    BenefitDefinition("old_age", not_found=("cnss.old_age_pension.rate_at_stage",)),
    BenefitDefinition("survivors", not_found=("cnss.survivors.spouse_rate",)),
)
