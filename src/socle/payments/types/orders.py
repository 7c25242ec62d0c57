"""Orders and lots as other rooms see them: frozen values, amounts in minor units."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

# The kind of the stored file of a lot: it holds names and accounts, and is kept sealed.
PAYMENT_FILE = "payment_file"
# The codes of ISO 20022 by which a bank says that an account is closed.
TOLD_CLOSED = frozenset({"AC04", "AC07"})


class Channel(StrEnum):
    """How somebody is paid."""

    BANK = "bank"
    WALLET = "wallet"
    CASH = "cash"


class Form(StrEnum):
    """How a bank, an operator or a counter is told of a lot."""

    PAIN001 = "pain001"
    CFONB160 = "cfonb160"
    FIXED = "fixed"  # a bank's own file, by a layout
    GSMA = "gsma"  # an operator's API
    LIST = "list"  # a list on paper


class LotKind(StrEnum):
    REGULAR = "regular"
    TEST = "test"  # the smallest amounts, to prove new accounts


class Stage(StrEnum):
    """The steps of a lot, in their order."""

    CALCULATED = "calculated"
    NAMED = "named"  # the holders of its wallets were asked of the operator
    CONTROLLED = "controlled"
    VALIDATED = "validated"  # by the authorising officer
    ENDORSED = "endorsed"  # by the accountant
    SENT = "sent"
    CLOSED = "closed"
    DISCARDED = "discarded"  # given up before it was sent


class OrderState(StrEnum):
    """Where an order stands."""

    PREPARED = "prepared"
    HELD = "held"  # kept from being sent: its account is in another's name
    SENT = "sent"
    ACCEPTED = "accepted"
    PAID = "paid"
    REJECTED = "rejected"
    RETURNED = "returned"
    REPLAYED = "replayed"  # over: another order is made in its place
    DISCARDED = "discarded"


class Outcome(StrEnum):
    """What became of a line of a returned file."""

    TAKEN = "taken"
    ALREADY = "already"
    UNKNOWN = "unknown"  # no order has that reference
    OTHER_AMOUNT = "other_amount"
    NOT_SENT = "not_sent"  # its order was never sent
    REPLAYED = "replayed"  # its order was replaced: it may have been paid twice


class Why(StrEnum):
    """Why a payee of a validated run has no order."""

    NOT_PREPARED = "not_prepared"
    NO_ACCOUNT = "no_account"
    NOT_YET = "not_yet"  # their first account pays from a later day
    ACCOUNT_CLOSED = "account_closed"  # their bank said so: another one is wanted
    TO_TEST = "to_test"  # what was paid before is gone, and no test has proved the new one
    NO_PAYER = "no_payer"  # the fund has no paying account for that bank or operator
    NO_NAME = "no_name"  # nothing of the name can be written as banks read it


@dataclass(frozen=True, slots=True)
class StepView:
    """A step that a lot passed, with its control totals then."""

    stage: Stage
    by: str
    act_number: str
    at: datetime
    orders: int
    amount: int
    accounts_sha256: str


@dataclass(frozen=True, slots=True)
class LotView:
    """A lot, where it stands, and what became of its orders."""

    number: str
    kind: LotKind
    channel: Channel
    agency: str
    form: Form
    label: str
    pay_on: date
    stage: Stage
    orders: int
    amount: int
    recorded_at: datetime
    paid: int
    paid_amount: int
    back: int  # rejected or returned, replayed since or not
    back_amount: int
    held: int
    away: int  # sent, and nothing said yet
    has_file: bool
    steps: tuple[StepView, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderEventView:
    kind: str
    reason: str
    value_on: date
    at: datetime
    act_number: str


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order. `account` is masked: its end alone."""

    number: str
    lot_number: str
    kind: LotKind
    state: OrderState
    channel: Channel
    agency: str
    payee_number: str
    name: str
    account: str
    amount: int
    pay_on: date
    reason: str
    value_on: date | None
    run_number: str
    replaces: str
    replaced_by: str
    events: tuple[OrderEventView, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedAccount:
    """An account of a lot that pays several persons. `holders`: the first ten, number and name."""

    account: str
    payees: int
    amount: int
    holders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unordered:
    """A payee that a validated run owes, and who has no order."""

    run_number: str
    payee_number: str
    name: str
    amount: int
    why: Why
    usable_on: date | None = None  # of `not_yet`: the first day on which the account pays


@dataclass(frozen=True, slots=True)
class RunToPrepare:
    """A validated run, and what of it has no order yet."""

    number: str
    month: date
    payees: int
    amount: int


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A line of a returned file that waits for a person."""

    id: int
    file_number: str
    position: int
    reference: str
    answer: str
    amount: int | None
    reason: str
    value_on: date | None
    outcome: Outcome
    order_number: str
