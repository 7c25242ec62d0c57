"""The non-agricultural employees' scheme of Tunisia's CNSS.

French: régime des salariés non agricoles (RSNA). Most rates were read without a start. Wages of a
quarter are declared together.
"""

from socle.countries.tn.benefits.cnss_rsna import BENEFITS
from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.insurance import DaysAsDeclared
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="cnss_rsna",
    capped_wage_branch="old_age",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
        Input("complementary", "choice", ("excluded", "included"), "excluded"),
    ),
    levies=(
        Levy("old_age", "employee", "cnss_rsna.old_age.employee_rate"),
        Levy("old_age", "employer", "cnss_rsna.old_age.employer_rate"),
        Levy("health", "employee", "cnss_rsna.health.employee_rate"),
        Levy("health", "employer", "cnss_rsna.health.employer_rate"),
        Levy("maternity", "employee", "cnss_rsna.maternity.employee_rate"),
        Levy("maternity", "employer", "cnss_rsna.maternity.employer_rate"),
        Levy("short_term", "employee", "cnss_rsna.death.employee_rate", name="death"),
        Levy("short_term", "employer", "cnss_rsna.death.employer_rate", name="death"),
        Levy("family", "employee", "cnss_rsna.family.employee_rate"),
        Levy("family", "employer", "cnss_rsna.family.employer_rate"),
        Levy("work_injury", "employee", "cnss_rsna.work_injury.employee_rate"),
        Levy("work_injury", "employer", "cnss_rsna.work_injury.employer_rate"),
        Levy(
            "short_term",
            "employee",
            "cnss_rsna.workers_protection.employee_rate",
            name="workers_protection",
        ),
        Levy(
            "short_term",
            "employer",
            "cnss_rsna.workers_protection.employer_rate",
            name="workers_protection",
        ),
        Levy("unemployment", "employee", "cnss_rsna.unemployment.employee_rate"),
        Levy("unemployment", "employer", "cnss_rsna.unemployment.employer_rate"),
        Levy(
            "collected_for_others",
            "employer",
            "cnss_rsna.collected_for_others.state_fund_rate",
            name="state_fund",
        ),
        Levy(
            "complementary_old_age",
            "employee",
            "cnss_rsna.complementary_old_age.employee_rate",
            above="cnss_rsna.complementary_old_age.slice_start",
            when={"complementary": "included"},
        ),
        Levy(
            "complementary_old_age",
            "employer",
            "cnss_rsna.complementary_old_age.employer_rate",
            above="cnss_rsna.complementary_old_age.slice_start",
            when={"complementary": "included"},
        ),
    ),
    due_day="cnss_rsna.declaration.due_day",
    due_date_move="cnss_rsna.declaration.due_date_move",
    periodicity="cnss_rsna.declaration.periodicity",
    credits={"old_age": DaysAsDeclared()},
    not_found={"late_payment": ("cnss_rsna.late_payment",)},
    benefits=BENEFITS,
)
