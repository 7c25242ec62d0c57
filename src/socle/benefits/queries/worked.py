"""What the law asks of each month that a benefit is paid for: so many days, such a wage.

French: condition de travail du mois. The formula says it, with the values of that month.
"""

from datetime import date
from typing import Any

from django.db import connection

from socle.benefits.keeping import for_known_children, without_work
from socle.benefits.queries.unasked import KNOWN_CHILDREN, MONTH_FACTS
from socle.countries.registry import country
from socle.kernel.months import Month
from socle.platform.access.queries import current_fund
from socle.rules.benefits.conditions import AT_LEAST
from socle.rules.benefits.definition import ONCE, BenefitDefinition
from socle.rules.scheme import Scheme

_FIRST = """
    SELECT a.benefit, min(lower(t.valid)) FROM award_term t JOIN award a ON a.id = t.award_id
    WHERE a.benefit = ANY(%s) GROUP BY 1
"""


def asked_work(*, benefits: tuple[str, ...], month: Month) -> dict[str, Any]:
    """What is asked for each month up to one, as columns for the run.

    Raises:
        ParameterUnknown: no source gives what the law asks of one of these months.
    """
    fund = current_fund()
    scheme = country(fund.country).scheme(fund.scheme)
    asking = [each for each in benefits if _asks(scheme.benefits.get(each))]
    rows = [
        (benefit, each.first_day, *_least(scheme, benefit, each.first_day))
        for benefit, first in (_first_days(asking) if asking else [])
        for each in _months(Month.of(first), month)
    ]
    return {
        "asked_benefits": [row[0] for row in rows],
        "asked_months": [row[1] for row in rows],
        "least_days": [row[2] for row in rows],
        "least_wages": [row[3] for row in rows],
        "without_work": list(without_work(fund.country)),
        "known_children": list(for_known_children(fund.country)),
        "known_step": KNOWN_CHILDREN,
    }


def _asks(found: BenefitDefinition | None) -> bool:
    """Whether a benefit paid each month rests on the work of a month."""
    if found is None or found.periodicity == ONCE:
        return False
    return bool(MONTH_FACTS & {getattr(each, "of", "") for each in _conditions(found.conditions)})


def _conditions(found: Any) -> list[Any]:
    """Conditions, those that others guard among them."""
    return [each for one in found for each in ([one, *_conditions(getattr(one, "conditions", ()))])]


def _least(scheme: Scheme, benefit: str, on: date) -> tuple[int, int]:
    """The fewest days and the least wage of a month; zero where the law asks none."""
    found = {"days_in_month": 0, "monthly_wage": 0}
    for test in scheme.benefit(benefit, on).tests:
        if test.fact in found and test.comparison == AT_LEAST:
            limit = test.limit
            wanted = -(-limit.reckon({}, None) // limit.denominator)
            found[test.fact] = max(found[test.fact], int(wanted))
    return found["days_in_month"], found["monthly_wage"]


def _first_days(benefits: list[str]) -> list[tuple[str, date]]:
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, [benefits])
        return list(cursor.fetchall())


def _months(first: Month, last: Month) -> list[Month]:
    return [first + past for past in range(max(0, first.until(last) + 1))]
