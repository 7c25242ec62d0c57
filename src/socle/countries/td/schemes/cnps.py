"""The employees' scheme of Chad's CNPS.

French: Caisse nationale de prévoyance sociale du Tchad.
"""

from socle.countries.td.benefits.cnps import BENEFITS
from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.insurance import DaysAsDeclared
from socle.rules.scheme import SchemeDefinition

_CEILING = "cnps.base.ceiling"

DEFINITION = SchemeDefinition(
    code="cnps",
    capped_wage_branch="old_age",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
    ),
    levies=(
        Levy("old_age", "employee", "cnps.old_age.employee_rate", ceiling=_CEILING),
        Levy("old_age", "employer", "cnps.old_age.employer_rate", ceiling=_CEILING),
        Levy("family", "employer", "cnps.family.employer_rate", ceiling=_CEILING),
        Levy("work_injury", "employer", "cnps.work_injury.employer_rate", ceiling=_CEILING),
    ),
    credits={"old_age": DaysAsDeclared()},
    not_found={"late_payment": ("cnps.late_payment",)},
    benefits=BENEFITS,
)
