"""Money of a payment that leaves it: what must still be there, and the entry that sends it."""

from datetime import date

from django.db import connection

from socle.collection.allocation import Debt
from socle.collection.models import Payment
from socle.collection.posting import SQL, Books, State, money_out, state_of
from socle.collection.types import Channel, UseKind
from socle.kernel.errors import Refused
from socle.ledger.types import EntryKind


def require_whole(payment: Payment) -> State:
    """Where a payment stands, if all its money is still the fund's to move."""
    state = state_of(payment)
    with connection.cursor() as cursor:
        cursor.execute(SQL["gone_elsewhere"], [payment.pk])
        left = int(cursor.fetchone()[0])
    if state.gone or left or payment.channel == Channel.TRANSFER:
        raise Refused("collection.money_left", number=payment.number)
    return state


def send_out(books: Books, payment: Payment, kind: UseKind, amount: int, on: date) -> None:
    """An amount of a payment leaves; a cheque never cleared leaves without an entry."""
    state = state_of(payment)
    entry_kind = EntryKind.REFUND if kind is UseKind.REFUND else EntryKind.RECEIPT
    entry = None
    if state.value_on is not None:
        out = money_out(state.employer_id, state.value_on, amount, entry_kind)
        entry = books.post_one(on, out)
    books.use(payment.pk, kind, state.employer_id, entry, [whole(amount)])


def whole(amount: int) -> Debt:
    """An amount that serves for no month."""
    return Debt(date.min, "", "", amount)
