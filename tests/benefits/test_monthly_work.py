"""Family allowances month by month: a month is due once the career shows its work."""

from datetime import date

import pytest
from django.db import connections
from tests import factories
from tests.benefits import awarded
from tests.benefits.campaigning import allowance
from tests.benefits.running import FEB, JAN, Office
from tests.contributions.files import JANUARY, dipe, handed_in

from socle.benefits.operations import computing


@pytest.fixture
def office(db: None) -> Office:
    found = Office()
    factories.person(found.place)
    factories.employer(found.place)
    return found


def declares(office: Office, month: int, wage: int, *, days: int = 30) -> None:
    """The employer declares a month of 2026, the month after."""
    content = dipe([wage], month=JANUARY + month - 1, days=days)
    handed_in(office.place.accounts, content, key=f"m{month}", on=date(2026, month + 1, 10))


def test_a_month_declared_late_is_paid_later_by_itself(office: Office) -> None:
    allowance(office.liquidator, factories.CM_PERSON, JAN)
    declares(office, 1, 350_000)
    assert office.dues(office.run("2026-01")) == [("2026-01", "regular", 9_000)]
    assert office.dues(office.run("2026-02")) == []
    declares(office, 3, 350_000)
    assert office.dues(office.run("2026-03")) == [("2026-03", "regular", 9_000)]
    declares(office, 2, 350_000)
    assert office.dues(office.run("2026-04")) == [("2026-02", "arrears", 9_000)]
    assert office.paid() == [("2026-01", 9_000), ("2026-03", 9_000), ("2026-04", 9_000)]


@pytest.mark.parametrize(
    ("wage", "days", "paid"), [(350_000, 18, 1), (350_000, 17, 0), (20_000, 30, 0)]
)
def test_a_month_asks_eighteen_days_and_the_least_wage(
    office: Office, wage: int, days: int, paid: int
) -> None:
    allowance(office.liquidator, factories.CM_PERSON, JAN)
    declares(office, 1, wage, days=days)
    assert len(office.dues(office.run("2026-01"))) == paid


def test_who_has_a_pension_in_force_is_paid_without_work(office: Office) -> None:
    allowance(office.liquidator, factories.CM_PERSON, JAN)
    awarded.granted(office.liquidator, factories.CM_PERSON, [(FEB, None, 80_000)])
    number = office.run("2026-02", "family_allowance")
    assert office.dues(number) == [("2026-02", "regular", 9_000)]


NOTHING_ASKED = {
    **{name: [] for name in ("asked_benefits", "asked_months", "least_days", "least_wages")},
    "without_work": [],
}


@pytest.mark.usefixtures("own_database")
def test_what_was_paid_before_work_was_asked_stays_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office()
    factories.person(office.place)
    factories.employer(office.place)
    allowance(office.liquidator, factories.CM_PERSON, JAN)
    declares(office, 1, 350_000)
    monkeypatch.setattr(computing, "asked_work", lambda **_: NOTHING_ASKED)
    number = office.run("2026-02")
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('app.fund', %s, false)", [str(office.place.fund.id)])
        cursor.execute("ALTER TABLE benefit_run DISABLE TRIGGER append_only")
        cursor.execute("UPDATE benefit_run SET asks_work = NULL WHERE number = %s", [number])
        cursor.execute("ALTER TABLE benefit_run ENABLE TRIGGER append_only")
    monkeypatch.undo()
    assert office.dues(office.run("2026-03")) == []
    declares(office, 4, 350_000)
    assert office.dues(office.run("2026-04")) == [("2026-04", "regular", 9_000)]


def test_a_pension_asks_no_work_of_a_month(office: Office) -> None:
    awarded.granted(office.liquidator, factories.CM_PERSON, [(JAN, None, 80_000)])
    assert office.dues(office.run("2026-01")) == [("2026-01", "regular", 80_000)]
