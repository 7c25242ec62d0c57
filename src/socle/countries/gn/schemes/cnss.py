"""The employees' scheme of Guinea's CNSS, its branches together.

French: Caisse nationale de sécurité sociale de Guinée ; prestations familiales, accidents du
travail, maladie, retraite. The base is the wage between a floor and a ceiling of the fund's own.
"""

from socle.countries.gn.benefits.cnss import BENEFITS
from socle.rules.contributions import FloorRule, Levy
from socle.rules.inputs import Input
from socle.rules.insurance import DaysAsDeclared
from socle.rules.scheme import SchemeDefinition

DEFINITION = SchemeDefinition(
    code="cnss",
    capped_wage_branch="all_branches",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
    ),
    levies=(
        Levy(
            "all_branches",
            "employee",
            "cnss.all_branches.employee_rate",
            ceiling="cnss.base.ceiling",
            has_floor=True,
        ),
        Levy(
            "all_branches",
            "employer",
            "cnss.all_branches.employer_rate",
            ceiling="cnss.base.ceiling",
            has_floor=True,
        ),
    ),
    floor=FloorRule("cnss.base.floor"),
    benefits=BENEFITS,
    credits={"all_branches": DaysAsDeclared()},
    not_found={
        "all_branches": ("cnss.all_branches.split_by_payer",),
        "late_payment": ("cnss.late_payment",),
    },
)
