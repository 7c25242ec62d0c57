"""Acts on payments: whose they are, what they pay, and how their money leaves again.

Each performs one act of the catalogue. A counter-act posts the inverse entries: a payment's rows
are never changed.
"""

from collections.abc import Sequence
from datetime import date

from django.db import connection
from psycopg.types.range import DateRange

from socle.collection.allocation import Order
from socle.collection.facts import ALLOCATION_ORDER
from socle.collection.leaving import require_whole, send_out, whole
from socle.collection.matching import Match
from socle.collection.models import Payment, PaymentMatch
from socle.collection.posting import (
    SQL,
    SUBJECT,
    Books,
    NewPayment,
    amount_of,
    order_in_force,
    payment_by_number,
    state_of,
)
from socle.collection.types import Channel, MatchRule, UseKind
from socle.kernel.errors import Refused
from socle.kernel.months import Month
from socle.platform.access.queries import current_fund
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import assign
from socle.registry.queries import employer_id

ALLOCATE = "allocate_credits"


def match_payment(request: ActRequest) -> ActAnswer:
    """States whose an unmatched payment is (rattacher un encaissement), and lets it pay.

    Raises:
        NotKnown: no such payment or employer.
        Refused: it is somebody's already, or its money has left.
    """
    fields = request.fields
    payment = payment_by_number(fields["payment"])
    number = fields["employer"]
    owner = Match(employer_id(number), number, MatchRule.BY_HAND, _months(fields.get("month", "")))
    with performing(
        request,
        subject_kind="payment",
        subject_number=payment.number,
        locks=(f"employer:{number}",),
    ) as act:
        state = state_of(payment)
        if state.employer_id is not None:
            raise Refused(
                "collection.matched_already", number=payment.number, employer=state.employer_number
            )
        if state.gone:
            raise Refused("collection.money_left", number=payment.number)
        books = Books(act, request.desk.fund.id)
        books.match(payment, owner, state.value_on)
        allocated = books.allocate([owner.employer_id])
        act.touched.add(f"employer:{number}")
        act.after = {"for": number, "amount": payment.amount, "allocated": allocated}
        return act.answer()


def unmatch_payment(request: ActRequest) -> ActAnswer:
    """Takes a match back: the money goes to suspense, and what it paid is due again.

    Raises:
        Refused: it is nobody's, or its credit was refunded or transferred.
    """
    payment = payment_by_number(request.fields["payment"])
    before = state_of(payment)
    with performing(
        request,
        subject_kind="payment",
        subject_number=payment.number,
        locks=(f"employer:{before.employer_number}",),
    ) as act:
        _unmatch(payment, act, request.desk.fund.id)
        act.touched.add(f"employer:{before.employer_number}")
        act.before = {"for": before.employer_number}
        act.after = {"for": "", "amount": payment.amount}
        return act.answer()


def undo_match(act: ActInProgress, of_act_id: int) -> None:
    """Takes back the matches that an act stated; for its counter-act.

    Raises:
        Refused: a later act rests on one of them.
    """
    fund_id = current_fund().id
    for found in PaymentMatch.objects.filter(act_id=of_act_id).select_related("payment"):
        last = PaymentMatch.objects.filter(payment=found.payment).order_by("-id").first()
        if last is None or last.pk != found.pk:
            raise Refused("collection.match_changed", number=found.payment.number)
        _unmatch(found.payment, act, fund_id)


def mark_own_money(request: ActRequest) -> ActAnswer:
    """States that money in suspense is the fund's own, moved: cash or cheques paid in.

    French: remise de caisse. It was counted when it was received at the counter.

    Raises:
        Refused: it is not in suspense.
    """
    payment = payment_by_number(request.fields["payment"])
    with performing(request, subject_kind="payment", subject_number=payment.number) as act:
        state = state_of(payment)
        if state.employer_id is not None or state.gone or state.value_on is None:
            raise Refused("collection.not_in_suspense", number=payment.number)
        books = Books(act, request.desk.fund.id)
        send_out(books, payment, UseKind.OWN, payment.amount, request.effective_on)
        act.after = {"amount": -payment.amount}
        return act.answer()


def allocate_credits(request: ActRequest) -> ActAnswer:
    """Lets an employer's credits pay what it owes now (imputer les avoirs)."""
    number = request.fields["employer"]
    employer = employer_id(number)
    with performing(request, subject_kind="employer", subject_number=number) as act:
        allocated = Books(act, request.desk.fund.id).allocate([employer])
        act.after = {"allocated": allocated}
        return act.answer()


def reallocate_payment(request: ActRequest) -> ActAnswer:
    """Lets a payment pay another month first (réimputer), for who paid had said so.

    Raises:
        Refused: it is nobody's yet.
    """
    fields = request.fields
    payment = payment_by_number(fields["payment"])
    before = state_of(payment)
    with performing(
        request,
        subject_kind="payment",
        subject_number=payment.number,
        locks=(f"employer:{before.employer_number}",),
    ) as act:
        state = state_of(payment)
        if state.employer_id is None or state.value_on is None:
            raise Refused("collection.nobodys_yet", number=payment.number)
        books = Books(act, request.desk.fund.id)
        books.release(payment)
        months = _months(fields["month"])
        owner = Match(state.employer_id, state.employer_number, MatchRule.BY_HAND, months)
        books.match(payment, owner, state.value_on)
        allocated = books.allocate([state.employer_id])
        act.touched.add(f"employer:{state.employer_number}")
        act.after = {"month": fields["month"], "allocated": allocated}
        return act.answer()


def refund_credit(request: ActRequest) -> ActAnswer:
    """Gives an employer money back that pays nothing it owes (rembourser un trop-perçu).

    Its credits pay its debts first: only what is left can be refunded.

    Raises:
        Refused: the credit is smaller.
    """
    fields = request.fields
    number = fields["employer"]
    employer = employer_id(number)
    amount = amount_of(fields["amount"], request.desk.fund.currency)
    with performing(request, subject_kind="employer", subject_number=number) as act:
        books = Books(act, request.desk.fund.id)
        for payment, share, _day in _credits(books, employer, amount):
            send_out(books, payment, UseKind.REFUND, share, request.effective_on)
        act.after = {"refunded": amount, "beneficiary_account": fields["beneficiary_account"]}
        return act.answer()


def transfer_credit(request: ActRequest) -> ActAnswer:
    """Moves an employer's credit to another's account, with the days it counts from.

    Raises:
        Refused: the credit is smaller, or both are one.
    """
    fields = request.fields
    number, to = fields["employer"], fields["to_employer"]
    giver, taker = employer_id(number), employer_id(to)
    if giver == taker:
        raise Refused("collection.same_employer", number=number)
    amount = amount_of(fields["amount"], request.desk.fund.currency)
    owner = Match(taker, to, MatchRule.BY_HAND)
    with performing(
        request, subject_kind="employer", subject_number=number, locks=(f"employer:{to}",)
    ) as act:
        books = Books(act, request.desk.fund.id)
        given = _credits(books, giver, amount)
        received = books.book(
            [
                NewPayment(
                    channel=Channel.TRANSFER,
                    source=payment.number,
                    external_id="",
                    amount=share,
                    received_on=request.effective_on,
                    value_on=value_on,
                    match=owner,
                    label=request.motive,
                    origin_id=payment.pk,
                    origin_employer_id=giver,
                )
                for payment, share, value_on in given
            ]
        )
        for (payment, share, _day), new in zip(given, received, strict=True):
            used = [whole(share)]
            books.use(payment.pk, UseKind.TRANSFER, giver, new.entry_id, used)
        allocated = books.allocate([taker])
        act.touched.add(f"employer:{to}")
        act.after = {"to_employer": to, "amount": amount, "allocated": allocated}
        return act.answer()


def set_allocation_order(request: ActRequest) -> ActAnswer:
    """Chooses, from a day on, the order in which payments extinguish debts."""
    order = Order(request.fields["order"])
    with performing(request, subject_kind="fund", subject_number=request.desk.fund.code) as act:
        act.before = {"order": order_in_force(request.effective_on).value}
        assign(
            ALLOCATION_ORDER,
            fund_id=request.desk.fund.id,
            key={"subject": SUBJECT},
            values={"rule": order.value},
            valid=DateRange(request.effective_on, None),
        )
        act.after = {"order": order.value}
        return act.answer()


def employers_to_allocate() -> list[str]:
    """The numbers of the employers that have credit and something to pay with it."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["with_credit_and_debt"])
        return [str(row[0]) for row in cursor.fetchall()]


def _unmatch(payment: Payment, act: ActInProgress, fund_id: int) -> None:
    state = require_whole(payment)
    if state.employer_id is None:
        raise Refused("collection.nobodys_yet", number=payment.number)
    books = Books(act, fund_id)
    books.release(payment)
    books.match(payment, None, state.value_on)


def _credits(books: Books, employer: int, amount: int) -> Sequence[tuple[Payment, int, date]]:
    """What of which payments gives an amount, the oldest first, once debts are paid."""
    books.allocate([employer])
    with connection.cursor() as cursor:
        cursor.execute(SQL["free"], [[employer], [employer]])
        free = cursor.fetchall()
    if (available := sum(row[4] for row in free)) < amount:
        raise Refused("collection.credit_smaller", available=available, asked=amount)
    payments = Payment.objects.in_bulk([row[0] for row in free])
    taken: list[tuple[Payment, int, date]] = []
    for payment_id, _employer, value_on, _months_first, rest in free:
        share = min(rest, amount)
        if share:
            taken.append((payments[payment_id], share, value_on))
            amount -= share
    return taken


def _months(text: str) -> tuple[date, ...]:
    """The months written `2026-01`, one or several.

    Raises:
        Refused: one is no month.
    """
    return tuple(Month.parse(part).first_day for part in text.replace(",", " ").split())
