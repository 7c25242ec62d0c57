"""What lateness costs: the rules, the due dates and their events, surcharges and fines."""

from dataclasses import dataclass
from datetime import date, datetime

from socle.arrears.types.words import Scope
from socle.kernel.errors import SocleError
from socle.rules.trace import Step


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
