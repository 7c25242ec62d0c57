"""Voluntary, prepaid health insurance of those who have no activity and can pay.

French: AMO Achamil, loi 60.22. The monthly amount depends on the score in the unified social
register (RSU); the scale by band was read in no source.
"""

from socle.rules.benefits.definition import BenefitDefinition
from socle.rules.inputs import Input
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="amo_achamil",
    capped_wage_branch="health",
    inputs=(Input("month", "month"),),
    levies=(),
    benefits=(BenefitDefinition("health", not_found=("amo_achamil.health.score_threshold",)),),
    not_found={"health": ("amo_achamil.health.amount_by_score",)},
)
