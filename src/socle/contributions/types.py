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
    TO_CONFIRM = "to_confirm"  # a corrective: read, and shown what it changes
    POSTED = "posted"
    REFUSED = "refused"  # as a whole: nothing was posted


class QueueReason(StrEnum):
    """Why a line's career credit waits although its contribution is owed and posted."""

    NUMBER_MISSING = "number_missing"
    NUMBER_UNKNOWN = "number_unknown"
    NAME_DIFFERS = "name_differs"
    REGISTRATION_REVERSED = "registration_reversed"  # the person it credited is not registered


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
    """One employer's month, from one deposited file, or taxed by the fund."""

    number: str
    deposit_number: str  # empty where no file brought it
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
    """One month of a contributor account.

    `unallocated` is the part of what was paid that serves for no month and branch yet: it stands
    at the month of its value date.
    """

    month: str
    due_on: date
    by_branch: dict[str, int]
    owed: int
    paid: int
    unallocated: int = 0

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
    def unallocated(self) -> int:
        return sum(month.unallocated for month in self.months)

    @property
    def balance(self) -> int:
        return self.owed - self.paid


@dataclass(frozen=True, slots=True)
class CareerMonth:
    """One month credited to an insured person by one employer."""

    month: str
    employer_number: str
    employer_name: str  # as it was called then, as known at the reading
    days: int
    wage: int
    wage_capped: int
    declaration_number: str
    credited: int = 1  # months or days, as the scheme counts
    act_number: str = ""  # the act that credits it: of the deposit, or of the cure
    is_cured: bool = False


class CellState(StrEnum):
    """What a month of a career is, in one shape of the grid."""

    CREDITED = "credited"
    NOT_COUNTED = "not_counted"  # declared, with too few days or too low a wage to count
    GAP = "gap"
    EMPTY = "empty"  # nothing was expected


class GapCause(StrEnum):
    """Why a month of a career is missing, as far as the fund knows."""

    LINE_WAITING = "line_waiting"
    NOT_COUNTED = "not_counted"
    EMPLOYER_SUSPENDED = "employer_suspended"
    EMPLOYER_CLOSED = "employer_closed"
    NOT_DECLARED = "not_declared"  # the employer declared nobody that month
    NOT_NAMED = "not_named"  # the employer declared others, not this person
    NO_EMPLOYMENT = "no_employment"  # between two credits, no employer is known


@dataclass(frozen=True, slots=True)
class CareerGap:
    """Months in a row that are missing for one cause. `lines` are those that wait, if any."""

    first_month: str
    last_month: str
    months: int
    cause: GapCause
    employer_number: str  # empty where no employer is known
    employer_name: str
    lines: tuple[tuple[str, int], ...] = ()  # declaration, line


@dataclass(frozen=True, slots=True)
class CareerCell:
    """One month of the grid: what it is, and by how many employers it was declared."""

    month: str
    state: CellState
    employers: int
    days: int
    credited: int


@dataclass(frozen=True, slots=True)
class CareerYear:
    """A year of a career: twelve cells and its totals."""

    year: int
    cells: tuple[CareerCell, ...]
    months: int  # with a declaration
    credited: int
    days: int
    wage: int
    wage_capped: int


@dataclass(frozen=True, slots=True)
class CareerView:
    """A career as known at an instant, up to a day: months, years, what is missing and why."""

    months: tuple[CareerMonth, ...]
    years: tuple[CareerYear, ...]  # the latest first
    gaps: tuple[CareerGap, ...]  # the latest first
    unit: str  # month or day: what `credited` counts
    is_unit_verified: bool  # whether a text says how the scheme counts

    @property
    def month_count(self) -> int:
        return sum(each.months for each in self.years)

    @property
    def credited(self) -> int:
        return sum(each.credited for each in self.years)

    @property
    def gap_months(self) -> int:
        return sum(each.months for each in self.gaps)


class ProposalReason(StrEnum):
    """Why somebody may be the person of a waiting line."""

    CURED_BEFORE = "cured_before"  # the same line of another month was found to be theirs
    NUMBER_HELD = "number_held"  # the number on the line is theirs
    NUMBER_ONE_WRONG = "number_one_wrong"
    NUMBER_SWAPPED = "number_swapped"
    SAME_NAME = "same_name"
    CLOSE_NAME = "close_name"
    EMPLOYED = "employed"  # by that employer, in those months
    DECLARED_BEFORE = "declared_before"  # by that employer, under that name, shortly before


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody who may be the person of a waiting line, and why."""

    person_number: str
    person_name: str
    birth_on: date | None
    reasons: frozenset[ProposalReason]

    @property
    def is_likely(self) -> bool:
        """Whether two facts that do not depend on each other point to this person."""
        name = bool(self.reasons & {ProposalReason.SAME_NAME, ProposalReason.CLOSE_NAME})
        number = bool(
            self.reasons & {ProposalReason.NUMBER_ONE_WRONG, ProposalReason.NUMBER_SWAPPED}
        )
        at_work = bool(self.reasons & {ProposalReason.EMPLOYED, ProposalReason.DECLARED_BEFORE})
        return ProposalReason.CURED_BEFORE in self.reasons or name + number + at_work > 1


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What of the queue is asked for. `employer_numbers` limits a clerk; empty means all."""

    employer: str = ""
    reason: str = ""
    month: date | None = None
    text: str = ""
    employer_numbers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WaitingGroup:
    """The waiting lines of one employer under one number and name: one person, most likely."""

    employer_number: str
    employer_name: str
    insured_number: str
    insured_name: str
    line_count: int
    first_month: str
    last_month: str
    wage: int
    reasons: tuple[QueueReason, ...]
    waiting_since: datetime
    proposals: tuple[Proposal, ...] = ()

    @property
    def is_nameless(self) -> bool:
        """Neither number nor name: its lines may be of several persons."""
        return not self.insured_number and not self.insured_name


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One line of the queue."""

    declaration_number: str
    line: int
    month: str
    days: int
    wage: int
    reason: QueueReason
    waiting_since: datetime


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How long the queue is, by reason, and how old."""

    by_reason: dict[str, int]
    groups: int
    oldest: datetime | None

    @property
    def lines(self) -> int:
        return sum(self.by_reason.values())
