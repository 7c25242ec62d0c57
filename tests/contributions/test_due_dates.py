"""When a month falls due where the law, as it was read, does not say: the fund sets its day."""

from datetime import date

import pytest
from tests import factories
from tests.conftest import NOW, TODAY

from socle.arrears.queries.due_dates import calendar
from socle.contributions.due_dates import due_dates
from socle.contributions.obligations import missing_months, next_due
from socle.kernel.errors import ParameterUnknown, Refused
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope
from socle.platform.acts.operations import validate

JANUARY = Month(2026, 1)


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("BF", scheme="cnss")


def set_day(place: factories.Agency, day: str, on: date = date(2026, 1, 1)) -> None:
    proposed = factories.act(place.accounts, "set_due_day", on=on, day=day)
    with fund_scope(place.fund.id):
        validate(desk=place.verifier, number=proposed.act, at=NOW)


def due(place: factories.Agency, month: Month) -> date:
    with fund_scope(place.fund.id):
        return due_dates().on(month)


def test_an_unknown_day_is_refused_and_says_who_sets_it(place: factories.Agency) -> None:
    with pytest.raises(ParameterUnknown, match="due_day_unset"):
        due(place, JANUARY)


def test_the_fund_s_day_counts_from_its_first_day_everywhere(place: factories.Agency) -> None:
    set_day(place, "20")
    set_day(place, "31", on=date(2026, 3, 1))
    assert due(place, JANUARY) == date(2026, 2, 20)
    assert due(place, Month(2026, 3)) == date(2026, 4, 30)
    with pytest.raises(ParameterUnknown):
        due(place, Month(2025, 11))
    with fund_scope(place.fund.id):
        assert next_due(on=date(2026, 2, 20)) == (JANUARY, date(2026, 2, 20))
        assert calendar().law(JANUARY.first_day) == date(2026, 2, 20)


def test_a_month_is_asked_of_employers_once_the_day_is_known(place: factories.Agency) -> None:
    set_day(place, "20")
    factories.act(place.accounts, "follow_declarations", on=TODAY, month="2026-01")
    factories.act(
        *(place.registration, "affiliate_employer"),
        on=date(2026, 1, 1),
        number="1234567890",
        legal_name="Comptoir du Faso",
    )
    with fund_scope(place.fund.id):
        missing = missing_months(on=date(2026, 3, 1))
    assert [(each.month, each.due_on) for each in missing] == [("2026-01", date(2026, 2, 20))]


@pytest.mark.parametrize("said", ["0", "32", "x", "²"])
def test_a_day_that_is_none_is_refused(place: factories.Agency, said: str) -> None:
    with pytest.raises(Refused, match="due_day_wrong"):
        set_day(place, said)


def test_a_day_that_the_law_gives_is_not_the_fund_s_to_set(db: None) -> None:
    place = factories.agency("CM")
    with pytest.raises(Refused):
        set_day(place, "20")
    assert due(place, JANUARY) == date(2026, 2, 15)
