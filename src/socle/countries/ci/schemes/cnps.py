"""The employees' scheme of Côte d'Ivoire's CNPS.

French: Caisse nationale de prévoyance sociale ; retraite, prestations familiales, maternité,
accidents du travail. Retirement has a ceiling of its own.
"""

from socle.countries.ci.benefits.cnps import BENEFITS
from socle.rules.contributions import FloorRule, Levy
from socle.rules.inputs import Input
from socle.rules.insurance import DaysAsDeclared
from socle.rules.scheme import SchemeDefinition

_SMALL = "cnps.family.ceiling"

DEFINITION = SchemeDefinition(
    code="cnps",
    capped_wage_branch="old_age",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
        Input("risk_group", "percent"),
    ),
    levies=(
        Levy(
            "old_age",
            "employee",
            "cnps.old_age.employee_rate",
            ceiling="cnps.old_age.ceiling",
            has_floor=True,
        ),
        Levy(
            "old_age",
            "employer",
            "cnps.old_age.employer_rate",
            ceiling="cnps.old_age.ceiling",
            has_floor=True,
        ),
        Levy("family", "employer", "cnps.family.employer_rate", ceiling=_SMALL, has_floor=True),
        Levy(
            "maternity", "employer", "cnps.maternity.employer_rate", ceiling=_SMALL, has_floor=True
        ),
        Levy(
            "work_injury",
            "employer",
            "cnps.work_injury.employer_rate",
            told_by="risk_group",
            ceiling=_SMALL,
            has_floor=True,
        ),
    ),
    floor=FloorRule("minimum_wage.monthly", rule="cnps.base.floor"),
    due_day="cnps.declaration.due_day",
    due_date_move="cnps.declaration.due_date_move",
    periodicity="cnps.declaration.periodicity",
    monthly_from="cnps.declaration.monthly_from_employees",
    credits={"old_age": DaysAsDeclared()},
    not_found={"late_payment": ("cnps.late_payment.rate_after_initial",)},
    benefits=BENEFITS,
)
