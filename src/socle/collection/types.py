"""What crosses the border of collection: frozen values, amounts in minor units."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Channel(StrEnum):
    """How money came in."""

    BANK = "bank"
    CASH = "cash"
    CHEQUE = "cheque"
    MOBILE = "mobile"
    TRANSFER = "transfer"  # a credit that another employer gave up


class MatchRule(StrEnum):
    """How the fund came to know whose payment it is."""

    REFERENCE = "reference"  # a payment reference in the text
    NUMBER_AMOUNT = "number_amount"  # the employer's number, and the exact amount of one month
    NUMBER = "number"  # the employer's number in the text
    KNOWN_PAYER = "known_payer"  # the payer's account, matched to one employer before
    COUNTER = "counter"  # said by whoever paid at the counter
    BY_HAND = "by_hand"  # by an officer
    UNMATCHED = "unmatched"  # a match taken back


class PaymentStatus(StrEnum):
    """Where a payment stands."""

    TO_CLEAR = "to_clear"  # a cheque that the bank has not credited yet
    UNMATCHED = "unmatched"  # of nobody known yet
    CREDIT = "credit"  # something of it pays no debt yet
    ALLOCATED = "allocated"
    RETURNED = "returned"  # unpaid, or sent back


class UseKind(StrEnum):
    """What an amount of a payment serves for."""

    DEBT = "debt"
    REFUND = "refund"
    TRANSFER = "transfer"
    RETURN = "return"
    OWN = "own"  # the fund's own money moved, not a payment


class LineOutcome(StrEnum):
    """What became of a line of a bank statement."""

    BOOKED = "booked"
    HELD = "held"  # may be a movement that another statement brought: a person says
    ALREADY = "already"  # booked with an earlier statement
    DEBIT = "debit"  # money that went out
    RETURNED = "returned"  # a payment that the bank takes back: a person says which
    LINKED = "linked"  # a payment that the bank took back, and that was reversed
    REVERSAL = "reversal"  # a debit that the bank takes back
    PENDING = "pending"  # announced, not booked by the bank


class LineChoice(StrEnum):
    """What a person says of a line."""

    SAME = "same"  # told before: it is a payment already booked, or its return already stated
    ANOTHER = "another"  # another movement, that is booked
    RETURN = "return"  # it takes a payment back


@dataclass(frozen=True, slots=True)
class PaidAmount:
    """What was paid of a month and branch, counted from a value date."""

    month: date
    branch: str
    value_on: date
    amount: int


@dataclass(frozen=True, slots=True)
class Credit:
    """Money of an employer that pays no debt yet."""

    payment_number: str
    value_on: date
    amount: int


@dataclass(frozen=True, slots=True)
class PaymentView:
    """A payment as screens and the API show it."""

    id: int
    number: str
    channel: Channel
    status: PaymentStatus
    amount: int
    rest: int  # of it, what serves for nothing yet
    received_on: date
    value_on: date | None
    employer_number: str | None
    employer_name: str
    rule: MatchRule | None
    months: tuple[str, ...]  # those the payer named
    payer_name: str
    payer_account: str
    label: str
    source: str
    external_id: str
    act_number: str
    entry_number: str | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """An employer that an unmatched payment may be of, and why."""

    employer_number: str
    employer_name: str
    reason: str  # near_reference, near_numbers, near_names, near_amounts
    month: date | None


@dataclass(frozen=True, slots=True)
class UseView:
    """What an amount of a payment serves for; below zero, taken back from it."""

    kind: UseKind
    month: str | None
    branch: str
    amount: int
    act_number: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class StatementView:
    """A bank statement as a whole."""

    number: str
    format: str
    account: str
    statement_id: str
    from_on: date
    to_on: date
    opening_balance: int | None
    closing_balance: int | None
    line_count: int
    booked_count: int
    booked: int
    matched_count: int
    matched: int
    debited: int
    held_count: int
    held: int
    returned_count: int  # taken back by the bank, and not linked yet
    act_number: str
    recorded_at: datetime

    @property
    def waiting_count(self) -> int:
        """How many of its lines wait for a person."""
        return self.held_count + self.returned_count


@dataclass(frozen=True, slots=True)
class StatementLineView:
    """A line of a bank statement, and what became of it."""

    position: int
    value_on: date
    amount: int
    outcome: LineOutcome
    payer_name: str
    label: str
    payment_number: str | None
    employer_number: str | None
    rule: MatchRule | None
    return_code: str


class Nearness(StrEnum):
    """Why a payment may be the one that a line tells of."""

    REFERENCE = "same_reference"  # a reference, or the payer's account
    TEXT = "same_text"  # most words
    AMOUNT = "same_amount"  # nothing but the amount


@dataclass(frozen=True, slots=True)
class NearPayment:
    """A payment that a line may be, or take back."""

    payment: PaymentView
    nearness: Nearness
    is_returned: bool


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line that waits for a person, with the payments it may speak of, the nearest first."""

    line: StatementLineView
    near: tuple[NearPayment, ...]


@dataclass(frozen=True, slots=True)
class CashDayView:
    """A cashier's day: what it opened with, took, and was closed with."""

    number: str
    cashier: str
    opened_on: date
    opening_float: int
    cash: int
    cheques: int
    receipt_count: int
    expected: int
    counted: int | None  # None while the day is open

    @property
    def difference(self) -> int:
        """What the count is over (above zero) or short of what was expected."""
        return 0 if self.counted is None else self.counted - self.expected
