"""Benefits of the pension fund of the Comoros.

French: Caisse de retraites des Comores. Fifteen years are asked (interview of the fund); no age,
rate or formula was found.
"""

from socle.rules.benefits.definition import BenefitDefinition

BENEFITS = (
    BenefitDefinition(
        "old_age",
        not_found=(
            "retraites.old_age_pension.normal_age",
            "retraites.old_age_pension.rate_at_stage",
        ),
    ),
)
