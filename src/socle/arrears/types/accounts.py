"""How an account reads: aged, as a statement, month by month."""

from dataclasses import dataclass
from datetime import date, datetime

from socle.arrears.types.charges import DueDate
from socle.arrears.types.settling import NoticeView, PlanView, Standing
from socle.arrears.types.words import Bucket


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
