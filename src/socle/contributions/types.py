"""What crosses the border of contributions: frozen values, amounts in minor units."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from socle.kernel.errors import Fault


class DepositStatus(StrEnum):
    """Where a deposited file stands."""

    RECEIVED = "received"  # stored, not read yet
    READING = "reading"
    POSTED = "posted"
    REFUSED = "refused"  # as a whole: nothing was posted


class QueueReason(StrEnum):
    """Why a line's career credit waits although its contribution is owed and posted."""

    NUMBER_MISSING = "number_missing"
    NUMBER_UNKNOWN = "number_unknown"
    NAME_DIFFERS = "name_differs"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to a deposit, as `./socle declare`, the API and the screen give it."""

    receipt: str
    status: str  # posted, refused, already_posted
    format: str | None
    lines: int
    posted: int
    queued: int
    total_employee: int
    total_employer: int
    total: int
    fault_count: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class BranchTotal:
    """One branch of a declaration or of an account month."""

    branch: str
    base: int
    rate_employee: Fraction | None
    rate_employer: Fraction | None
    employee: int
    employer: int
    status: str  # confirmed, provisional, convention
    source: str

    @property
    def total(self) -> int:
        return self.employee + self.employer


@dataclass(frozen=True, slots=True)
class DeclarationView:
    """One employer's month, from one deposited file."""

    number: str
    deposit_number: str
    act_number: str
    entry_number: str
    employer_number: str
    employer_name: str
    month: str  # YYYY-MM
    due_on: date
    deposited_on: date
    line_count: int
    queued_count: int
    wage_total: int
    branches: tuple[BranchTotal, ...]

    @property
    def total(self) -> int:
        return sum(branch.total for branch in self.branches)

    @property
    def total_employee(self) -> int:
        return sum(branch.employee for branch in self.branches)

    @property
    def total_employer(self) -> int:
        return sum(branch.employer for branch in self.branches)


@dataclass(frozen=True, slots=True)
class DepositView:
    """A deposited file: its fate, its declarations, its faults."""

    number: str  # the receipt number
    status: DepositStatus
    file_name: str
    file_size: int
    file_sha256: str
    format: str | None
    deposited_on: date
    received_at: datetime
    deposited_by: str
    act_number: str | None
    line_count: int
    lines_read: int  # progress while reading
    queued_count: int
    fault_count: int
    faults: tuple[Fault, ...]
    declarations: tuple[DeclarationView, ...]
    declaration_count: int
    total: int


@dataclass(frozen=True, slots=True)
class LineView:
    """One wage line of a declaration."""

    line: int
    insured_number: str
    insured_name: str
    days: int
    wage: int
    wage_capped: int
    employee: int
    employer: int
    queue_reason: QueueReason | None


@dataclass(frozen=True, slots=True)
class AccountMonth:
    """One month of a contributor account."""

    month: str
    due_on: date
    by_branch: dict[str, int]
    owed: int
    paid: int

    @property
    def balance(self) -> int:
        return self.owed - self.paid


@dataclass(frozen=True, slots=True)
class AccountView:
    """The contributor account of an employer, as known at an instant."""

    employer_number: str
    employer_name: str
    currency: str
    known_at: datetime | None  # None: at present
    branches: tuple[str, ...]
    months: tuple[AccountMonth, ...]

    @property
    def owed(self) -> int:
        return sum(month.owed for month in self.months)

    @property
    def paid(self) -> int:
        return sum(month.paid for month in self.months)

    @property
    def balance(self) -> int:
        return self.owed - self.paid


@dataclass(frozen=True, slots=True)
class CareerMonth:
    """One month credited to an insured person by one employer."""

    month: str
    employer_number: str
    employer_name: str
    days: int
    wage: int
    wage_capped: int
    declaration_number: str
