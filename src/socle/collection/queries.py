"""Reading payments: what was paid when, what is credit, what waits for its owner."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from socle.collection import matching, twins
from socle.collection.allocation import DEFAULT_SINCE, Order
from socle.collection.facts import ALLOCATION_ORDER
from socle.collection.likeness import Likeness, Said
from socle.collection.models import BankStatement, CashDay
from socle.collection.posting import SUBJECT, order_in_force
from socle.collection.types import (
    Candidate,
    CashDayView,
    Channel,
    Credit,
    LineOutcome,
    MatchRule,
    Nearness,
    NearPayment,
    OpenLine,
    PaidAmount,
    PaymentStatus,
    PaymentView,
    StatementLineView,
    StatementView,
    UseKind,
    UseView,
)
from socle.collection.words import amount_in_words
from socle.kernel import payment_references as references
from socle.kernel.errors import NotKnown
from socle.platform.sql import statements
from socle.platform.temporal.queries import as_of
from socle.registry.queries import employer_id

SQL = statements(Path(__file__).parent)
_NEARNESS = {
    Likeness.REFERENCE: Nearness.REFERENCE,
    Likeness.TEXT: Nearness.TEXT,
    Likeness.AMOUNT: Nearness.AMOUNT,
}


def paid_dates(*, employer_id: int, known_at: datetime | None) -> list[PaidAmount]:
    """What an employer has paid of each month and branch, by the value dates it counts from.

    One statement for the whole account, as known at an instant (None: at present). A payment
    taken back, as a returned cheque, leaves no amount. Surcharges are the branch `surcharge`;
    money that pays no debt yet is not here: see `credits_of`. For many employers at once, join
    the view `paid_on`.
    """
    with connection.cursor() as cursor:
        cursor.execute(SQL["paid_dates"], [employer_id, known_at, known_at])
        return [PaidAmount(*row) for row in cursor.fetchall()]


def credits_of(*, employer_id: int) -> list[Credit]:
    """The money of an employer that pays no debt yet, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["credits"], [employer_id, employer_id])
        return [Credit(*row) for row in cursor.fetchall()]


def payment_reference(*, entry_number: str) -> str:
    """The reference to pay one declaration, from the number of its ledger entry.

    French: référence de paiement. Empty where nothing was posted.
    """
    rank = entry_number.rpartition("-")[2]
    return references.shown(references.debt_reference(int(rank))) if rank.isdigit() else ""


def account_reference(*, employer_number: str) -> str:
    """The reference to pay whatever an employer owes.

    Raises:
        NotKnown: there is no such employer.
    """
    return references.shown(references.account_reference(employer_id(employer_number)))


def allocation_order(*, on: date) -> tuple[Order, date, bool]:
    """The order in force on a day, since when, and whether the fund itself has chosen it.

    Where it has chosen none, the house's convention stands (see `allocation`).
    """
    rows = as_of(ALLOCATION_ORDER, on=on, known_at=None, where={"subject": SUBJECT})
    return order_in_force(on), rows[0]["valid"].lower if rows else DEFAULT_SINCE, bool(rows)


def payments_of(
    *, employer_number: str, before: str | None = None, limit: int = 50
) -> list[PaymentView]:
    """An employer's payments, the last booked first, after one in the list.

    Raises:
        NotKnown: there is no such employer.
    """
    owner = employer_id(employer_number)
    return _payments("payments_of_employer", [owner, owner, _rank(before), limit])


def payment(*, number: str) -> PaymentView:
    """One payment.

    Raises:
        NotKnown: this fund has no such payment.
    """
    found = _payments("payment_by_number", [number])
    if not found:
        raise NotKnown("collection.payment_unknown", number=number[:40])
    return found[0]


def uses_of(*, number: str) -> list[UseView]:
    """What a payment served and serves for, in the order it was stated."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["uses"], [number])
        return [
            UseView(UseKind(kind), f"{month:%Y-%m}" if month else None, *rest)
            for kind, month, *rest in cursor.fetchall()
        ]


def unmatched(*, before: str | None = None, limit: int = 50) -> list[PaymentView]:
    """The payments of nobody known yet, the last booked first."""
    return _payments("unmatched", [_rank(before), limit])


def suspense_total() -> tuple[int, int]:
    """How many payments are of nobody known yet, and their sum."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["suspense_total"])
        count, amount = cursor.fetchone()
    return int(count), int(amount)


def cheques_to_clear(*, limit: int = 100) -> list[PaymentView]:
    """Cheques that the bank has not credited yet, the oldest first."""
    return _payments("cheques_to_clear", [limit])


def candidates_for(*, payment: PaymentView, on: date) -> list[Candidate]:
    """Employers that an unmatched payment may be of, the nearest first, each with why."""
    told = matching.Told(payment.amount, payment.label, payment.payer_account, payment.payer_name)
    return matching.candidates(told, on=on)


def in_words(*, amount: int, currency: str) -> str:
    """An amount in French words, as a receipt of money carries it."""
    return amount_in_words(amount, currency)


def bank_statements(*, before: str | None = None, limit: int = 50) -> list[StatementView]:
    """The bank statements posted, the last first."""
    return _statements([None, _rank(before), limit])


def bank_statement(*, number: str) -> StatementView:
    """One bank statement.

    Raises:
        NotKnown: this fund has no such statement.
    """
    found = _statements([number, None, 1])
    if not found:
        raise NotKnown("collection.statement_unknown", number=number[:40])
    return found[0]


def statement_lines(*, number: str, after: int = 0, limit: int = 200) -> list[StatementLineView]:
    """The lines of a bank statement, after a position."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["statement_lines"], [number, after, limit])
        return [_line(row) for row in cursor.fetchall()]


def lines_waiting() -> tuple[int, int]:
    """How many lines of statements wait for a person: maybe told twice, and taken back."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["lines_waiting"])
        held, returned = cursor.fetchone()
    return int(held), int(returned)


def open_lines(*, number: str, after: int = 0, limit: int = 20) -> list[OpenLine]:
    """The lines of a bank statement that wait for a person, each with the payments it may tell of.

    Raises:
        NotKnown: this fund has no such statement.
    """
    statement = BankStatement.objects.filter(number=number).first()
    if statement is None:
        raise NotKnown("collection.statement_unknown", number=number[:40])
    with connection.cursor() as cursor:
        cursor.execute(SQL["open_lines"], [statement.pk, after, limit])
        rows = cursor.fetchall()
    told: dict[LineOutcome, list[twins.Told]] = {}
    for position, value_on, amount, outcome, name, account, label, external_id, _code in rows:
        said = Said(label, name, account)
        waiting = told.setdefault(LineOutcome(outcome), [])
        waiting.append(twins.Told(position, value_on, amount, external_id, said))
    near = twins.near_originals(told.get(LineOutcome.RETURNED, [])) | twins.near_movements(
        account=statement.account,
        statement_id=statement.statement_id,
        statement=statement.pk,
        lines=told.get(LineOutcome.HELD, []),
    )
    ids = sorted({each.payment_id for alike in near.values() for each in alike})
    payments = {each.id: each for each in _views(ids)}
    return [
        OpenLine(
            StatementLineView(
                *(position, value_on, amount, LineOutcome(outcome), name, label, None, None, None),
                code,
            ),
            tuple(
                NearPayment(payments[each.payment_id], _NEARNESS[each.likeness], each.is_gone)
                for each in near.get(position, [])
            ),
        )
        for position, value_on, amount, outcome, name, _account, label, _name, code in rows
    ]


def cash_days(
    *, cashier_id: int | None = None, is_open: bool = False, limit: int = 30
) -> list[CashDayView]:
    """The days at the counter, the last first: a cashier's own, or everybody's."""
    return _cash_days([None, None, cashier_id, cashier_id, is_open, limit])


def cash_day(*, number: str) -> CashDayView:
    """One day at the counter.

    Raises:
        NotKnown: this fund has no such day.
    """
    found = _cash_days([number, number, None, None, False, 1])
    if not found:
        raise NotKnown("collection.day_unknown", number=number[:40])
    return found[0]


def receipts_of_day(*, number: str) -> list[PaymentView]:
    """What was received on a day at the counter, the last first."""
    return _payments("receipts_of_day", [number])


def _cash_days(arguments: list[Any]) -> list[CashDayView]:
    with connection.cursor() as cursor:
        cursor.execute(SQL["cash_days"], arguments)
        rows = cursor.fetchall()
    found = CashDay.objects.filter(number__in=[row[0] for row in rows]).select_related("cashier")
    names = {day.number: day.cashier.full_name for day in found}
    return [CashDayView(number, names[number], *rest) for number, *rest in rows]


def _statements(arguments: list[Any]) -> list[StatementView]:
    number, before, limit = arguments
    with connection.cursor() as cursor:
        cursor.execute(SQL["bank_statements"], [number, number, before, before, limit])
        return [StatementView(*row) for row in cursor.fetchall()]


def _line(row: tuple[Any, ...]) -> StatementLineView:
    position, value_on, amount, outcome, payer, label, payment, owner, rule, code = row
    return StatementLineView(
        *(position, value_on, amount, LineOutcome(outcome), payer, label, payment, owner),
        MatchRule(rule) if rule else None,
        code,
    )


def _rank(before: str | None) -> int | None:
    """A place in a list, from the number of the row before it; a wrong one starts anew."""
    rank = (before or "").rpartition("-")[2]
    return int(rank) if rank.isdigit() and len(rank) < 19 else None


def _payments(statement: str, arguments: list[Any]) -> list[PaymentView]:
    with connection.cursor() as cursor:
        cursor.execute(SQL[statement], arguments)
        ids = [row[0] for row in cursor.fetchall()]
    return _views(ids)


def _views(ids: list[int]) -> list[PaymentView]:
    """Payments as they are shown, in the order of their ids."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["payment_views"], [ids])
        columns = [column.name for column in cursor.description or ()]
        rows = {row[0]: dict(zip(columns, row, strict=True)) for row in cursor.fetchall()}
    return [_view(rows[each]) for each in ids]


def _view(row: dict[str, Any]) -> PaymentView:
    return PaymentView(
        id=row["payment_id"],
        number=row["number"],
        channel=Channel(row["channel"]),
        status=_status(row),
        amount=row["amount"],
        rest=row["rest"],
        received_on=row["received_on"],
        value_on=row["value_on"],
        employer_number=row["employer_number"],
        employer_name=row["employer_name"],
        rule=MatchRule(row["rule"]) if row["rule"] else None,
        months=tuple(f"{month:%Y-%m}" for month in row["months"]),
        payer_name=row["payer_name"],
        payer_account=row["payer_account"],
        label=row["label"],
        source=row["source"],
        external_id=row["external_id"],
        act_number=row["act_number"],
        entry_number=row["entry_number"],
        recorded_at=row["recorded_at"],
    )


def _status(row: dict[str, Any]) -> PaymentStatus:
    if row["gone"]:
        return PaymentStatus.RETURNED
    if row["value_on"] is None:
        return PaymentStatus.TO_CLEAR
    if row["employer_id"] is None:
        return PaymentStatus.UNMATCHED
    return PaymentStatus.CREDIT if row["rest"] else PaymentStatus.ALLOCATED
