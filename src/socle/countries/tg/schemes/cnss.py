"""Togo's CNSS: employees, the self-employed, workers of the informal economy.

French: Caisse nationale de sécurité sociale du Togo ; pensions, prestations familiales, risques
professionnels. The self-employed bear everything themselves, at least on the minimum wage.
"""

from socle.countries.tg.benefits.cnss import BENEFITS
from socle.rules.contributions import FloorRule, Levy
from socle.rules.inputs import Input
from socle.rules.insurance import DaysAsDeclared
from socle.rules.scheme import SchemeDefinition

_CEILING = "cnss.base.ceiling"
_EMPLOYED = {"situation": "employee"}
_SELF_EMPLOYED = {"situation": "self_employed"}
_INFORMAL = {"situation": "informal"}

DEFINITION = SchemeDefinition(
    code="cnss",
    capped_wage_branch="old_age",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
        Input("situation", "choice", ("employee", "self_employed", "informal"), "employee"),
        Input("sanction", "choice", ("none", "doubled"), "none"),
    ),
    levies=(
        Levy("old_age", "employee", "cnss.old_age.employee_rate", ceiling=_CEILING, when=_EMPLOYED),
        Levy("old_age", "employer", "cnss.old_age.employer_rate", ceiling=_CEILING, when=_EMPLOYED),
        Levy("family", "employer", "cnss.family.employer_rate", ceiling=_CEILING, when=_EMPLOYED),
        Levy(
            "work_injury",
            "employer",
            "cnss.work_injury.employer_rate",
            chosen_by="sanction",
            ceiling=_CEILING,
            when=_EMPLOYED,
        ),
        Levy(
            "old_age",
            "employee",
            "cnss.old_age.self_employed_rate",
            ceiling=_CEILING,
            has_floor=True,
            when=_SELF_EMPLOYED,
        ),
        Levy(
            "family",
            "employee",
            "cnss.family.self_employed_rate",
            ceiling=_CEILING,
            has_floor=True,
            when=_SELF_EMPLOYED,
        ),
        Levy(
            "work_injury",
            "employee",
            "cnss.work_injury.self_employed_rate",
            ceiling=_CEILING,
            has_floor=True,
            when=_SELF_EMPLOYED,
        ),
        Levy(
            "old_age",
            "employee",
            "cnss.old_age.informal_rate",
            ceiling=_CEILING,
            has_floor=True,
            when=_INFORMAL,
        ),
        Levy(
            "family",
            "employee",
            "cnss.family.informal_rate",
            ceiling=_CEILING,
            has_floor=True,
            when=_INFORMAL,
        ),
    ),
    floor=FloorRule("minimum_wage.monthly", rule="cnss.base.floor"),
    credits={"old_age": DaysAsDeclared()},
    not_found={"late_payment": ("cnss.late_payment",)},
    benefits=BENEFITS,
)
