"""Congo's CNSS: employees and the self-employed.

French: Caisse nationale de sécurité sociale du Congo ; pensions, prestations familiales, accidents
du travail, RAMU, prélèvements connexes. RAMU is printed by CLEISS and absent from payslips: off
unless asked.
"""

from socle.countries.cg.benefits.cnss import BENEFITS
from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.insurance import DaysAsDeclared
from socle.rules.scheme import SchemeDefinition

_PENSION_CEILING = "cnss.old_age.ceiling"
_CEILING = "cnss.base.ceiling"
_EMPLOYED = {"situation": "employee"}
_SELF_EMPLOYED = {"situation": "self_employed"}
_HEALTH = {"universal_health": "included"}
_OTHERS = {"collected_for_others": "included"}

DEFINITION = SchemeDefinition(
    code="cnss",
    capped_wage_branch="old_age",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
        Input("situation", "choice", ("employee", "self_employed"), "employee"),
        Input("universal_health", "choice", ("excluded", "included"), "excluded"),
        Input("collected_for_others", "choice", ("excluded", "included"), "excluded"),
    ),
    levies=(
        Levy(
            "old_age",
            "employee",
            "cnss.old_age.employee_rate",
            ceiling=_PENSION_CEILING,
            when=_EMPLOYED,
        ),
        Levy(
            "old_age",
            "employer",
            "cnss.old_age.employer_rate",
            ceiling=_PENSION_CEILING,
            when=_EMPLOYED,
        ),
        Levy("family", "employer", "cnss.family.employer_rate", ceiling=_CEILING, when=_EMPLOYED),
        Levy(
            "work_injury",
            "employer",
            "cnss.work_injury.employer_rate",
            ceiling=_CEILING,
            when=_EMPLOYED,
        ),
        Levy(
            "health",
            "employee",
            "cnss.health.employee_rate",
            ceiling=_CEILING,
            when=_EMPLOYED | _HEALTH,
        ),
        Levy(
            "health",
            "employer",
            "cnss.health.employer_rate",
            ceiling=_CEILING,
            when=_EMPLOYED | _HEALTH,
        ),
        Levy(
            "collected_for_others",
            "employer",
            "cnss.collected_for_others.construction_fund_rate",
            ceiling="cnss.collected_for_others.ceiling",
            when=_EMPLOYED | _OTHERS,
            name="construction_fund",
        ),
        Levy(
            "collected_for_others",
            "employer",
            "cnss.collected_for_others.employment_agency_rate",
            ceiling="cnss.collected_for_others.ceiling",
            when=_EMPLOYED | _OTHERS,
            name="employment_agency",
        ),
        Levy(
            "old_age",
            "employee",
            "cnss.old_age.insured_rate",
            ceiling=_PENSION_CEILING,
            when=_SELF_EMPLOYED,
        ),
        Levy(
            "work_injury",
            "employee",
            "cnss.work_injury.insured_rate",
            ceiling=_CEILING,
            when=_SELF_EMPLOYED,
        ),
        Levy(
            "health", "employee", "cnss.health.insured_rate", ceiling=_CEILING, when=_SELF_EMPLOYED
        ),
    ),
    credits={"old_age": DaysAsDeclared()},
    not_found={
        "collected_for_others": ("cnss.collected_for_others.solidarity_base",),
        "late_payment": ("cnss.late_payment",),
    },
    benefits=BENEFITS,
)
