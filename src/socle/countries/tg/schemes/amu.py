"""Togo's universal health insurance, for the private sector.

French: assurance maladie universelle (AMU). The rate of public agents (INAM) was not found.
"""

from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="amu",
    capped_wage_branch="health",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
    ),
    levies=(
        Levy("health", "employee", "amu.health.employee_rate"),
        Levy("health", "employer", "amu.health.employer_rate"),
    ),
    not_found={"health": ("amu.health.public_rate",), "late_payment": ("amu.late_payment",)},
)
