"""The employees' scheme of Madagascar's CNaPS, its three branches together.

French: Caisse nationale de prévoyance sociale ; service médical inter-entreprises.
"""

from socle.countries.mg.benefits.cnaps import BENEFITS
from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.insurance import DaysAsDeclared
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="cnaps",
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
            "cnaps.all_branches.employee_rate",
            ceiling="cnaps.base.ceiling",
        ),
        Levy(
            "all_branches",
            "employer",
            "cnaps.all_branches.employer_rate",
            ceiling="cnaps.base.ceiling",
        ),
        Levy(
            "health",
            "employee",
            "cnaps.health.employee_rate",
            ceiling="cnaps.health.ceiling",
            when={"collected_for_others": "included"},
        ),
        Levy(
            "health",
            "employer",
            "cnaps.health.employer_rate",
            ceiling="cnaps.health.ceiling",
            when={"collected_for_others": "included"},
        ),
    ),
    benefits=BENEFITS,
    credits={"all_branches": DaysAsDeclared()},
    not_found={"late_payment": ("cnaps.late_payment",)},
)
