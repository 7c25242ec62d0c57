"""Senegal's social security fund: family benefits and work injury.

French: Caisse de sécurité sociale du Sénégal.
"""

from socle.countries.sn.benefits.css import BENEFITS
from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="css",
    capped_wage_branch="family",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
        Input("risk_group", "choice", ("1", "3", "5")),
    ),
    levies=(
        Levy("family", "employer", "css.family.employer_rate", ceiling="css.base.ceiling"),
        Levy(
            "work_injury",
            "employer",
            "css.work_injury.employer_rate",
            chosen_by="risk_group",
            ceiling="css.base.ceiling",
        ),
    ),
    not_found={"voluntary": ("css.voluntary.monthly_base",), "late_payment": ("css.late_payment",)},
    benefits=BENEFITS,
)
