"""Money that came in by every door, for who looks at all the tables of it."""

import hashlib
import hmac
from datetime import date

from tests import factories
from tests.collection.samples import (
    Movement,
    act,
    camt,
    cashier,
    csv_of,
    post_statement,
    rows,
    with_four_eyes,
)
from tests.conftest import NOW, TODAY

from socle.collection.operations.partners import (
    Notice,
    notify_payment,
    partner_desk,
    partner_secret,
)
from socle.platform.access.scope import fund_scope

ONE = factories.CM_EMPLOYER
PARTNER = "momo-wouri"


def money_at_work(place: factories.Agency) -> None:
    """Rows in every table of money that came in."""
    for order in ("principal_first", "surcharges_first"):
        with_four_eyes(place, "set_allocation_order", on=date(2026, 1, 1), order=order)
    known, nobody = Movement(5_000, f"EMPLOYEUR {ONE}"), Movement(700, "VIREMENT")
    taken_back = Movement(-700, "VIREMENT", is_reversal=True, return_code="AC04")
    post_statement(place.accounts, camt([known, nobody, Movement(-300, "FRAIS"), taken_back]))
    lines_decided(place, csv_of([known, nobody]))
    counter = cashier(place)
    act(counter, "open_cash_day", opening_float="20000")
    act(counter, "receive_payment", employer=ONE, amount="400", means="cash")
    cheques = [
        act(
            counter,
            "receive_payment",
            employer=ONE,
            amount=amount,
            means="cheque",
            cheque_number=f"000{amount}",
            bank="Banque du Wouri",
        ).subject
        for amount in ("900", "800")
    ]
    act(counter, "close_cash_day", counted="20400")
    for cheque in cheques:
        act(place.accounts, "clear_cheque", payment=cheque)
    act(place.accounts, "return_payment", payment=cheques[0], reason="Sans provision")
    partner_calls(place)


def lines_decided(place: factories.Agency, again: bytes) -> None:
    """The same movements by another file: one was told before, one is another; one is returned."""
    statement = post_statement(place.accounts, again).subject
    (own,), (lost,) = rows(place, "SELECT number FROM payment ORDER BY id")
    act(place.accounts, "same_movement", statement=statement, line="1", payment=own)
    with_four_eyes(place, "another_movement", statement=statement, line="2")
    first = rows(place, "SELECT number FROM bank_statement ORDER BY id")[0][0]
    said = {"statement": first, "line": "4", "reason": "Compte clôturé"}
    act(place.accounts, "return_payment", payment=lost, **said)


def partner_calls(place: factories.Agency) -> None:
    """A mobile-money operator tells of a payment, signed."""
    act(place.administrator, "register_partner", partner=PARTNER, name="Wouri Money")
    body, stamp = b"{}", str(int(NOW.timestamp()))
    with fund_scope(place.fund.id):
        secret = partner_secret(desk=place.administrator, code=PARTNER).encode()
        signed = hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        desk = partner_desk(
            fund=place.fund, code=PARTNER, timestamp=stamp, signature=signed, body=body, at=NOW
        )
        notice = Notice("TX-1", 600, ONE, date(2026, 11, 20), payer_account="237699000001")
        notify_payment(desk=desk, partner=PARTNER, notice=notice, today=TODAY)
