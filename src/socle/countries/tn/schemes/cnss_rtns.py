"""The self-employed scheme of Tunisia's CNSS.

French: régime des travailleurs non salariés (RTNS). The wage is the declared income; the table of
income classes was not read.
"""

from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="cnss_rtns",
    capped_wage_branch="old_age",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
    ),
    levies=(
        Levy("old_age", "employee", "cnss_rtns.old_age.insured_rate"),
        Levy("health", "employee", "cnss_rtns.health.insured_rate"),
        Levy("maternity", "employee", "cnss_rtns.maternity.insured_rate"),
        Levy("short_term", "employee", "cnss_rtns.death.insured_rate", name="death"),
    ),
    not_found={
        "old_age": ("cnss_rtns.income_classes",),
        "late_payment": ("cnss_rtns.late_payment",),
    },
)
