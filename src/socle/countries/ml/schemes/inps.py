"""The employees' scheme of Mali's INPS.

French: Institut national de prévoyance sociale ; vieillesse, invalidité et survivants,
prestations familiales et maternité, accidents du travail, ANPE. The INPS collects the last itself.
"""

from socle.countries.ml.benefits.inps import BENEFITS
from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.insurance import DaysAsDeclared
from socle.rules.scheme import SchemeDefinition

_CEILING = "inps.base.ceiling"

DEFINITION = SchemeDefinition(
    code="inps",
    capped_wage_branch="old_age",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
        Input("risk_group", "choice", ("1", "2", "3", "4")),
    ),
    levies=(
        Levy("old_age", "employee", "inps.old_age.employee_rate", ceiling=_CEILING),
        Levy("old_age", "employer", "inps.old_age.employer_rate", ceiling=_CEILING),
        Levy("family", "employer", "inps.family.employer_rate", ceiling=_CEILING),
        Levy(
            "work_injury",
            "employer",
            "inps.work_injury.employer_rate",
            chosen_by="risk_group",
            ceiling=_CEILING,
        ),
        Levy(
            "collected_for_others",
            "employer",
            "inps.collected_for_others.employment_agency_rate",
            ceiling=_CEILING,
            name="employment_agency",
        ),
    ),
    due_day="inps.declaration.due_day",
    due_date_move="inps.declaration.due_date_move",
    periodicity="inps.declaration.periodicity",
    monthly_from="inps.declaration.monthly_from_employees",
    credits={"old_age": DaysAsDeclared()},
    not_found={
        "voluntary": ("inps.voluntary.wage_classes",),
        "late_payment": ("inps.late_payment",),
    },
    benefits=BENEFITS,
)
