"""The employees' scheme of the CNSS.

French: Caisse nationale de sécurité sociale ; prestations à court terme, indemnité pour perte
d'emploi, prestations à long terme, allocations familiales, AMO, taxe de formation
professionnelle. Arabic: الصندوق الوطني للضمان الاجتماعي. Rates are known from 2017.
"""

from socle.countries.ma.benefits.cnss import BENEFITS
from socle.rules.contributions import Levy
from socle.rules.inputs import Input
from socle.rules.insurance import DaysAsDeclared
from socle.rules.penalties import FinePerHead, FirstMonthThenMonths
from socle.rules.scheme import SchemeDefinition

_FINE = FinePerHead("cnss.teledeclaration_fine")


def _levy(branch: str, payer: str, ceiling: str, chosen_by: str = "") -> Levy:
    rate = f"cnss.{branch}.{payer}_rate"
    return Levy(branch, payer, rate, ceiling=ceiling, chosen_by=chosen_by)


DEFINITION = SchemeDefinition(
    code="cnss",
    capped_wage_branch="old_age",
    inputs=(
        Input("wage", "amount"),
        Input("month", "month"),
        Input("health_regime", "choice", ("general", "solidarity_only"), "general"),
    ),
    levies=(
        _levy("short_term", "employee", "cnss.base.ceiling"),
        _levy("short_term", "employer", "cnss.base.ceiling"),
        _levy("unemployment", "employee", "cnss.unemployment.ceiling"),
        _levy("unemployment", "employer", "cnss.unemployment.ceiling"),
        _levy("old_age", "employee", "cnss.base.ceiling"),
        _levy("old_age", "employer", "cnss.base.ceiling"),
        _levy("family", "employer", "cnss.family.ceiling"),
        _levy("health", "employee", "cnss.health.ceiling", "health_regime"),
        _levy("health", "employer", "cnss.health.ceiling", "health_regime"),
        _levy("training", "employer", "cnss.training.ceiling"),
    ),
    due_day="cnss.declaration.due_day",
    due_date_move="cnss.declaration.due_date_move",
    late_payment=FirstMonthThenMonths("cnss.late_payment"),
    fines={"no_teledeclaration": _FINE, "no_telepayment": _FINE},
    credits={"old_age": DaysAsDeclared()},
    not_found={"voluntary": ("cnss.voluntary.pension_base",)},
    benefits=BENEFITS,
)
