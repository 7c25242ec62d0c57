"""Gabon's health insurance.

French: Caisse nationale d'assurance maladie et de garantie sociale (CNAMGS).
"""

from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="cnamgs",
    capped_wage_branch="health",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
        Input("sector", "choice", ("private", "public"), "private"),
    ),
    levies=(
        Levy(
            "health",
            "employee",
            "cnamgs.health.employee_rate",
            chosen_by="sector",
            ceiling="cnamgs.health.ceiling",
        ),
        Levy(
            "health",
            "employer",
            "cnamgs.health.employer_rate",
            chosen_by="sector",
            ceiling="cnamgs.health.ceiling",
        ),
    ),
    not_found={"late_payment": ("cnamgs.late_payment",)},
)
