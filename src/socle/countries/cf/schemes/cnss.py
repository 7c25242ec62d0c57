"""The employees' scheme of the CNSS of the Central African Republic.

French: Caisse nationale de sécurité sociale ; loi 06.034. Its floor is the minimum wage,
known since 2023.
"""

from socle.countries.cf.benefits.cnss import BENEFITS
from socle.rules.contributions import FloorRule, Levy
from socle.rules.inputs import Input
from socle.rules.insurance import DaysAsDeclared
from socle.rules.scheme import SchemeDefinition

_CEILING = "cnss.base.ceiling"

DEFINITION = SchemeDefinition(
    code="cnss",
    capped_wage_branch="old_age",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
    ),
    levies=(
        Levy("old_age", "employee", "cnss.old_age.employee_rate", ceiling=_CEILING, has_floor=True),
        Levy("old_age", "employer", "cnss.old_age.employer_rate", ceiling=_CEILING, has_floor=True),
        Levy("family", "employer", "cnss.family.employer_rate", ceiling=_CEILING),
        Levy("work_injury", "employer", "cnss.work_injury.employer_rate", ceiling=_CEILING),
    ),
    floor=FloorRule("minimum_wage.monthly", rule="cnss.base.floor"),
    benefits=BENEFITS,
    credits={"old_age": DaysAsDeclared()},
    not_found={"late_payment": ("cnss.late_payment",)},
)
