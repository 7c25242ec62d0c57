"""The counter: a day opened, receipts given, cheques that count once cleared, a drawer counted."""

from datetime import date

import pytest
from tests import factories
from tests.collection import samples
from tests.collection.samples import act

from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.platform.access.types import Desk
from socle.web import clock

NUMBER = factories.CM_EMPLOYER


@pytest.fixture
def place(db: None) -> factories.Agency:
    return samples.agency()


@pytest.fixture
def cashier(place: factories.Agency) -> Desk:
    found = samples.cashier(place)
    act(found, "open_cash_day", opening_float="20000")
    return found


def cheque(by: Desk, amount: str = "9000", number: str = "0001234") -> str:
    done = act(
        by,
        "receive_payment",
        employer=NUMBER,
        amount=amount,
        means="cheque",
        cheque_number=number,
        bank="Banque du Wouri",
    )
    return done.subject


def test_cash_pays_at_once_and_its_receipt_has_a_number(
    place: factories.Agency, cashier: Desk
) -> None:
    due = samples.owes(place, 1)
    done = act(
        cashier,
        "receive_payment",
        reference=samples.reference_of(place, 1),
        amount=str(due),
        means="cash",
    )
    assert done.subject.startswith(f"E-{clock.today('CM').year}-")
    assert samples.balance(place)["2026-01"] == (due, due)


def test_the_drawer_is_counted_and_the_difference_kept(
    place: factories.Agency, cashier: Desk
) -> None:
    act(cashier, "receive_payment", employer=NUMBER, amount="5 000", means="cash")
    cheque(cashier)
    act(cashier, "close_cash_day", counted="24900")
    assert samples.rows(place, "SELECT expected, counted FROM cash_closing") == [(25_000, 24_900)]
    with pytest.raises(Refused, match="no_day_open"):
        act(cashier, "receive_payment", employer=NUMBER, amount="5000", means="cash")


def test_nothing_is_received_before_the_day_is_open(place: factories.Agency) -> None:
    found = samples.cashier(place)
    with pytest.raises(Refused, match="no_day_open"):
        act(found, "receive_payment", employer=NUMBER, amount="5000", means="cash")


def test_a_day_is_opened_once(place: factories.Agency, cashier: Desk) -> None:
    with pytest.raises(Conflict, match="day_opened"):
        act(cashier, "open_cash_day", opening_float="0")


def test_a_cheque_counts_from_the_day_it_is_cleared(place: factories.Agency, cashier: Desk) -> None:
    due = samples.owes(place, 1)
    payment = cheque(cashier, str(due))
    assert samples.balance(place)["2026-01"] == (due, 0)
    act(place.accounts, "clear_cheque", payment=payment, on=date(2026, 11, 24))
    assert samples.balance(place)["2026-01"] == (due, due)
    assert samples.rows(place, "SELECT DISTINCT value_on FROM paid_on") == [(date(2026, 11, 24),)]


@pytest.mark.parametrize("cleared", [False, True])
def test_a_cheque_returned_unpaid_leaves_nothing_paid(
    place: factories.Agency, cashier: Desk, cleared: bool
) -> None:
    due = samples.owes(place, 1)
    payment = cheque(cashier, str(due))
    if cleared:
        act(place.accounts, "clear_cheque", payment=payment)
    act(place.accounts, "return_payment", payment=payment, reason="Sans provision")
    assert samples.balance(place)["2026-01"] == (due, 0)
    with pytest.raises(Refused):
        act(place.accounts, "clear_cheque", payment=payment)
    with pytest.raises(Refused, match="money_left"):
        act(place.accounts, "return_payment", payment=payment, reason="Encore")


def test_a_cheque_is_received_once(place: factories.Agency, cashier: Desk) -> None:
    cheque(cashier)
    with pytest.raises(Conflict, match="cheque_known"):
        cheque(cashier)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({}, "owner_missing"),
        ({"reference": "100000000000"}, "reference_wrong"),
        ({"reference": "abc"}, "reference_wrong"),
        ({"employer": "9999999999Z"}, "employer_unknown"),
    ],
)
def test_money_of_nobody_is_not_taken(
    place: factories.Agency, cashier: Desk, said: dict[str, str], refusal: str
) -> None:
    with pytest.raises((Refused, NotKnown), match=refusal):
        act(cashier, "receive_payment", amount="100", means="cash", **said)


def test_a_reference_of_another_employer_is_refused(place: factories.Agency, cashier: Desk) -> None:
    samples.owes(place, 1)
    with pytest.raises(Refused, match="reference_of_other"):
        act(
            cashier,
            "receive_payment",
            reference=samples.reference_of(place, 1),
            employer=samples.OTHER,
            amount="100",
            means="cash",
        )


def test_a_clerk_of_an_employer_takes_no_money(place: factories.Agency) -> None:
    with pytest.raises(Refused, match="forbidden"):
        act(place.auditor, "open_cash_day", opening_float="0")
