"""Checks of good standing by partners: what is told and what is not; nothing stale decides."""

import io
import json
from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from tests import factories
from tests.api.samples import Caller
from tests.arrears.scenes import ONE, OWED, TWO, WAGE, declare, owing, pays
from tests.conftest import NOW
from tests.contributions.files import JANUARY, dipe
from tests.platform.partners.scenes import AGREED, CODE, system

from socle.api import clock
from socle.arrears.queries.checks import answer_now
from socle.arrears.types import CheckAnswer
from socle.collection.queries import credits_of
from socle.contributions.operations import store_deposit
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.partners import queries as partners
from socle.registry.queries import employer_id

NOVEMBER = date(2026, 11, 22)
TODAY = clock.today("CM")
PURPOSE = "Délivrance d'un passeport au dirigeant"
# What a check may say: nothing else of the account leaves.
SAID = {"number", "employer", "result", "on", "checked_at", "contest"}


def told(place: factories.Agency, on: date = NOVEMBER) -> tuple[CheckAnswer, tuple[str, ...]]:
    with fund_scope(place.fund.id):
        answer, reasons = answer_now(employer_number=ONE, on=on)
    return answer, tuple(each.value for each in reasons)


def test_in_order_and_not_are_told_by_what_is_known_now(db: None) -> None:
    place = owing(10)
    assert told(place) == (CheckAnswer.NOT_IN_ORDER, ("unpaid",))
    pays(place, OWED, "2026-11-16", month=10)
    assert told(place) == (CheckAnswer.IN_ORDER, ())
    december = date(2026, 12, 20)  # November is due by then, and not declared
    assert told(place, december) == (CheckAnswer.NOT_IN_ORDER, ("undeclared",))


def test_money_that_pays_no_debt_yet_stops_a_refusal(db: None) -> None:
    """Paid before it was declared: the fund may hold money that it has not allocated."""
    place = factories.agency("CM")
    factories.employer(place, ONE)
    pays(place, OWED, "2026-11-10")
    declare(place, 10)
    with fund_scope(place.fund.id):
        held = sum(each.amount for each in credits_of(employer_id=employer_id(ONE)))
    assert held == OWED
    assert told(place) == (CheckAnswer.UNKNOWN, ("money_to_allocate",))
    declare(place, 9)  # now more is owed than is held
    assert told(place) == (CheckAnswer.NOT_IN_ORDER, ("unpaid",))


@pytest.mark.parametrize(("by", "answer"), [("own", "unknown"), ("other", "not_in_order")])
def test_a_file_that_was_not_read_yet_stops_a_refusal(db: None, by: str, answer: str) -> None:
    """Where it may declare for this employer; a clerk's file speaks of their employers alone."""
    place = owing(8, 10)
    factories.employer(place, TWO)
    pays(place, 2 * OWED, "2026-11-16")
    assert told(place) == (CheckAnswer.NOT_IN_ORDER, ("undeclared",))
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, ONE if by == "own" else TWO)
    with fund_scope(place.fund.id):
        store_deposit(
            desk=clerk,
            stream=io.BytesIO(dipe([WAGE], month=JANUARY + 8)),
            file_name="dipe.txt",
            deposited_on=NOVEMBER,
            key="unread",
            at=NOW,
        )
    assert told(place)[0] == answer


def test_what_a_partner_reads_is_the_answer_of_the_day_and_how_to_contest_it(db: None) -> None:
    place = owing(10)
    caller = system(place, "standing:check")
    answer = caller.get(f"/employers/{ONE}/standing", purpose=PURPOSE).json()
    assert set(answer) == SAID
    assert (answer["result"], answer["on"]) == ("not_in_order", TODAY.isoformat())
    assert str(OWED) not in json.dumps(answer)
    assert "unpaid" not in json.dumps(answer)
    assert answer["number"] in answer["contest"]
    for wrong in ({}, {"purpose": "x"}, {"purpose": "x" * 201}):
        assert caller.get(f"/employers/{ONE}/standing", **wrong).status_code == 422
    with fund_scope(place.fund.id):
        reads = partners.accesses(code=CODE, limit=5)
    assert (reads[0].operation, reads[0].subject_kind, reads[0].subject_number) == (
        "check_standing", "employer", ONE,
    )  # fmt: skip


def test_the_employer_sees_who_asked_what_for_and_what_was_answered(db: None) -> None:
    place = owing(10)
    caller = system(place, "standing:check")
    number = caller.get(f"/employers/{ONE}/standing", purpose=PURPOSE).json()["number"]
    own = Caller(factories.desk(place.fund, Role.EMPLOYER_CLERK, ONE))
    (kept,) = own.get(f"/employers/{ONE}/standing-checks").json()
    assert (kept["number"], kept["purpose"], kept["asked_by"]) == (number, PURPOSE, AGREED["name"])
    assert "unpaid" in kept["reasons"]
    factories.employer(place, TWO)
    other = Caller(factories.desk(place.fund, Role.EMPLOYER_CLERK, TWO))
    assert other.get(f"/employers/{ONE}/standing-checks").status_code == 404
    partner = caller.get(f"/employers/{ONE}/standing-checks")
    assert (partner.status_code, partner.json()["code"]) == (403, "partners.not_open")


def test_the_page_of_the_employer_shows_each_check(db: None) -> None:
    place = owing(10)
    caller = system(place, "standing:check")
    number = caller.get(f"/employers/{ONE}/standing", purpose=PURPOSE).json()["number"]
    desk = place.accounts
    browser = Client()
    assert browser.login(username=desk.login, password=desk.login)
    page = browser.get(f"/employers/{ONE}/certificate").content.decode()
    assert number in page.replace("\u202f", "").replace("\xa0", "")
    assert AGREED["name"] in page
    assert "Délivrance d&#x27;un passeport" in page


def test_a_number_of_nobody_is_unknown_and_the_check_is_kept(db: None) -> None:
    place = factories.agency("CM")
    answer = system(place, "standing:check").get(f"/employers/{TWO}/standing", purpose=PURPOSE)
    assert (answer.json()["result"], answer.json()["employer"]) == ("unknown", TWO)
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT employer_id, asked_number, answer, reasons FROM standing_check")
        assert cursor.fetchall() == [(None, TWO, "unknown", ["employer_unknown"])]


def test_nobody_but_a_partner_that_agreed_it_checks(db: None) -> None:
    place = owing(10)
    for desk in (place.accounts, place.auditor, place.administrator):
        refused = Caller(desk).get(f"/employers/{ONE}/standing", purpose=PURPOSE)
        assert (refused.status_code, refused.json()["code"]) == (403, "access.forbidden")
    partner = system(place, "affiliates:read").get(f"/employers/{ONE}/standing", purpose=PURPOSE)
    assert (partner.status_code, partner.json()["code"]) == (403, "partners.scope_missing")


def test_a_check_s_answer_and_its_reasons_agree_by_the_database_too(db: None) -> None:
    place = factories.agency("CM")
    caller = system(place, "standing:check")
    caller.get(f"/employers/{TWO}/standing", purpose=PURPOSE)
    columns = 'fund_id, user_id, agreed_by_id, asked_number, purpose, "on", checked_at, number'
    for answer, reasons in (("in_order", "{unpaid}"), ("not_in_order", "{}"), ("late", "{unpaid}")):
        with (
            pytest.raises(IntegrityError, match="standing_check_has_its_reasons"),
            fund_scope(place.fund.id),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                f"INSERT INTO standing_check ({columns}, answer, reasons)"
                f" SELECT {columns} || 'x', %s, %s FROM standing_check",
                [answer, reasons],
            )
