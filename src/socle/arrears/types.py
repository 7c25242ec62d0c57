"""What crosses the border of arrears: frozen values, amounts in minor units."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from socle.kernel.errors import SocleError
from socle.rules.trace import Step

# Branches of an account that hold no contribution of the law's own.
SURCHARGE = "surcharge"
FINE = "fine"


class Scope(StrEnum):
    """Whom an event of force majeure concerns."""

    ALL = "all"
    AREA = "area"  # the employers whose city, or an establishment's, is that one
    NAMED = "named"


class PlanState(StrEnum):
    """Where a plan stands: worked out from the payments, never written down."""

    IN_FORCE = "in_force"  # nothing unpaid is due
    LATE = "late"  # an instalment is unpaid, within the days that the fund bears
    BROKEN = "broken"  # it stayed unpaid longer: the whole debt is due again
    COMPLETED = "completed"


class Reason(StrEnum):
    """Why a certificate of good standing is refused."""

    UNDECLARED = "undeclared"
    UNPAID = "unpaid"
    BROKEN_PLAN = "broken_plan"


class NoticeStep(StrEnum):
    """The letters of the sequence, in their order."""

    REMINDER = "reminder"  # rappel
    FORMAL_NOTICE = "formal_notice"  # mise en demeure


class About(StrEnum):
    """What a letter asks for."""

    DECLARATION = "declaration"
    PAYMENT = "payment"


class Check(StrEnum):
    """What the public page says of a certificate's code."""

    VALID = "valid"
    ENDED = "ended"
    UNKNOWN = "unknown"


class Bucket(StrEnum):
    """How long a debt has been due."""

    NOT_DUE = "not_due"
    TO_3 = "to_3"
    TO_6 = "to_6"
    TO_12 = "to_12"
    BEYOND = "beyond"


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule of recovery in force on a day, and what it rests on."""

    name: str
    value: int | str
    unit: str  # days, months, percent, yes_no, language
    status: str
    source: str
    set_by: str  # the act that set it; empty for the house's own figure
    since: date | None


@dataclass(frozen=True, slots=True)
class DueDate:
    """When a month falls due for an employer: by the law, and as moved by an event."""

    month: date
    law: date
    effective: date
    event: str = ""  # the event that moved it

    @property
    def is_moved(self) -> bool:
        return self.effective != self.law


@dataclass(frozen=True, slots=True)
class EventView:
    """An event that shifts due dates (cas de force majeure)."""

    number: str
    act_number: str
    first_month: date
    last_month: date
    postponed_to: date
    scope: Scope
    area: str
    employers: tuple[str, ...]
    cause: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a month's contributions, paid one day or still unpaid, and what it bears."""

    amount: int
    paid_on: date | None  # None: unpaid on the day of the calculation
    surcharge: int
    steps: tuple[Step, ...]
    status: str


@dataclass(frozen=True, slots=True)
class MonthPenalty:
    """The surcharge of a month at a date, and what of it was charged before.

    `gap`: the law of that month is not known; then nothing is computed.
    """

    due: DueDate
    principal: int
    by_branch: dict[str, int]
    slices: tuple[Slice, ...]
    charged: int
    gap: SocleError | None = None

    @property
    def month(self) -> date:
        return self.due.month

    @property
    def total(self) -> int:
        return sum(each.surcharge for each in self.slices)

    @property
    def to_charge(self) -> int:
        return 0 if self.gap else self.total - self.charged

    @property
    def unpaid(self) -> int:
        return sum(each.amount for each in self.slices if each.paid_on is None)


@dataclass(frozen=True, slots=True)
class Fine:
    """A fine that the law has for a month not declared in time, or the gap."""

    month: date
    kind: str
    heads: int
    amount: int
    charged: int
    steps: tuple[Step, ...]
    status: str
    gap: SocleError | None = None

    @property
    def to_charge(self) -> int:
        return 0 if self.gap else self.amount - self.charged


@dataclass(frozen=True, slots=True)
class Penalties:
    """What an employer bears at a date, month by month.

    `fine_gap`: months were declared late or not at all, and no text read says the fine.
    """

    employer_number: str
    employer_name: str
    on: date
    months: tuple[MonthPenalty, ...]
    fines: tuple[Fine, ...] = ()
    fine_gap: SocleError | None = None

    @property
    def total(self) -> int:
        return sum(each.total for each in self.months)

    @property
    def charged(self) -> int:
        return sum(each.charged for each in self.months)

    @property
    def to_charge(self) -> int:
        return sum(each.to_charge for each in self.months)


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment that a plan asks for. Rank 0 is the down payment (acompte)."""

    rank: int
    due_on: date
    amount: int
    paid: int = 0

    @property
    def unpaid(self) -> int:
        return self.amount - self.paid


@dataclass(frozen=True, slots=True)
class PlanView:
    """An instalment plan (moratoire, échéancier) and where it stands on a day."""

    number: str
    act_number: str
    employer_number: str
    employer_name: str
    agreed_on: date
    months: tuple[date, ...]
    amount: int
    instalments: tuple[Instalment, ...]
    paid: int
    state: PlanState
    breach_days: int
    broken_on: date | None = None
    next_due: Instalment | None = None

    @property
    def is_protecting(self) -> bool:
        """Whether what it covers is not asked for otherwise."""
        return self.state in {PlanState.IN_FORCE, PlanState.LATE}


@dataclass(frozen=True, slots=True)
class AgedRow:
    """An employer's debt by age. `credit` is money that pays no month yet."""

    employer_number: str
    employer_name: str
    buckets: dict[str, int]
    credit: int

    @property
    def total(self) -> int:
        return sum(self.buckets.values()) - self.credit

    @property
    def overdue(self) -> int:
        return sum(self.buckets.values()) - self.buckets[Bucket.NOT_DUE]


@dataclass(frozen=True, slots=True)
class AgedBalance:
    """The aged balance of a fund on a day: its rows, the largest debt first, and its totals."""

    on: date
    rows: tuple[AgedRow, ...]
    totals: AgedRow
    employer_count: int


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement of an account: debit raises what is owed, credit lowers it."""

    on: date
    kind: str
    entry_number: str
    act_number: str
    first_month: date
    last_month: date
    debit: int
    credit: int
    balance: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A contributor's account over a period (relevé de compte)."""

    employer_number: str
    employer_name: str
    since: date
    until: date
    known_at: datetime | None
    opening: int
    lines: tuple[StatementLine, ...]

    @property
    def debit(self) -> int:
        return sum(line.debit for line in self.lines)

    @property
    def credit(self) -> int:
        return sum(line.credit for line in self.lines)

    @property
    def closing(self) -> int:
        return self.opening + self.debit - self.credit


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether an employer may be certified in good standing on a day, and if not why."""

    on: date
    reasons: tuple[Reason, ...]
    undeclared: tuple[date, ...]
    unpaid: tuple[tuple[date, int], ...]
    broken_plans: tuple[str, ...]
    covered_by: str = ""  # the plan whose keeping allows the certificate

    @property
    def is_good(self) -> bool:
        return not self.reasons

    @property
    def unpaid_total(self) -> int:
        return sum(amount for _month, amount in self.unpaid)


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate given or refused (attestation de régularité)."""

    number: str
    act_number: str
    employer_number: str
    employer_name: str
    asked_on: date
    is_given: bool
    valid_until: date | None
    code: str
    reasons: tuple[Reason, ...]
    undeclared: tuple[date, ...]
    unpaid: int
    is_withdrawn: bool
    covered_by: str


@dataclass(frozen=True, slots=True)
class Verified:
    """The answer of the public check: nothing more than a third party needs."""

    result: Check
    employer_name: str = ""
    fund_name: str = ""
    on: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """A month that a letter names, and what was unpaid of it (0 for a declaration)."""

    month: date
    due_on: date
    amount: int


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A letter sent, or to send (then without number)."""

    number: str
    act_number: str
    employer_number: str
    employer_name: str
    step: NoticeStep
    about: About
    issued_on: date
    answer_by: date | None
    language: str
    items: tuple[NoticeItem, ...] = field(default=())
    is_withdrawn: bool = False

    @property
    def amount(self) -> int:
        return sum(item.amount for item in self.items)


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A month of an account: what is owed by branch, paid, and when it falls due."""

    due: DueDate
    by_branch: dict[str, int]
    owed: int
    paid: int
    paid_on: date | None  # the value date of the last payment

    @property
    def month(self) -> str:
        return f"{self.due.month:%Y-%m}"

    @property
    def balance(self) -> int:
        return self.owed - self.paid


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a contributor's account stands on a day, as known at an instant.

    `credit` is money that pays no month yet; `to_charge` what surcharges would add on that day.
    """

    employer_number: str
    employer_name: str
    currency: str
    on: date
    known_at: datetime | None
    branches: tuple[str, ...]
    months: tuple[AccountLine, ...]
    credit: int
    aged: AgedRow
    to_charge: int
    has_gap: bool  # the law of a late month is not known
    plans: tuple[PlanView, ...]
    letters: tuple[NoticeView, ...]
    standing: Standing | None

    @property
    def owed(self) -> int:
        return sum(line.owed for line in self.months)

    @property
    def paid(self) -> int:
        return sum(line.paid for line in self.months)

    @property
    def balance(self) -> int:
        """What is left to pay, less the money that pays no month yet."""
        return self.owed - self.paid - self.credit

    @property
    def overdue(self) -> int:
        return self.aged.overdue
