"""The employees' scheme of the CNSS of DR Congo.

French: Caisse nationale de sécurité sociale, ex INSS ; loi 16/009, décret 18/041. No source read
speaks of a ceiling.
"""

from socle.countries.cd.benefits.cnss import BENEFITS
from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.insurance import DaysAsDeclared
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="cnss",
    capped_wage_branch="old_age",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
    ),
    levies=(
        Levy("old_age", "employee", "cnss.old_age.employee_rate"),
        Levy("old_age", "employer", "cnss.old_age.employer_rate"),
        Levy("family", "employer", "cnss.family.employer_rate"),
        Levy("work_injury", "employer", "cnss.work_injury.employer_rate"),
    ),
    credits={"old_age": DaysAsDeclared()},
    not_found={"late_payment": ("cnss.late_payment",)},
    benefits=BENEFITS,
)
