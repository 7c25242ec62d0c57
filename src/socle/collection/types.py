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
    ALREADY = "already"  # booked with an earlier statement
    DEBIT = "debit"  # money that went out
    RETURNED = "returned"  # a payment that the bank takes back
    REVERSAL = "reversal"  # a debit that the bank takes back
    PENDING = "pending"  # announced, not booked by the bank


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
