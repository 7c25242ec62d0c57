"""The employees' scheme of Benin's CNSS: pensions, family benefits, work injury.

French: Caisse nationale de sécurité sociale du Bénin ; pensions, prestations familiales, risques
professionnels, versement patronal sur salaires. An apprentice bears work injury alone.
"""

from socle.countries.bj.benefits.cnss import BENEFITS
from socle.rules.contributions import FloorRule, Levy
from socle.rules.inputs import Input
from socle.rules.insurance import MonthByDays
from socle.rules.penalties import EachMonthBegun
from socle.rules.scheme import SchemeDefinition

_CEILING = "cnss.old_age.ceiling"
_COMPULSORY = {"affiliation": "compulsory"}
_EMPLOYED = _COMPULSORY | {"situation": "employee"}
_OTHERS = {"collected_for_others": "included"}

DEFINITION = SchemeDefinition(
    code="cnss",
    capped_wage_branch="old_age",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
        Input("risk_group", "percent"),
        Input("situation", "choice", ("employee", "apprentice"), "employee"),
        Input("affiliation", "choice", ("compulsory", "voluntary"), "compulsory"),
        Input("collected_for_others", "choice", ("excluded", "included"), "excluded"),
    ),
    levies=(
        Levy(
            "old_age",
            "employee",
            "cnss.old_age.employee_rate",
            ceiling=_CEILING,
            has_floor=True,
            when=_EMPLOYED,
        ),
        Levy(
            "old_age",
            "employer",
            "cnss.old_age.employer_rate",
            ceiling=_CEILING,
            has_floor=True,
            when=_EMPLOYED,
        ),
        Levy(
            "family",
            "employer",
            "cnss.family.employer_rate",
            ceiling=_CEILING,
            has_floor=True,
            when=_EMPLOYED,
        ),
        Levy(
            "work_injury",
            "employer",
            "cnss.work_injury.employer_rate",
            told_by="risk_group",
            ceiling=_CEILING,
            has_floor=True,
            when=_COMPULSORY,
        ),
        Levy(
            "voluntary",
            "employee",
            "cnss.voluntary.insured_rate",
            when={"affiliation": "voluntary"},
        ),
        Levy(
            "collected_for_others",
            "employer",
            "cnss.collected_for_others.payroll_tax_rate",
            when=_EMPLOYED | _OTHERS,
            name="payroll_tax",
        ),
    ),
    floor=FloorRule("minimum_wage.monthly", rule="cnss.base.floor"),
    due_day="cnss.declaration.due_day",
    due_date_move="cnss.declaration.due_date_move",
    periodicity="cnss.declaration.periodicity",
    monthly_from="cnss.declaration.monthly_from_employees",
    late_payment=EachMonthBegun("cnss.late_payment"),
    credits={"old_age": MonthByDays("cnss.insurance_month.old_age_days")},
    benefits=BENEFITS,
)
