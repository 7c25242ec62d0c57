"""Whose a payment is, what it pays, how its money leaves: each by an act and its counter-act."""

from datetime import date, timedelta

import pytest
from tests import factories
from tests.collection import samples
from tests.collection.samples import Movement, act, camt, post_statement
from tests.conftest import NOW, TODAY

from socle.collection import jobs
from socle.collection.queries import credits_of, paid_dates
from socle.collection.types import PaidAmount
from socle.kernel.errors import Refused
from socle.platform.access.scope import fund_scope
from socle.platform.acts.operations import reverse
from socle.registry.queries import employer_id

NUMBER = factories.CM_EMPLOYER


@pytest.fixture
def place(db: None) -> factories.Agency:
    return samples.agency()


def paid_in(place: factories.Agency, amount: int, text: str = "", on: str = "2026-03-17") -> str:
    """Books one payment by a statement; its number."""
    name = f"ST-{amount}-{on}-{text}"
    post_statement(place.accounts, camt([Movement(amount, text, value_on=on)], name=name))
    found = samples.rows(place, "SELECT number FROM payment ORDER BY id DESC LIMIT 1")
    return str(found[0][0])


def dates(place: factories.Agency, employer: str = NUMBER) -> list[PaidAmount]:
    with fund_scope(place.fund.id):
        return paid_dates(employer_id=employer_id(employer), known_at=None)


def test_a_match_by_hand_pays_and_its_counter_act_takes_all_back(place: factories.Agency) -> None:
    due = samples.owes(place, 1)
    payment = paid_in(place, due)
    done = act(place.accounts, "match_payment", payment=payment, employer=NUMBER)
    assert (samples.suspense(place), samples.balance(place)["2026-01"]) == (0, (due, due))
    with fund_scope(place.fund.id):
        reverse(desk=place.accounts, number=done.act, motive="erreur", key="undo", at=NOW)
    assert samples.suspense(place) == due
    assert samples.balance(place) == {"2026-01": (due, 0), "credit": (0, 0)}
    assert dates(place) == []


def test_a_payment_is_matched_once(place: factories.Agency) -> None:
    payment = paid_in(place, 500)
    act(place.accounts, "match_payment", payment=payment, employer=NUMBER)
    with pytest.raises(Refused, match="matched_already"):
        act(place.accounts, "match_payment", payment=payment, employer=samples.OTHER)


def test_a_match_of_a_statement_is_taken_back_and_given_to_another(place: factories.Agency) -> None:
    due = samples.owes(place, 1)
    payment = paid_in(place, due, NUMBER)
    act(place.accounts, "unmatch_payment", payment=payment)
    act(place.accounts, "match_payment", payment=payment, employer=samples.OTHER)
    assert samples.balance(place)["2026-01"] == (due, 0)
    assert samples.balance(place, samples.OTHER) == {"credit": (0, due)}


def test_the_value_date_counts_and_not_the_day_of_the_act(place: factories.Agency) -> None:
    due = samples.owes(place, 1)
    paid_in(place, due, NUMBER, on="2026-02-14")
    found = dates(place)
    assert {each.value_on for each in found} == {date(2026, 2, 14)}
    assert {each.month for each in found} == {date(2026, 1, 1)}
    assert sum(each.amount for each in found) == due


def test_what_is_known_later_does_not_change_what_was_known(place: factories.Agency) -> None:
    due = samples.owes(place, 1)
    payment = paid_in(place, due, NUMBER)
    known = samples.rows(place, "SELECT max(recorded_at) FROM act")[0][0]
    act(place.accounts, "return_payment", payment=payment, reason="opposition")
    with fund_scope(place.fund.id):
        key = employer_id(NUMBER)
        before = paid_dates(employer_id=key, known_at=known)
        assert sum(each.amount for each in before) == due
        assert paid_dates(employer_id=key, known_at=None) == []


def test_a_credit_pays_the_next_debt_by_its_own_value_date(place: factories.Agency) -> None:
    paid_in(place, 10_000, NUMBER)
    with fund_scope(place.fund.id):
        assert [each.amount for each in credits_of(employer_id=employer_id(NUMBER))] == [10_000]
    samples.owes(place, 3)
    jobs.allocate_left_credits(int(NOW.timestamp()))
    assert sum(each.amount for each in dates(place)) == 10_000
    assert {each.value_on for each in dates(place)} == {date(2026, 3, 17)}
    acts = "SELECT count(*) FROM act WHERE type = 'allocate_credits'"
    assert samples.rows(place, acts) == [(1,)]
    jobs.allocate_left_credits(int((NOW + timedelta(minutes=10)).timestamp()))
    assert samples.rows(place, acts) == [(1,)]


def test_a_payment_is_allocated_anew_to_the_month_its_payer_meant(place: factories.Agency) -> None:
    due = samples.owes(place, 1, 2, 3)
    payment = paid_in(place, due, NUMBER)
    assert samples.balance(place)["2026-01"] == (due, due)
    act(place.accounts, "reallocate_payment", payment=payment, month="2026-03")
    assert samples.balance(place)["2026-01"] == (due, 0)
    assert samples.balance(place)["2026-03"] == (due, due)


def test_a_refund_takes_two_people_and_no_more_than_the_credit(place: factories.Agency) -> None:
    due = samples.owes(place, 1)
    paid_in(place, due + 5_000, NUMBER)
    asked = {"employer": NUMBER, "beneficiary_account": "10001000011234567890197"}
    with pytest.raises(Refused, match="credit_smaller"):
        samples.with_four_eyes(place, "refund_credit", amount="5001", **asked)
    samples.with_four_eyes(place, "refund_credit", amount="5000", **asked)
    assert samples.balance(place) == {"2026-01": (due, due), "credit": (0, 0)}


def test_what_was_refunded_cannot_be_returned_too(place: factories.Agency) -> None:
    payment = paid_in(place, 5_000, NUMBER)
    samples.with_four_eyes(
        place, "refund_credit", employer=NUMBER, amount="1000", beneficiary_account="X"
    )
    for code, more in (("return_payment", {"reason": "x"}), ("unmatch_payment", {})):
        with pytest.raises(Refused, match="money_left"):
            act(place.accounts, code, payment=payment, **more)


def test_a_transferred_credit_keeps_its_value_date(place: factories.Agency) -> None:
    due = samples.owes(place, 1, employer=samples.OTHER)
    paid_in(place, due, NUMBER, on="2026-02-14")
    samples.with_four_eyes(
        place, "transfer_credit", employer=NUMBER, to_employer=samples.OTHER, amount=str(due)
    )
    assert {each.value_on for each in dates(place, samples.OTHER)} == {date(2026, 2, 14)}
    assert samples.balance(place, samples.OTHER)["2026-01"] == (due, due)
    assert samples.balance(place) == {"credit": (0, 0)}


def test_money_of_the_fund_itself_leaves_suspense_and_is_counted_once(
    place: factories.Agency,
) -> None:
    payment = paid_in(place, 7_000, "REMISE CAISSE")
    act(place.accounts, "mark_own_money", payment=payment)
    assert samples.suspense(place) == 0
    cash = "SELECT sum(amount)::bigint FROM money_posting WHERE account = 'cash'"
    assert samples.rows(place, cash) == [(0,)]


def test_a_fund_chooses_its_order_from_a_day_on(place: factories.Agency) -> None:
    samples.with_four_eyes(place, "set_allocation_order", order="principal_first")
    found = samples.rows(place, "SELECT rule, lower(valid) FROM allocation_order")
    assert found == [("principal_first", TODAY)]


@pytest.mark.parametrize("amount", ["0", "-5", "12.5", "abc", "9" * 20])
def test_an_amount_that_is_none_is_refused(place: factories.Agency, amount: str) -> None:
    paid_in(place, 5_000, NUMBER)
    with pytest.raises(Refused):
        samples.with_four_eyes(
            place, "refund_credit", employer=NUMBER, amount=amount, beneficiary_account="X"
        )
