"""The employees' scheme of Niger's CNSS.

French: Caisse nationale de sécurité sociale du Niger. The levy of the employment agency (ANPE) is
contradicted, 0.5 % or 1 %: it is refused when asked.
"""

from socle.countries.ne.benefits.cnss import BENEFITS
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
        Input("collected_for_others", "choice", ("excluded", "included"), "excluded"),
    ),
    levies=(
        Levy("old_age", "employee", "cnss.old_age.employee_rate", ceiling=_CEILING),
        Levy("old_age", "employer", "cnss.old_age.employer_rate", ceiling=_CEILING),
        Levy("family", "employer", "cnss.family.employer_rate", ceiling=_CEILING),
        Levy("work_injury", "employer", "cnss.work_injury.employer_rate", ceiling=_CEILING),
        Levy(
            "collected_for_others",
            "employer",
            "cnss.collected_for_others.employment_agency_rate",
            ceiling=_CEILING,
            when={"collected_for_others": "included"},
            name="employment_agency",
        ),
    ),
    credits={"old_age": DaysAsDeclared()},
    not_found={"late_payment": ("cnss.late_payment",)},
    benefits=BENEFITS,
)
