"""Where a person or an affiliate is reached and paid, as it crosses the border of the register."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from socle.registry.types.history import Belief


class AccountKind(StrEnum):
    BANK = "bank"  # compte bancaire
    WALLET = "wallet"  # porte-monnaie mobile


class AccountState(StrEnum):
    OPEN = "open"
    STOPPED = "stopped"  # the old contact said that the change is not theirs


class PayableReason(StrEnum):
    """Why an account pays on a day, or why another one does, or none."""

    USABLE = "usable"
    COOLING = "cooling"  # délai de carence d'un nouveau compte
    STOPPED = "stopped"
    NONE = "none"


class Channel(StrEnum):
    SMS = "sms"
    EMAIL = "email"
    POST = "post"


class NoticeState(StrEnum):
    TO_SEND = "to_send"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class ContactView:
    """Where a person is reached, and how they would rather be."""

    phone: str  # E.164
    email: str
    address: str
    city: str
    channel: Channel | None
    language: str
    belief: Belief | None = None


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account that somebody is paid on. `account` is whole: doors show `masked` alone."""

    kind: AccountKind
    account: str  # IBAN, national number where the country has no IBAN, or E.164
    operator: str
    usable_on: date
    state: AccountState
    belief: Belief | None = None

    @property
    def masked(self) -> str:
        """Its end alone: enough to compare with a paper, not enough to use."""
        return mask(self.account)


@dataclass(frozen=True, slots=True)
class Payable:
    """Which account pays on a day, and why: `account` pays, `waiting` does not yet."""

    account: AccountView | None
    reason: PayableReason
    waiting: AccountView | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What is to be told to the contact that stood before a change."""

    id: int
    holder_kind: str  # person or employer
    holder_number: str
    text: str  # which sentence
    channel: Channel
    address: str
    language: str
    code: str
    act_number: str
    written_at: datetime
    sent_at: datetime | None

    @property
    def state(self) -> NoticeState:
        return NoticeState.SENT if self.sent_at else NoticeState.TO_SEND


def mask(account: str) -> str:
    """The end of an account number."""
    return f"•••• {account[-4:]}" if account else ""
