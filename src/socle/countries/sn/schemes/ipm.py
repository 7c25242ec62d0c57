"""The health institutions of Senegal's employers: each sets its rates within the law's.

French: institutions de prévoyance maladie (IPM).
"""

from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="ipm",
    capped_wage_branch="health",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
        Input("employee_rate", "percent"),
        Input("employer_rate", "percent"),
    ),
    levies=(
        Levy(
            "health",
            "employee",
            "ipm.health.employee_rate",
            told_by="employee_rate",
            ceiling="ipm.health.ceiling",
        ),
        Levy(
            "health",
            "employer",
            "ipm.health.employer_rate",
            told_by="employer_rate",
            ceiling="ipm.health.ceiling",
        ),
    ),
    not_found={"late_payment": ("ipm.late_payment",)},
)
