"""The pensions of Togo's civil and military servants.

French: Caisse de retraites du Togo.
"""

from socle.countries.tg.benefits.crt import BENEFITS
from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="crt",
    capped_wage_branch="old_age",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
    ),
    levies=(
        Levy("old_age", "employee", "crt.old_age.employee_rate"),
        Levy("old_age", "employer", "crt.old_age.employer_rate"),
    ),
    not_found={"late_payment": ("crt.late_payment",)},
    benefits=BENEFITS,
)
