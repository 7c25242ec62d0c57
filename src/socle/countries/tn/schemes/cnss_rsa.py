"""The agricultural employees' scheme of Tunisia's CNSS.

French: régime des salariés agricoles (RSA).
"""

from socle.countries.tn.benefits.cnss_rsa import BENEFITS
from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.insurance import DaysAsDeclared
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="cnss_rsa",
    capped_wage_branch="old_age",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
    ),
    levies=(
        Levy("old_age", "employee", "cnss_rsa.old_age.employee_rate"),
        Levy("old_age", "employer", "cnss_rsa.old_age.employer_rate"),
        Levy("health", "employee", "cnss_rsa.health.employee_rate"),
        Levy("health", "employer", "cnss_rsa.health.employer_rate"),
    ),
    credits={"old_age": DaysAsDeclared()},
    not_found={"late_payment": ("cnss_rsa.late_payment",)},
    benefits=BENEFITS,
)
