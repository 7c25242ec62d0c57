"""Health insurance of those who cannot contribute: the State pays for them.

French: AMO Tadamon. Households of the unified social register (RSU) whose score is not above a
threshold. Whose right is open on a day, `socle.coverage` says; what is reimbursed was read in no
source.
"""

from socle.rules.benefits.definition import BenefitDefinition
from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="amo_tadamon",
    capped_wage_branch="health",
    inputs=(Input("wage", "amount"), Input("month", "month")),
    levies=(Levy("health", "state", flat="amo_tadamon.health.state_amount"),),
    benefits=(
        BenefitDefinition(
            "health",
            told=("amo_tadamon.health.score_threshold",),
            not_found=("amo_tadamon.health.reimbursement_rate",),
        ),
    ),
)
