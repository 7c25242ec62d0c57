"""The cashier's counter (caisse): a day opened, money received, the day counted and closed."""

from datetime import date

from django.db import connection
from django.db.models import Q

from socle.collection.matching import Match, match_reference
from socle.collection.models import CashClosing, CashDay, Payment, PaymentClearing
from socle.collection.posting import (
    Books,
    NewPayment,
    amount_of,
    month_of,
    payment_by_number,
    state_of,
)
from socle.collection.types import Channel, MatchRule
from socle.kernel.errors import Conflict, Refused
from socle.kernel.money import Money
from socle.ledger.types import UNALLOCATED, Account, Entry, EntryKind, Posting
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.sql import next_ids
from socle.registry.queries import employer_id


def open_cash_day(request: ActRequest) -> ActAnswer:
    """Opens the author's day at the counter with its float (ouvrir la caisse).

    Raises:
        Conflict: the day is open already.
    """
    money = Money.parse(str(request.fields["opening_float"]), request.desk.fund.currency)
    if money.minor < 0:
        raise Refused("collection.amount_not_payable", read=str(request.fields["opening_float"]))
    day = request.effective_on
    lock = f"cashier:{request.desk.user_id}"
    with performing(
        request, subject_kind="cash_day", subject_number=request.key, locks=(lock,)
    ) as act:
        if first := _day_of(request.desk.user_id, day):
            raise Conflict("collection.day_opened", number=first.number)
        if left := open_day(request.desk.user_id):
            raise Refused("collection.day_left_open", number=left.number)
        (new_id,) = next_ids("cash_day")
        opened = CashDay.objects.create(
            id=new_id,
            **_written(request, act),
            number=f"C-{day:%Y}-{new_id:09d}",
            cashier_id=request.desk.user_id,
            opened_on=day,
            opening_float=money.minor,
        )
        act.subject_number = opened.number
        act.after = {"opening_float": money.minor}
        return act.answer()


def receive_payment(request: ActRequest) -> ActAnswer:
    """Takes cash or a cheque for an employer or a reference; its number is that of the receipt.

    Cash counts from that day. A cheque counts once the fund's account is credited.

    Raises:
        Refused: no day is open, or nothing says whose money it is.
        Conflict: that cheque was taken before.
    """
    fields = request.fields
    owner = _owner(fields.get("employer", ""), fields.get("reference", ""))
    amount = amount_of(fields["amount"], request.desk.fund.currency)
    channel = Channel(fields["means"])
    cheque, bank = fields.get("cheque_number", ""), fields.get("bank", "")
    if channel is Channel.CHEQUE and not (cheque and bank):
        raise Refused("collection.cheque_unnamed")
    day = open_day(request.desk.user_id)
    if day is None or day.opened_on != request.effective_on:
        raise Refused("collection.no_day_open", day=request.effective_on.isoformat())
    locks = (f"cash_day:{day.number}", f"employer:{owner.employer_number}")
    with performing(
        request, subject_kind="payment", subject_number=request.key, locks=locks
    ) as act:
        _require_open(day)
        is_cash = channel is Channel.CASH
        source = day.number if is_cash else f"cheque:{bank.upper()}"[:60]
        known = Q(source=source, external_id=cheque)
        if not is_cash and (first := Payment.objects.filter(known).first()):
            raise Conflict("collection.cheque_known", number=first.number)
        books = Books(act, request.desk.fund.id)
        payment = books.book(
            [
                NewPayment(
                    channel=channel,
                    source=source,
                    external_id="" if is_cash else cheque,
                    amount=amount,
                    received_on=request.effective_on,
                    value_on=request.effective_on if is_cash else None,
                    match=owner,
                    payer_name=fields.get("payer", ""),
                    label="" if is_cash else f"{bank} {cheque}",
                    cash_day_id=day.pk,
                )
            ]
        )[0]
        allocated = books.allocate([owner.employer_id])
        act.subject_number = payment.number
        act.touched |= {f"employer:{owner.employer_number}", f"cash_day:{day.number}"}
        act.after = {
            "for": owner.employer_number,
            "amount": amount,
            "means": channel.value,
            "allocated": allocated,
        }
        return act.answer()


def clear_cheque(request: ActRequest) -> ActAnswer:
    """States that the fund's account was credited with a cheque: it is paid from that day.

    Raises:
        Refused: it is no cheque, or it was cleared or returned.
    """
    payment = payment_by_number(request.fields["payment"])
    before = state_of(payment)
    value_on = request.effective_on
    locks = (f"employer:{before.employer_number}",) if before.employer_number else ()
    with performing(
        request, subject_kind="payment", subject_number=payment.number, locks=locks
    ) as act:
        state = state_of(payment)
        if payment.channel != Channel.CHEQUE or state.value_on or state.gone:
            raise Refused("collection.nothing_to_clear", number=payment.number)
        if value_on < payment.received_on:
            raise Refused("collection.cleared_before", received=payment.received_on.isoformat())
        books = Books(act, request.desk.fund.id)
        month = month_of(value_on)
        owner = (
            Posting(
                *(Account.CONTRIBUTOR, month, -payment.amount, state.employer_id, UNALLOCATED),
            )
            if state.employer_id
            else Posting(Account.SUSPENSE, month, -payment.amount)
        )
        came = Posting(Account.CASH, month, payment.amount)
        entry = books.post_one(value_on, Entry(EntryKind.RECEIPT, (came, owner)))
        PaymentClearing.objects.create(
            **_written(request, act), payment=payment, entry_id=entry, value_on=value_on
        )
        allocated = books.allocate([state.employer_id] if state.employer_id else [])
        act.touched |= {f"employer:{state.employer_number}"} if state.employer_number else set()
        act.after = {"value_on": value_on.isoformat(), "allocated": allocated}
        return act.answer()


def close_cash_day(request: ActRequest) -> ActAnswer:
    """Closes the author's day with what was counted in the drawer (arrêter la caisse).

    The difference is written as it is; who must explain it is the fund's affair.

    Raises:
        Refused: no day is open.
    """
    money = Money.parse(str(request.fields["counted"]), request.desk.fund.currency)
    day = open_day(request.desk.user_id)
    if day is None:
        raise Refused("collection.no_day_open", day=request.effective_on.isoformat())
    with performing(request, subject_kind="cash_day", subject_number=day.number) as act:
        _require_open(day)
        expected = day.opening_float + cash_taken(day.pk)
        CashClosing.objects.create(
            **_written(request, act), day=day, expected=expected, counted=money.minor
        )
        act.after = {
            "expected": expected,
            "counted": money.minor,
            "difference": money.minor - expected,
        }
        return act.answer()


def open_day(cashier_id: int) -> CashDay | None:
    """The day that a cashier has opened and not closed."""
    return CashDay.objects.filter(cashier_id=cashier_id, cashclosing=None).first()


def cash_taken(day_id: int) -> int:
    """The cash that came into a drawer, less what was given back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(amount - gone), 0)::bigint FROM payment_state"
            " WHERE cash_day_id = %s AND channel = 'cash'",
            [day_id],
        )
        return int(cursor.fetchone()[0])


def _day_of(cashier_id: int, day: date) -> CashDay | None:
    return CashDay.objects.filter(cashier_id=cashier_id, opened_on=day).first()


def _require_open(day: CashDay) -> None:
    if CashClosing.objects.filter(day=day).exists():
        raise Refused("collection.no_day_open", day=day.opened_on.isoformat())


def _owner(number: str, reference: str) -> Match:
    """Whose money is paid at the counter: the reference says it, and the number must agree."""
    found = match_reference(reference) if reference else None
    if reference and found is None:
        raise Refused("collection.reference_wrong", reference=reference[:40])
    if found and number and found.employer_number != number:
        raise Refused("collection.reference_of_other", reference=reference, number=number)
    if found:
        return found
    if not number:
        raise Refused("collection.owner_missing")
    return Match(employer_id(number), number, MatchRule.COUNTER)


def _written(request: ActRequest, act: ActInProgress) -> dict[str, object]:
    return {
        "fund_id": request.desk.fund.id,
        "act_id": act.id,
        "recorded_at": act.recorded_at,
    }
