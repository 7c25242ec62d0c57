"""Booking payments and letting them pay debts: rows and ledger entries, within an act.

Money of an employer is first credited to its account without a month; what it pays is a second
entry. Both count from the payment's value date.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.db import connection

from socle.collection.allocation import DEFAULT_ORDER, Debt, Order, allocate
from socle.collection.facts import ALLOCATION_ORDER
from socle.collection.matching import Match
from socle.collection.models import Payment, PaymentMatch, PaymentUse
from socle.collection.types import Channel, UseKind
from socle.countries.clock import legal_day
from socle.kernel.errors import NotKnown, Refused
from socle.kernel.money import Money
from socle.ledger.operations import post_entries
from socle.ledger.types import UNALLOCATED, Account, Entry, EntryKind, Posting
from socle.platform.access.queries import current_fund
from socle.platform.acts.progress import ActInProgress
from socle.platform.sql import next_ids, statements
from socle.platform.temporal.queries import as_of

SQL = statements(Path(__file__).parent)
SUBJECT = "debts"
_LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class NewPayment:
    """A payment to book. Without a value date it waits, and nothing is posted."""

    channel: Channel
    source: str
    external_id: str
    amount: int
    received_on: date
    value_on: date | None
    match: Match | None
    payer_name: str = ""
    payer_account: str = ""
    label: str = ""
    statement_id: int | None = None
    cash_day_id: int | None = None
    origin_id: int | None = None
    origin_employer_id: int | None = None


class _Key(NamedTuple):
    """A debt's place in an account."""

    employer_id: int
    month: date
    branch: str
    payer: str


@dataclass(frozen=True, slots=True)
class Books:
    """Where an act writes payments."""

    act: ActInProgress
    fund_id: int

    def book(self, new: Sequence[NewPayment]) -> list[Payment]:
        """Books payments, with their receipt entries and matches; allocates nothing yet."""
        ids = next_ids("payment", len(new))
        entries = self.post([(each.value_on, _receipt(each)) for each in new])
        payments = Payment.objects.bulk_create(
            Payment(
                id=payment_id,
                **self._written(),
                number=f"E-{self.act.recorded_at:%Y}-{payment_id:09d}",
                channel=each.channel.value,
                source=each.source,
                external_id=each.external_id,
                amount=each.amount,
                received_on=each.received_on,
                value_on=each.value_on,
                entry_id=entry,
                statement_id=each.statement_id,
                cash_day_id=each.cash_day_id,
                origin_id=each.origin_id,
                payer_name=each.payer_name,
                payer_account=each.payer_account,
                label=each.label,
            )
            for payment_id, each, entry in zip(ids, new, entries, strict=True)
        )
        PaymentMatch.objects.bulk_create(
            self._matched(payment.pk, each.match, None)
            for payment, each in zip(payments, new, strict=True)
            if each.match
        )
        return payments

    def match(self, payment: Payment, found: Match | None, value_on: date | None) -> None:
        """States whose a payment is, and moves its money from or to suspense.

        The caller has taken back what it paid before.
        """
        last = PaymentMatch.objects.filter(payment=payment).order_by("-id").first()
        before = last.employer_id if last else None
        after = found.employer_id if found else None
        entry = None
        if value_on is not None and before != after:
            moved = Entry(
                EntryKind.RECEIPT,
                (
                    _held(before, value_on, payment.amount),
                    _held(after, value_on, -payment.amount),
                ),
            )
            entry = self.post_one(value_on, moved)
        self._matched(payment.pk, found, entry).save()

    def allocate(self, employer_ids: Iterable[int]) -> int:
        """Lets the credits of employers pay what they owe; returns how much was allocated.

        What a month was paid too much, as after a correction, is credit again first.
        """
        employers = sorted(set(employer_ids))
        if not employers:
            return 0
        order = order_in_force(legal_day(self.act.recorded_at, current_fund().country))
        debts = self._open_debts(employers)
        with connection.cursor() as cursor:
            cursor.execute(SQL["free"], [employers, employers])
            free = cursor.fetchall()
        entries: list[tuple[date | None, Entry | None]] = []
        uses: list[tuple[int, int, list[Debt]]] = []
        for payment_id, employer_id, value_on, months, rest in free:
            owed = debts.get(employer_id, [])
            shares = allocate(rest, owed, order=order, first=months)
            if not shares:
                continue
            debts[employer_id] = _reduced(owed, shares)
            entries.append((value_on, _allocation(employer_id, value_on, shares)))
            uses.append((payment_id, employer_id, shares))
        posted = self.post(entries)
        for (payment_id, employer_id, shares), entry in zip(uses, posted, strict=True):
            self.use(payment_id, UseKind.DEBT, employer_id, entry, shares)
        return sum(share.amount for _payment, _employer, shares in uses for share in shares)

    def release(self, payment: Payment) -> None:
        """Takes back everything that a payment pays of debts: it is credit again."""
        with connection.cursor() as cursor:
            cursor.execute(SQL["debts_paid"], [[payment.pk], []])
            rows = cursor.fetchall()
        self._take_back([(row[0], row[1], _Key(*row[2:6]), row[6]) for row in rows])

    def use(
        self,
        payment_id: int,
        kind: UseKind,
        employer_id: int | None,
        entry: int | None,
        shares: Sequence[Debt],
    ) -> None:
        """States what amounts of a payment serve for."""
        is_debt = kind is UseKind.DEBT
        PaymentUse.objects.bulk_create(
            PaymentUse(
                **self._written(),
                payment_id=payment_id,
                employer_id=employer_id,
                entry_id=entry,
                kind=kind.value,
                month=share.month if is_debt else None,
                branch=share.branch,
                payer=share.payer,
                amount=share.amount,
            )
            for share in shares
        )

    def post(self, entries: Sequence[tuple[date | None, Entry | None]]) -> list[int | None]:
        """Posts entries, each on its own day; gives their ids in the same order."""
        ids: list[int | None] = [None] * len(entries)
        places: dict[date, list[int]] = {}
        for place, (day, entry) in enumerate(entries):
            if day is not None and entry is not None:
                places.setdefault(day, []).append(place)
        for day, of_day in sorted(places.items()):
            posted = post_entries(
                [entry for place in of_day if (entry := entries[place][1])],
                fund_id=self.fund_id,
                act_id=self.act.id,
                occurred_on=day,
                recorded_at=self.act.recorded_at,
            )
            for place, each in zip(of_day, posted, strict=True):
                ids[place] = each.id
        return ids

    def post_one(self, day: date, entry: Entry) -> int:
        """Posts one entry; gives its id."""
        return post_entries(
            [entry],
            fund_id=self.fund_id,
            act_id=self.act.id,
            occurred_on=day,
            recorded_at=self.act.recorded_at,
        )[0].id

    def _open_debts(self, employers: list[int]) -> dict[int, list[Debt]]:
        with connection.cursor() as cursor:
            cursor.execute(SQL["debts"], [employers])
            rows = cursor.fetchall()
        over = {_Key(*row[:4]): -row[4] for row in rows if row[4] < 0}
        if over:
            self._take_back_surplus(over)
        found: dict[int, list[Debt]] = {}
        for employer_id, month, branch, payer, amount in rows:
            if amount > 0:
                found.setdefault(employer_id, []).append(Debt(month, branch, payer, amount))
        return found

    def _take_back_surplus(self, over: dict[_Key, int]) -> None:
        """The last payments to come in give back what a month was paid too much."""
        with connection.cursor() as cursor:
            cursor.execute(SQL["debts_paid"], [[], sorted({key.employer_id for key in over})])
            rows = cursor.fetchall()
        taken = []
        for payment_id, value_on, *place, paid in rows:
            key = _Key(*place)
            amount = min(over.get(key, 0), paid)
            if amount:
                over[key] -= amount
                taken.append((payment_id, value_on, key, amount))
        self._take_back(taken)

    def _take_back(self, taken: Sequence[tuple[int, date, _Key, int]]) -> None:
        by_payment: dict[tuple[int, date, int], list[Debt]] = {}
        for payment_id, value_on, key, amount in taken:
            shares = by_payment.setdefault((payment_id, value_on, key.employer_id), [])
            shares.append(Debt(key.month, key.branch, key.payer, -amount))
        posted = self.post(
            [
                (value_on, _allocation(employer_id, value_on, shares))
                for (_payment, value_on, employer_id), shares in by_payment.items()
            ]
        )
        for (paid_by, shares), entry in zip(by_payment.items(), posted, strict=True):
            payment_id, _value_on, employer_id = paid_by
            self.use(payment_id, UseKind.DEBT, employer_id, entry, shares)

    def _matched(self, payment_id: int, found: Match | None, entry: int | None) -> PaymentMatch:
        return PaymentMatch(
            **self._written(),
            payment_id=payment_id,
            employer_id=found.employer_id if found else None,
            rule=found.rule.value if found else "unmatched",
            months=list(found.months) if found else [],
            entry_id=entry,
        )

    def _written(self) -> dict[str, object]:
        return {
            "fund_id": self.fund_id,
            "act_id": self.act.id,
            "recorded_at": self.act.recorded_at,
        }


def order_in_force(on: date) -> Order:
    """The order in which the fund's payments extinguish debts on a day."""
    rows = as_of(ALLOCATION_ORDER, on=on, known_at=None, where={"subject": SUBJECT})
    return Order(rows[0]["rule"]) if rows else DEFAULT_ORDER


def money_out(employer_id: int | None, value_on: date, amount: int, kind: EntryKind) -> Entry:
    """Money that leaves the fund: of an employer's credit, or of nobody known."""
    out = Posting(Account.CASH, month_of(value_on), -amount)
    return Entry(kind, (_held(employer_id, value_on, amount), out))


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def _receipt(new: NewPayment) -> Entry | None:
    if new.value_on is None:
        return None
    owner = new.match.employer_id if new.match else None
    if new.origin_employer_id is not None:
        given = _held(new.origin_employer_id, new.value_on, new.amount)
        return Entry(EntryKind.ALLOCATION, (given, _held(owner, new.value_on, -new.amount)))
    came = Posting(Account.CASH, month_of(new.value_on), new.amount)
    return Entry(EntryKind.RECEIPT, (came, _held(owner, new.value_on, -new.amount)))


def _held(employer_id: int | None, value_on: date, amount: int) -> Posting:
    """Money held for an employer without a month yet, or in suspense: debit above zero."""
    month = month_of(value_on)
    if employer_id is None:
        return Posting(Account.SUSPENSE, month, amount)
    return Posting(Account.CONTRIBUTOR, month, amount, employer_id, UNALLOCATED)


def _allocation(employer_id: int, value_on: date, shares: Sequence[Debt]) -> Entry:
    whole = sum(share.amount for share in shares)
    return Entry(
        EntryKind.ALLOCATION,
        (
            _held(employer_id, value_on, whole),
            *(
                Posting(
                    *(Account.CONTRIBUTOR, share.month, -share.amount, employer_id),
                    *(share.branch, share.payer),
                )
                for share in shares
            ),
        ),
    )


def _reduced(debts: Sequence[Debt], paid: Sequence[Debt]) -> list[Debt]:
    by_place = {(each.month, each.branch, each.payer): each.amount for each in paid}
    return [
        Debt(
            *(debt.month, debt.branch, debt.payer),
            debt.amount - by_place.get((debt.month, debt.branch, debt.payer), 0),
        )
        for debt in debts
    ]


def payment_by_number(number: str) -> Payment:
    """A stored payment.

    Raises:
        NotKnown: this fund has no such payment.
    """
    found = Payment.objects.filter(number=number).first()
    if found is None:
        raise NotKnown("collection.payment_unknown", number=number[:40])
    return found


@dataclass(frozen=True, slots=True)
class State:
    """Where a payment stands, as `payment_state` says it."""

    value_on: date | None
    employer_id: int | None
    employer_number: str
    rest: int
    gone: int


def state_of(payment: Payment) -> State:
    """Where a payment stands now."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["state"], [payment.pk])
        return State(*cursor.fetchone())


def amount_of(text: object, currency: str) -> int:
    """An amount of money that somebody typed: above zero, and of a size that the books can hold.

    Raises:
        Refused: it is no such amount.
    """
    amount = Money.parse(str(text), currency).minor
    if not 0 < amount <= _LARGEST:
        raise Refused("collection.amount_not_payable", read=str(text)[:40])
    return amount
