"""Coverage as it crosses the border of the module: covers, rights with their reasons, overlaps."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from psycopg.types.range import DateRange

HEALTH = "health"


class Grounds(StrEnum):
    """Why a cover ends (motif de fin). Who works again is covered by work: nothing is stated."""

    CONDITIONS_LOST = "conditions_lost"
    OWN_REQUEST = "own_request"
    PENSION_ENDED = "pension_ended"
    STUDIES_ENDED = "studies_ended"
    COVERED_ELSEWHERE = "covered_elsewhere"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Cover:
    """As what a person is covered, by which scheme, from a day to another, which is not in it.

    `monthly_amount`: what the fund told the person to pay each month, in minor units.
    """

    category: str
    scheme: str
    since: date
    until: date | None = None
    monthly_amount: int | None = None
    reference: str = ""
    is_derived: bool = False
    act_number: str = ""


@dataclass(frozen=True, slots=True)
class Served:
    """A pension that is paid over a period, by the number of its right."""

    reference: str
    valid: DateRange


@dataclass(frozen=True, slots=True)
class Score:
    """A household's score in the social register (RSU), and since when it is that."""

    value: Decimal
    since: date

    @classmethod
    def of(cls, millionths: int, since: date) -> "Score":
        """The score that is stored."""
        return cls(Decimal(millionths).scaleb(-6).normalize(), since)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the law that decided, who says so, and how surely."""

    name: str
    value: str
    cited: str
    status: str


@dataclass(frozen=True, slots=True)
class MonthDays:
    """The days declared of one month (YYYY-MM)."""

    month: str
    days: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a right is open or closed, and what would reopen it: codes, with what they tell of.

    `had` and `wanted` count the days of the months of `days`; `unpaid` are months (YYYY-MM), of
    which `amount` is owed, in minor units. `opens_on`: the day on which it opens if nothing else
    changes. `gap`: the name of what was not read in the law.
    """

    code: str
    reopens: tuple[str, ...] = ()
    had: int | None = None
    wanted: int | None = None
    days: tuple[MonthDays, ...] = ()
    unpaid: tuple[str, ...] = ()
    amount: int | None = None
    score: Score | None = None
    opens_on: date | None = None
    bearer: str = ""
    gap: str = ""

    @property
    def missing(self) -> int:
        return max((self.wanted or 0) - (self.had or 0), 0)


@dataclass(frozen=True, slots=True)
class Right:
    """Whether a right is open on a day, as known at an instant, and why.

    `is_open` is None where the law that decides was not read: nothing is guessed. `closes_on` is
    the first day on which it would close if nothing more came. `beside` are the covers that the
    one retained outweighs.
    """

    is_open: bool | None
    reason: Reason
    cover: Cover | None = None
    closes_on: date | None = None
    figures: tuple[Figure, ...] = ()
    beside: tuple[Cover, ...] = ()
    of_bearer: "Right | None" = None


@dataclass(frozen=True, slots=True)
class RightView:
    """The answer to a check: of whom, in which branch, on which day, as known when."""

    person: str
    branch: str
    on: date
    known_at: datetime | None
    right: Right


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two covers of one person on the same days: what is stated, and what it meets."""

    person: str
    name: str
    category: str
    meets: str  # employee, dependant, elsewhere
    body: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class OtherCover:
    """By what a person is covered beside what is stated: employee, dependant, elsewhere."""

    kind: str
    by: str  # the employer's number, the bearer's, or the other body


@dataclass(frozen=True, slots=True)
class CoverageFile:
    """A person's cover through time, and the answer of a day."""

    person: str
    on: date
    known_at: datetime | None
    covers: tuple[Cover, ...]
    answer: RightView
    gaps: tuple[tuple[date, date], ...] = ()
