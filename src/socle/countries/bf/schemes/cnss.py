"""The employees' scheme of Burkina Faso's CNSS.

French: Caisse nationale de sécurité sociale du Burkina Faso ; pensions, prestations familiales,
risques professionnels. February 2023 is cut by the decree of the 24th: a `convention`.
"""

from socle.countries.bf.benefits.cnss import BENEFITS
from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.insurance import MonthByDays
from socle.rules.scheme import SchemeDefinition

_CEILING = "cnss.base.ceiling"
_COMPULSORY = {"affiliation": "compulsory"}

DEFINITION = SchemeDefinition(
    code="cnss",
    capped_wage_branch="old_age",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
        Input("affiliation", "choice", ("compulsory", "voluntary"), "compulsory"),
    ),
    levies=(
        Levy(
            "old_age", "employee", "cnss.old_age.employee_rate", ceiling=_CEILING, when=_COMPULSORY
        ),
        Levy(
            "old_age", "employer", "cnss.old_age.employer_rate", ceiling=_CEILING, when=_COMPULSORY
        ),
        Levy("family", "employer", "cnss.family.employer_rate", ceiling=_CEILING, when=_COMPULSORY),
        Levy(
            "work_injury",
            "employer",
            "cnss.work_injury.employer_rate",
            ceiling=_CEILING,
            when=_COMPULSORY,
        ),
        Levy(
            "voluntary",
            "employee",
            "cnss.voluntary.insured_rate",
            ceiling="cnss.voluntary.ceiling",
            when={"affiliation": "voluntary"},
        ),
    ),
    periodicity="cnss.declaration.periodicity",
    monthly_from="cnss.declaration.monthly_from_employees",
    credits={"old_age": MonthByDays("cnss.insurance_month.old_age_days")},
    not_found={"late_payment": ("cnss.late_payment",)},
    benefits=BENEFITS,
)
