"""Guinea-Bissau's social security institute.

Portuguese: Instituto Nacional de Segurança Social; regime geral, acidentes de trabalho.
"""

from socle.countries.gw.benefits.inss import BENEFITS
from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.insurance import DaysAsDeclared
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="inss",
    capped_wage_branch="all_branches",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
        Input("risk_group", "percent"),
    ),
    levies=(
        Levy(
            "all_branches",
            "employee",
            "inss.all_branches.employee_rate",
            ceiling="inss.base.ceiling",
        ),
        Levy(
            "all_branches",
            "employer",
            "inss.all_branches.employer_rate",
            ceiling="inss.base.ceiling",
        ),
        Levy(
            "work_injury",
            "employer",
            "inss.work_injury.employer_rate",
            told_by="risk_group",
            ceiling="inss.base.ceiling",
        ),
    ),
    benefits=BENEFITS,
    credits={"all_branches": DaysAsDeclared()},
    not_found={"late_payment": ("inss.late_payment",)},
)
