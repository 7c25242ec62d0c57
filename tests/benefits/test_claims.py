"""From a claim to an award: published cases through the whole path, then what is refused."""

from datetime import date
from typing import Any

import pytest
from tests import factories
from tests.benefits.claiming import decided, filed, liquidator, told

from socle.benefits.types import Stage

# Published cases (countries/<cc>/cases/benefits.yaml) as a fund meets them: the career is proved on
# paper, and said against empty files.
CASES = [
    (
        "BJ-02", "BJ", "early_old_age", date(2026, 8, 14), date(1968, 3, 1),
        {"insurance_months": "270", "average_wage": "50000"}, 19_800,
    ),
    (
        "CM-10", "CM", "old_age", date(2015, 6, 30), date(1955, 1, 1),
        {"insurance_months": "180", "months_in_last_10_years": "120", "years_registered": "20",
         "average_wage": "300000"}, 90_000,
    ),
    (
        "MA-08", "MA", "old_age", date(2020, 6, 30), date(1960, 1, 1),
        {"insured_days": "7560", "average_wage": "6000"}, 420_000,
    ),
    (
        "MA-11-first", "MA", "old_age", date(2025, 5, 15), date(1960, 1, 1),
        {"insured_days": "1705"}, 70_000,
    ),
]  # fmt: skip


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("country", "benefit", "on", "born", "facts", "amount"),
    [each[1:] for each in CASES],
    ids=[each[0] for each in CASES],
)
def test_a_published_case_goes_from_the_claim_to_the_award(
    country: str, benefit: str, on: date, born: date, facts: dict[str, Any], amount: int
) -> None:
    place = factories.agency(country, scheme="cnps" if country == "CM" else "cnss")
    person = factories.person(place, birth_on=born.isoformat())
    by = liquidator(place)
    claim = filed(place, by, person, benefit, on, on=on)
    told(place, by, claim, **facts)
    found = decided(place, by, claim)
    assert (found.stage, found.last_decision.amount) == (Stage.GRANTED, amount)  # type: ignore[union-attr]
    (award,) = found.awards
    (term,) = award.terms
    assert (award.beneficiary_number, award.branch, award.periodicity) == (
        person,
        "old_age",
        "monthly",
    )
    first = date(on.year, on.month + 1, 1)
    assert (term.since, term.until, term.amount) == (first, None, amount)
