"""Senegal's pension institution.

French: Institution de prévoyance retraite du Sénégal ; régime général, régime complémentaire des
cadres. Where the slice of executives begins is disputed: their complementary line is refused.
"""

from socle.countries.sn.benefits.ipres import BENEFITS
from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.insurance import DaysAsDeclared
from socle.rules.scheme import SchemeDefinition

_SLICE = "ipres.complementary_old_age.slice_start"
_SLICE_END = "ipres.complementary_old_age.ceiling"
_EXECUTIVE = {"situation": "executive"}

DEFINITION = SchemeDefinition(
    code="ipres",
    capped_wage_branch="old_age",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
        Input("situation", "choice", ("employee", "executive"), "employee"),
    ),
    levies=(
        Levy("old_age", "employee", "ipres.old_age.employee_rate", ceiling="ipres.old_age.ceiling"),
        Levy("old_age", "employer", "ipres.old_age.employer_rate", ceiling="ipres.old_age.ceiling"),
        Levy(
            "complementary_old_age",
            "employee",
            "ipres.complementary_old_age.employee_rate",
            above=_SLICE,
            ceiling=_SLICE_END,
            when=_EXECUTIVE,
        ),
        Levy(
            "complementary_old_age",
            "employer",
            "ipres.complementary_old_age.employer_rate",
            above=_SLICE,
            ceiling=_SLICE_END,
            when=_EXECUTIVE,
        ),
    ),
    due_day="ipres.declaration.due_day",
    due_date_move="ipres.declaration.due_date_move",
    periodicity="ipres.declaration.periodicity",
    monthly_from="ipres.declaration.monthly_from_employees",
    credits={"old_age": DaysAsDeclared()},
    not_found={"late_payment": ("ipres.late_payment",)},
    benefits=BENEFITS,
)
