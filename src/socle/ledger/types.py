"""What crosses the border of the ledger."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Account(StrEnum):
    """The accounts of the plan. A posting above zero debits, below zero credits."""

    CONTRIBUTOR = "contributor"  # what employers owe
    CONTRIBUTION = "contribution"  # what branches have earned
    PENALTY = "penalty"  # surcharges and fines earned
    CASH = "cash"  # what came in or went out, by bank, counter or wallet
    SUSPENSE = "suspense"  # money of nobody known yet
    LOSS = "loss"  # what the fund gave up: remitted or written off
    BENEFIT = "benefit"  # what branches have granted: pensions, allowances
    BENEFICIARY = "beneficiary"  # what is owed to beneficiaries
    TRANSIT = "transit"  # sent to a bank or an operator, not yet said to be paid
    OVERPAYMENT = "overpayment"  # what beneficiaries received and must give back


class EntryKind(StrEnum):
    """Why an entry was posted."""

    DEBT = "debt"  # a declaration
    CORRECTION = "correction"  # a declaration taken back, or assessed anew
    PENALTY = "penalty"
    REMISSION = "remission"  # a penalty given up
    WRITE_OFF = "write_off"
    RECEIPT = "receipt"  # money that came in
    ALLOCATION = "allocation"  # money moved to the months and branches it pays
    REFUND = "refund"
    BENEFIT_DUE = "benefit_due"  # a run validated: a month's benefits, arrears and corrections
    OVERPAID = "overpaid"  # an overpayment found, recovered or given up
    ORDER_SENT = "order_sent"  # orders handed to a bank, an operator or a counter
    ORDER_PAID = "order_paid"  # said to be paid
    ORDER_RETURNED = "order_returned"  # rejected or come back: owed again


# Entries that change what a contributor owes; the others change what was paid.
OWING = (
    EntryKind.DEBT,
    EntryKind.CORRECTION,
    EntryKind.PENALTY,
    EntryKind.REMISSION,
    EntryKind.WRITE_OFF,
)
# The branch of a contributor's money that pays no month yet.
UNALLOCATED = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of an entry: an amount in minor units, debit above zero, credit below."""

    account: Account
    month: date  # the month it is about: its first day
    amount: int
    employer_id: int | None = None
    branch: str = ""
    payer: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Postings that sum to zero. One of nothing has no postings."""

    kind: EntryKind
    postings: tuple[Posting, ...]


@dataclass(frozen=True, slots=True)
class Debt:
    """What an employer comes to owe for a month, branch by branch and payer by payer."""

    employer_id: int
    month: date
    amounts: tuple[tuple[str, str, int], ...]  # branch, payer, minor units

    def entry(self, kind: EntryKind = EntryKind.DEBT) -> Entry:
        """The contributor is debited and the branch credited."""
        return Entry(
            kind,
            tuple(
                posting
                for branch, payer, amount in self.amounts
                if amount
                for posting in (
                    Posting(
                        *(Account.CONTRIBUTOR, self.month, amount, self.employer_id),
                        *(branch, payer),
                    ),
                    Posting(Account.CONTRIBUTION, self.month, -amount, None, branch, payer),
                )
            ),
        )


@dataclass(frozen=True, slots=True)
class PostedEntry:
    id: int
    number: str


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """What a contributor owes and has paid for a month and branch.

    The branch `UNALLOCATED` holds money that pays no month yet.
    """

    month: date
    branch: str
    owed: int
    paid: int


@dataclass(frozen=True, slots=True)
class TrialLine:
    """What an account was debited and credited for a branch. Units: minor units."""

    account: Account
    branch: str
    debit: int
    credit: int
