"""Voluntary, prepaid health insurance of those who have no activity and can pay.

French: AMO Achamil, loi 60.22. The monthly amount depends on the score in the unified social
register (RSU); the scale by band was read in no source.
"""

from socle.rules.benefits.conditions import AtLeast
from socle.rules.benefits.definition import BenefitDefinition
from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="amo_achamil",
    capped_wage_branch="health",
    inputs=(Input("wage", "amount"), Input("month", "month")),
    levies=(Levy("health", "employee", flat="amo_achamil.health.amount_by_score"),),
    benefits=(
        BenefitDefinition(
            "health",
            conditions=(AtLeast("months", "amo_achamil.health.waiting_months"),),
            told=("amo_achamil.health.payment", "amo_tadamon.health.score_threshold"),
            not_found=("amo_achamil.health.reimbursement_rate",),
        ),
    ),
)
