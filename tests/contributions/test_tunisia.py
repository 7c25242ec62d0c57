"""Tunisia's quarterly file at the door: one sum declared, three months owed and due together."""

from datetime import date

import pytest
from tests import factories
from tests.contributions.files import handed_in

from socle.contributions import queries
from socle.contributions.types import Outcome
from socle.countries.registry import country
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope

EMPLOYER, PERSON = "0012345678", "0098765432"
QUARTER_WAGE = 4_500_751  # millimes: division by three leaves one over


def quarter(exploitation: int = 1) -> bytes:
    line = f"{EMPLOYER}{exploitation:04d}4202500101{PERSON}{'BEN SALAH AMIRA':60}01234567"
    return f"{line}{QUARTER_WAGE:010d}{'':10}\n".encode()


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("TN", scheme="cnss_rsna")
    factories.employer(place, EMPLOYER, legal_name="Huilerie du Sahel")
    factories.person(place, PERSON, family_name="BEN SALAH", given_names="Amira")
    return place


def posted(place: factories.Agency, exploitation: int = 1) -> Outcome:
    name = f"DS{EMPLOYER}{exploitation:04d}.42025"
    outcome = handed_in(place.accounts, quarter(exploitation), key=name, name=name)
    assert outcome.status == "posted", outcome.faults
    return outcome


def test_a_quarter_is_posted_as_its_three_months_which_fall_due_together(
    place: factories.Agency,
) -> None:
    outcome = posted(place)
    assert (outcome.format, outcome.lines, outcome.queued) == ("tn_ds", 3, 0)
    with fund_scope(place.fund.id):
        found = queries.deposit(number=outcome.receipt).declarations
    assert sorted(each.month for each in found) == ["2025-10", "2025-11", "2025-12"]
    assert sum(each.wage_total for each in found) == QUARTER_WAGE
    assert {each.due_on for each in found} == {date(2026, 1, 15)}
    scheme = country("TN").scheme("cnss_rsna")
    for each in found:
        owed = scheme.assess(Month.parse(each.month), each.wage_total, {})
        assert each.total == sum(line.amount for line in owed) > 0


def test_a_second_establishment_is_posted_beside_the_first_and_the_same_one_is_not_posted_twice(
    place: factories.Agency,
) -> None:
    posted(place)
    posted(place, exploitation=2)
    again = handed_in(place.accounts, quarter() + b"\n", key="again", name="again.txt")
    assert again.status == "refused"
    assert {fault.code for fault in again.faults} == {"declaration.already_declared"}
