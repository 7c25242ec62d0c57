"""The facts about a person that a benefit may read, each with its unit and its largest value.

The largest values bound every product of a formula before it is computed (`terms`), so that no
column can leave 64 bits. A pack that needs another fact adds a line here and its words to
`countries/labels.yaml`, under `input`.
"""

from collections.abc import Mapping
from typing import NamedTuple

COUNT = "count"
AMOUNT = "amount"
RATE = "rate"

_MOST_MONEY = 10**11  # minor units: a thousand million dirhams, a hundred thousand million francs
_MOST_YEARS = 150
_MOST_MONTHS = 12 * _MOST_YEARS
_MOST_DAYS = 366 * _MOST_YEARS
_MOST_PERSONS = 100


class KnownFact(NamedTuple):
    """A fact's unit and the most it can be. Units: amounts in minor units."""

    unit: str
    largest: int


_COUNTS = {
    "age_years": _MOST_YEARS,
    "age_of_youngest_child_years": _MOST_YEARS,
    "age_of_deceased_years": _MOST_YEARS,
    "births": 20,
    "children": _MOST_PERSONS,
    "days": _MOST_DAYS,
    "days_in_last_3_months": 100,
    "days_in_last_6_months": 200,
    "days_in_last_10_months": 320,
    "days_in_last_12_months": 366,
    "days_in_last_36_months": 1_100,
    "days_in_month": 31,
    "first_exam": 1,
    "hours_in_month": 744,
    "incapacity_percent": 100,
    "insurance_months": _MOST_MONTHS,
    "insured_days": _MOST_DAYS,
    "months": _MOST_MONTHS,
    "months_in_last_10_years": 120,
    "months_in_last_12_months": 12,
    "quarters_in_last_10_years": 40,
    "second_exam": 1,
    "spouses": 10,
    "third_exam": 1,
    "taken_into_account": _MOST_PERSONS,
    "years_from_2017": _MOST_YEARS,
    "years_before_2000": _MOST_YEARS,
    "years_from_2000": _MOST_YEARS,
    "years_of_service": _MOST_YEARS,
    "years_before_2017": _MOST_YEARS,
    "years_married": _MOST_YEARS,
    "years_registered": _MOST_YEARS,
    "years_underground": _MOST_YEARS,
}
_AMOUNTS = (
    "average_daily_wage",
    "average_wage",
    "monthly_benefit",
    "monthly_wage",
    "pension_of_deceased",
    "pension_of_spouse",
    "quarterly_wage",
)
FACTS: Mapping[str, KnownFact] = {
    **{name: KnownFact(COUNT, largest) for name, largest in _COUNTS.items()},
    **{name: KnownFact(AMOUNT, _MOST_MONEY) for name in _AMOUNTS},
}
