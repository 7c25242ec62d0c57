"""Equatorial Guinea's social security institute, its branches together.

Spanish: Instituto de Seguridad Social (INSESO), Fondo de protección laboral. The ceiling is
contradicted, so a contribution is refused.
"""

from socle.countries.gq.benefits.inseso import BENEFITS
from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.insurance import DaysAsDeclared
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="inseso",
    capped_wage_branch="all_branches",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
        Input("collected_for_others", "choice", ("excluded", "included"), "excluded"),
    ),
    levies=(
        Levy(
            "all_branches",
            "employee",
            "inseso.all_branches.employee_rate",
            ceiling="inseso.base.ceiling",
        ),
        Levy(
            "all_branches",
            "employer",
            "inseso.all_branches.employer_rate",
            ceiling="inseso.base.ceiling",
        ),
        Levy(
            "collected_for_others",
            "employee",
            "inseso.collected_for_others.employee_rate",
            ceiling="inseso.base.ceiling",
            when={"collected_for_others": "included"},
            name="labour_protection_fund",
        ),
        Levy(
            "collected_for_others",
            "employer",
            "inseso.collected_for_others.employer_rate",
            ceiling="inseso.base.ceiling",
            when={"collected_for_others": "included"},
            name="labour_protection_fund",
        ),
    ),
    benefits=BENEFITS,
    credits={"all_branches": DaysAsDeclared()},
    not_found={"late_payment": ("inseso.late_payment",)},
)
