"""What crosses the border of the ledger."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Account(StrEnum):
    """The accounts of the plan. A posting above zero debits, below zero credits."""

    CONTRIBUTOR = "contributor"  # what employers owe
    CONTRIBUTION = "contribution"  # what branches have earned
    CASH = "cash"
    SUSPENSE = "suspense"


@dataclass(frozen=True, slots=True)
class Debt:
    """What an employer comes to owe for a month, branch by branch and payer by payer."""

    employer_id: int
    month: date
    amounts: tuple[tuple[str, str, int], ...]  # branch, payer, minor units


@dataclass(frozen=True, slots=True)
class PostedEntry:
    id: int
    number: str


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """What a contributor owes and has paid for a month and branch."""

    month: date
    branch: str
    owed: int
    paid: int
