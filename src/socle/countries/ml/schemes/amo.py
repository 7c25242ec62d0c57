"""Mali's compulsory health insurance.

French: assurance maladie obligatoire (AMO), CANAM. The base of a pensioner is the pension, that of
the self-employed a declared flat income.
"""

from socle.rules.contributions import FloorRule, Levy
from socle.rules.inputs import Input
from socle.rules.scheme import SchemeDefinition

_CEILING = "amo.base.ceiling"

DEFINITION = SchemeDefinition(
    code="amo",
    capped_wage_branch="health",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
        Input(
            "situation",
            "choice",
            ("employee", "civil_servant", "pensioner", "self_employed"),
            "employee",
        ),
    ),
    levies=(
        Levy(
            "health",
            "employee",
            "amo.health.insured_rate",
            chosen_by="situation",
            ceiling=_CEILING,
            has_floor=True,
        ),
        Levy(
            "health",
            "employer",
            "amo.health.employer_rate",
            ceiling=_CEILING,
            has_floor=True,
            when={"situation": "employee"},
        ),
        Levy(
            "health",
            "employer",
            "amo.health.state_employer_rate",
            ceiling=_CEILING,
            has_floor=True,
            when={"situation": "civil_servant"},
        ),
    ),
    floor=FloorRule("minimum_wage.monthly", rule="amo.base.floor"),
    due_day="amo.declaration.due_day",
    due_date_move="amo.declaration.due_date_move",
    not_found={"late_payment": ("amo.late_payment",)},
)
