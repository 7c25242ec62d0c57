"""The demonstration: its story without a database, and told through the doors, whole and clean."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests import factories

from socle.benefits.queries.claims import claims
from socle.benefits.queries.runs import benefit_runs
from socle.cli.demo import benin, mandating, registering
from socle.cli.demo.accounts import accounts, mandatary, open_accounts
from socle.cli.demo.declaring import hand_in, handings
from socle.cli.demo.office import Office, Unexpected
from socle.cli.demo.story import TUTORIAL_MONTH, Part, story
from socle.countries.registry import country
from socle.kernel.months import Month
from socle.payments.queries import lots
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role

DAY = date(2026, 11, 22)


def test_the_same_day_and_size_tell_the_same_story() -> None:
    one, other = (story("CM", persons=400, today=DAY) for _ in range(2))
    assert one == other
    assert [each.key for each in handings(one)] == [each.key for each in handings(other)]
    assert one != story("CM", persons=400, today=date(2026, 12, 22))


@pytest.mark.parametrize("law", ["CM", "MA"])
def test_four_thousand_persons_work_for_a_hundred_uneven_employers(law: str) -> None:
    told = story(law, persons=4000, today=DAY)
    own = [
        [worker for worker in each.who.staff if worker.person.employer_number == each.number]
        for each in told.employers
    ]
    sizes = sorted(len(staff) for staff in own)
    assert (len(sizes), sum(sizes)) == (100, 4000)
    assert sizes[0] >= 3
    assert sizes[-1] <= 400
    assert sizes[50] < 30 < sizes[-1]
    assert len({worker.person.number for staff in own for worker in staff}) == 4000
    assert (told.months[0], told.months[-1]) == (Month(2024, 11), Month(2026, 10))
    assert {each.part for each in told.employers} == set(Part)
    assert [len(employers) for employers in told.mandated()] == [20, 20, 20]


@pytest.mark.parametrize("persons", [1, 8, 59, 60, 120, 999, 20_000])
def test_every_size_has_its_persons(persons: int) -> None:
    told = story("MA", persons=persons, today=DAY)
    own = {worker.person.number for each in told.employers for worker in each.who.staff}
    assert len(own) == persons


def test_files_come_in_the_order_of_their_days_and_none_from_the_future() -> None:
    told = story("CM", persons=1000, today=DAY)
    days = [each.on for each in handings(told)]
    assert days == sorted(days)
    assert days[-1] <= DAY


def test_the_month_of_the_tutorial_is_left_to_its_reader() -> None:
    told = story("CM", persons=1000, today=DAY)
    keys = {each.key for each in handings(told)}
    number = told.employers[0].number
    assert f"file:{number}:{TUTORIAL_MONTH}" not in keys
    assert f"file:{number}:{TUTORIAL_MONTH + 1}" in keys


def test_an_employer_declares_by_its_firm_until_the_mandate_ends() -> None:
    told = story("MA", persons=1000, today=DAY)
    one = told.one(Part.EXEMPLARY)
    assert one is not None
    own = [each for each in handings(told) if each.of and each.of[0].number == one.number]
    assert {each.by for each in own if each.on < told.mandate_ends_on} == {mandatary(1)}
    assert {each.by for each in own if each.on >= told.mandate_ends_on} == {"paie2"}


@pytest.fixture
def office(db: None) -> Office:
    return Office(factories.agency("CM").fund)


def test_firms_act_by_mandates_and_one_of_them_ends(office: Office) -> None:
    told = story("CM", persons=400, today=DAY)
    open_accounts(accounts(told, office.fund.name), office.fund.code)
    registering.affiliate(office, told)
    mandating.give(office, told)
    mandated = {each.number for each in told.of(Part.MANDATED)}
    one = told.one(Part.EXEMPLARY)
    assert mandated
    assert one is not None
    ends = told.mandate_ends_on
    assert office.desk_on(mandatary(1), ends).employer_numbers == mandated | {one.number}
    for month in (*told.months, Month.of(DAY)):
        mandating.live(office, told, month)
    last = office.desk_on(mandatary(1), ends - timedelta(days=1))
    assert last.employer_numbers == mandated | {one.number}
    assert office.desk_on(mandatary(1), ends).employer_numbers == mandated


def test_only_the_refusal_that_the_story_foresees_is_passed_over(office: Office) -> None:
    desk = factories.desk(office.fund, Role.ACCOUNTS_OFFICER)
    asked: dict[str, Any] = {"on": DAY, "key": "replay"}
    foreseen = "cure.nothing_to_replay"
    assert office.attempt(desk, "replay_queue", unless=foreseen, **asked) is None
    stopped = r"replay_queue \(replay\) : .+ \[cure\.nothing_to_replay\]"
    with pytest.raises(Unexpected, match=stopped):
        office.attempt(desk, "replay_queue", unless="arrears.nothing_to_send", **asked)
    with pytest.raises(Unexpected, match=stopped):
        office.act(desk, "replay_queue", **asked)


def test_a_good_file_that_is_refused_stops_the_story(office: Office) -> None:
    told = story("CM", persons=60, today=DAY)
    open_accounts(accounts(told, office.fund.name), office.fund.code)
    first = next(
        each
        for each in handings(told)
        if each.by == "comptes" and not (each.profile or each.is_wrong)
    )
    with pytest.raises(Unexpected, match=r"declaration\.employer_unknown"):
        hand_in(office, told, first, {})


@pytest.mark.usefixtures("db")
def test_each_benefit_of_benin_is_granted_refused_or_names_what_is_missing() -> None:
    fund = factories.agency("BJ", scheme="cnss").fund
    office, told = Office(fund), benin.small_story(persons=60, today=DAY)
    open_accounts(accounts(told, fund.name), fund.code)
    benin.fill(office, told, 60, lambda _: None)
    with fund_scope(fund.id):
        found = {(each.benefit, each.stage.value) for each in claims(limit=100)}
        runs = [(each.state.value, each.amount > 0) for each in benefit_runs()]
        stages = {each.stage.value for each in lots(before=None, limit=20)}
    granted = {
        *("old_age", "early_old_age", "old_age_lump_sum", "invalidity", "survivors"),
        *("survivors_lump_sum", "remarriage", "family_allowance"),
    }
    unread = {"prenatal", "maternity", "work_injury", "work_injury_daily", "funeral"}
    assert granted | unread == set(country("BJ").scheme("cnss").benefits)
    assert found == {
        *((benefit, "granted") for benefit in granted),
        *((benefit, "not_computable") for benefit in unread),
        *(("old_age", "refused"), ("invalidity", "ready")),
    }
    assert runs == [("computed", True), ("validated", True), ("validated", True)]
    assert stages == {"validated", "sent"}
