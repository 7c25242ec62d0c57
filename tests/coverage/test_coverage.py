"""Covers stated by acts, rights derived from what the fund knew, doubles listed."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError
from tests import factories
from tests.collection.samples import act as today
from tests.collection.samples import cashier
from tests.conftest import TODAY
from tests.contributions.files import JANUARY, ebds, handed_in
from tests.registry.families import Household, forge, household

from socle.coverage.queries import coverage_file, overlaps, right
from socle.coverage.types import Right
from socle.kernel.errors import SocleError
from socle.platform.access.scope import fund_scope
from socle.platform.temporal.queries import horizon

SINCE = date(2026, 1, 1)
JULY = date(2026, 7, 15)


@pytest.fixture
def home(db: None) -> Household:
    return household("MA")


def answer(
    home: Household, person: str, on: date = TODAY, known_at: datetime | None = None
) -> Right:
    with fund_scope(home.place.fund.id):
        return right(fund=home.place.fund, person=person, on=on, known_at=known_at).right


def code(home: Household, person: str, on: date = TODAY) -> tuple[str, str]:
    found = answer(home, person, on)
    return (found.cover.category if found.cover else "", found.reason.code)


def known(home: Household) -> datetime:
    with fund_scope(home.place.fund.id):
        return horizon()


def declared(home: Household, number: str, month: int) -> None:
    content = ebds([(number, "ALAOUI", 500_000)], month=JANUARY + month - 1)
    done = handed_in(home.place.accounts, content, key=f"{number} {month}")
    assert (done.status, done.queued) == ("posted", 0), done.faults


def refusal(home: Household, kind: str, on: date = SINCE, **fields: Any) -> str:
    with pytest.raises(SocleError) as error:
        home.act(kind, on, **fields)
    return error.value.code


def test_days_declared_late_open_the_right_of_then_and_the_past_answer_stays(
    home: Household,
) -> None:
    person = home.person("ALAOUI", "1980-01-01")
    home.works(person, SINCE)
    declared(home, person, 1)
    declared(home, person, 2)
    closed = answer(home, person, JULY)
    assert (closed.is_open, closed.reason.had, closed.reason.missing) == (False, 52, 2)
    assert [each.days for each in closed.reason.days] == [26, 26, 0, 0, 0, 0]
    before = known(home)
    declared(home, person, 3)
    assert answer(home, person, JULY).is_open
    assert answer(home, person, JULY, before) == closed


def test_a_child_has_the_right_of_whom_bears_them_until_the_age_of_the_law(
    home: Household,
) -> None:
    father = home.person("ALAOUI", "1980-01-01", "male")
    child = home.person("ALAOUI Sami", "2005-07-20")
    home.done("declare_filiation", date(2016, 1, 1), child=child, father=father)
    home.done("take_charge", date(2016, 1, 1), dependant=child, bearer=father, benefit="health")
    home.works(father, SINCE)
    for month in (1, 2, 3):
        declared(home, father, month)
    young, grown = answer(home, child, JULY), answer(home, child, date(2026, 7, 20))
    assert (young.is_open, young.closes_on) == (True, date(2026, 7, 20))
    assert young.reason.bearer == father
    assert (grown.is_open, grown.reason.code[:10]) == (False, "dependant_")
    assert answer(home, child, date(2026, 12, 1)).is_open is False


def test_what_the_self_employed_pay_at_the_counter_is_counted_as_it_was_known(
    home: Household,
) -> None:
    person = home.person("BENNANI", "1980-01-01")
    affiliate = {"affiliate_kind": "self_employed", "person": person, "legal_name": "Bennani"}
    factories.act(home.place.registration, "affiliate_employer", number="1234567", **affiliate)
    home.done("open_coverage", SINCE, person=person, category="self_employed",
              monthly_amount="200,00")  # fmt: skip
    assert code(home, person) == ("self_employed", "nothing_paid")
    before = known(home)
    counter = cashier(home.place)
    today(counter, "open_cash_day", opening_float="0")
    today(counter, "receive_payment", employer="1234567", amount="2200", means="cash")
    found = answer(home, person)
    assert (found.reason.code, found.reason.opens_on) == ("waiting_period", date(2027, 3, 1))
    opened = answer(home, person, date(2027, 3, 1))
    # 2 200 dirhams pay the eleven months of January to November 2026.
    assert opened.reason.unpaid == ("2026-12", "2027-01", "2027-02")
    assert answer(home, person, TODAY, before).reason.code == "nothing_paid"


def test_a_score_excludes_from_tadamon_from_its_day_on_and_a_switch_follows_the_matrix(
    home: Household,
) -> None:
    person = home.person("TAZI", "1980-01-01")
    home.done("open_coverage", SINCE, person=person, category="tadamon")
    assert code(home, person) == ("tadamon", "score_missing")
    home.done("record_household_score", SINCE, person=person, score="9,1")
    home.done("record_household_score", JULY, person=person, score="9.74")
    assert answer(home, person, date(2026, 7, 14)).is_open
    assert code(home, person, JULY) == ("tadamon", "score_above")
    wanted = {"person": person, "category": "student"}
    assert refusal(home, "switch_coverage", JULY, **wanted) == "coverage.switch_not_read"
    no_amount = wanted | {"category": "achamil"}
    assert refusal(home, "switch_coverage", JULY, **no_amount) == "coverage.amount_missing"
    switched = home.done(
        "switch_coverage", JULY, person=person, category="achamil", monthly_amount="150"
    )
    assert code(home, person, JULY) == ("achamil", "nothing_paid")
    with fund_scope(home.place.fund.id):
        found = coverage_file(fund=home.place.fund, person=person, on=TODAY, known_at=None)
    assert [(each.category, each.until) for each in found.covers] == [
        ("tadamon", JULY), ("achamil", None),
    ]  # fmt: skip
    home.undone(switched)
    assert code(home, person, JULY) == ("tadamon", "score_above")


def test_what_the_law_does_not_let_one_state_is_refused(home: Household) -> None:
    person = home.person("TAZI", "1980-01-01")
    asked = {"person": person, "category": "employee"}
    assert refusal(home, "open_coverage", **asked) == "acts.invalid"  # derived: not offered
    health_only = {"person": person, "category": "tadamon", "branch": "old_age"}
    assert refusal(home, "open_coverage", **health_only) == "coverage.not_stated_so"
    assert refusal(home, "end_coverage", person=person, grounds="error") == (
        "coverage.nothing_stated"
    )
    assert refusal(home, "record_household_score", person=person, score="x") == (
        "coverage.score_wrong"
    )
    home.done("open_coverage", SINCE, person=person, category="pensioner")
    assert refusal(home, "open_coverage", person=person, category="tadamon") == (
        "coverage.stated_already"
    )
    assert refusal(home, "switch_coverage", person=person, category="tadamon") == (
        "coverage.switch_refused"
    )
    home.done("end_coverage", JULY, person=person, grounds="pension_ended")
    assert answer(home, person, date(2026, 7, 14)).is_open
    assert code(home, person, JULY) == ("", "not_covered")


def test_the_database_holds_one_cover_a_person_branch_and_day(home: Household) -> None:
    person = home.person("TAZI", "1980-01-01")
    home.done("open_coverage", SINCE, person=person, category="tadamon")
    with pytest.raises(IntegrityError, match="coverage_no_overlap"):
        forge(home, "INSERT INTO coverage (fund_id, person_id, branch, category, scheme, reference,"
              " valid) SELECT fund_id, person_id, branch, 'student', 'x', '', '[2026-03-01,)'"
              " FROM coverage")  # fmt: skip


def test_doubles_are_in_doubt_when_stated_and_listed_afterwards(home: Household) -> None:
    person = home.person("TAZI", "1980-01-01")
    home.works(person, SINCE)
    home.done("record_other_cover", SINCE, person=person, benefit="health", body="CNOPS")
    assert home.act("open_coverage", SINCE, motive="vu", person=person,
                    category="tadamon").status == "to_validate"  # fmt: skip
    home.done("open_coverage", SINCE, person=person, category="tadamon")
    with fund_scope(home.place.fund.id):
        found = overlaps(on=TODAY)
    assert [(each.person, each.category, each.meets, each.body) for each in found] == [
        (person, "tadamon", "elsewhere", "CNOPS"), (person, "tadamon", "employee", "1234567"),
    ]  # fmt: skip
    assert answer(home, person).beside[0].category == "tadamon"


def test_a_country_whose_rules_were_not_read_is_refused_by_name(db: None) -> None:
    home = household("CM")
    person = home.person("NGONO", "1980-01-01")
    with fund_scope(home.place.fund.id), pytest.raises(SocleError) as error:
        right(fund=home.place.fund, person=person, on=TODAY, known_at=None)
    assert (error.value.code, error.value.facts["country"]) == ("coverage.law_not_read", "CM")
