"""The scheme of the CNPS: pensions, family benefits, work injury.

French: Caisse nationale de prévoyance sociale ; PVID, prestations familiales, risques
professionnels, assurance volontaire. Source: décrets 78/283, 90/1198, 2014/2377 and 2016/072.

February 2016 is cut by the decree of the 15th. Wages fall due at the month's end, so the whole
month is assessed on the new rates and ceiling, as a `convention`: see `Parameters.for_month`.
"""

from socle.countries.cm.benefits.cnps import BENEFITS
from socle.rules.contributions import FloorRule, Levy
from socle.rules.inputs import Input
from socle.rules.insurance import MonthByDaysOrWage
from socle.rules.penalties import InitialThenQuarters
from socle.rules.scheme import SchemeDefinition

_COMPULSORY = {"affiliation": "compulsory"}
_OTHERS = {"collected_for_others": "included"}
_FOR_OTHERS = "cnps.collected_for_others"

DEFINITION = SchemeDefinition(
    code="cnps",
    capped_wage_branch="old_age",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
        Input("risk_group", "choice", ("A", "B", "C")),
        Input(
            "family_regime", "choice", ("general", "agricultural", "private_education"), "general"
        ),
        Input("affiliation", "choice", ("compulsory", "voluntary"), "compulsory"),
        Input("collected_for_others", "choice", ("excluded", "included"), "excluded"),
    ),
    levies=(
        Levy(
            "old_age",
            "employee",
            "cnps.old_age.employee_rate",
            ceiling="cnps.old_age.ceiling",
            has_floor=True,
            when=_COMPULSORY,
        ),
        Levy(
            "old_age",
            "employer",
            "cnps.old_age.employer_rate",
            ceiling="cnps.old_age.ceiling",
            has_floor=True,
            when=_COMPULSORY,
        ),
        Levy(
            "family",
            "employer",
            "cnps.family.employer_rate",
            chosen_by="family_regime",
            ceiling="cnps.family.ceiling",
            has_floor=True,
            when=_COMPULSORY,
        ),
        Levy(
            "work_injury",
            "employer",
            "cnps.work_injury.employer_rate",
            chosen_by="risk_group",
            ceiling="cnps.work_injury.ceiling",
            has_floor=True,
            when=_COMPULSORY,
        ),
        Levy(
            "voluntary",
            "employee",
            "cnps.voluntary.insured_rate",
            ceiling="cnps.voluntary.ceiling",
            when={"affiliation": "voluntary"},
        ),
        Levy(
            "collected_for_others",
            "employee",
            f"{_FOR_OTHERS}.housing_loan_fund_employee_rate",
            ceiling=f"{_FOR_OTHERS}.ceiling",
            when=_COMPULSORY | _OTHERS,
            name="housing_loan_fund",
        ),
        Levy(
            "collected_for_others",
            "employer",
            f"{_FOR_OTHERS}.housing_loan_fund_employer_rate",
            ceiling=f"{_FOR_OTHERS}.ceiling",
            when=_COMPULSORY | _OTHERS,
            name="housing_loan_fund",
        ),
        Levy(
            "collected_for_others",
            "employer",
            f"{_FOR_OTHERS}.employment_fund_employer_rate",
            ceiling=f"{_FOR_OTHERS}.ceiling",
            when=_COMPULSORY | _OTHERS,
            name="employment_fund",
        ),
    ),
    floor=FloorRule("minimum_wage.monthly", rule="cnps.base.floor"),
    due_day="cnps.declaration.due_day",
    due_date_move="cnps.declaration.due_date_move",
    late_payment=InitialThenQuarters("cnps.late_payment"),
    credits={
        "old_age": MonthByDaysOrWage("cnps.insurance_month.old_age_days", "minimum_wage.monthly"),
        "family": MonthByDaysOrWage(
            "cnps.insurance_month.family_days", "minimum_wage.monthly", needs_both=True
        ),
    },
    benefits=BENEFITS,
)
