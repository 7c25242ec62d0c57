"""Health insurance, and the pension regime, of the self-employed.

French: AMO des travailleurs non salariés. The wage given is the category's flat-rate income, or
a pensioner's pensions. Source: décret 2.18.623, loi 99.15.
"""

from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="amo_tns",
    capped_wage_branch="health",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
        Input("situation", "choice", ("active", "pensioner"), "active"),
        Input("pension_regime", "choice", ("excluded", "included"), "excluded"),
    ),
    levies=(
        Levy("health", "employee", "amo_tns.health.insured_rate", chosen_by="situation"),
        Levy(
            "old_age",
            "employee",
            "amo_tns.old_age.insured_rate",
            when={"situation": "active", "pension_regime": "included"},
        ),
    ),
    not_found={
        "health": ("amo_tns.flat_rate_income",),
        "late_payment": ("amo_tns.late_payment",),
    },
)
