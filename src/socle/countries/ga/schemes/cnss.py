"""The employees' scheme of Gabon's CNSS.

French: Caisse nationale de sécurité sociale du Gabon ; taux du décret 0487 de 2025.
"""

from socle.countries.ga.benefits.cnss import BENEFITS
from socle.rules.contributions import Levy
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
        Levy("old_age", "employee", "cnss.old_age.employee_rate", ceiling=_CEILING),
        Levy("old_age", "employer", "cnss.old_age.employer_rate", ceiling=_CEILING),
        Levy("family", "employer", "cnss.family.employer_rate", ceiling=_CEILING),
        Levy("work_injury", "employer", "cnss.work_injury.employer_rate", ceiling=_CEILING),
    ),
    credits={"old_age": DaysAsDeclared()},
    not_found={"late_payment": ("cnss.late_payment",)},
    benefits=BENEFITS,
)
