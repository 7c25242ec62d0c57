"""When facts are true, and by which acts they are known."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Belief:
    """When a fact is true in law, and when the fund came to know it, by which act."""

    valid_from: date
    valid_until: date | None  # exclusive
    recorded_at: datetime
    act_number: str


@dataclass(frozen=True, slots=True)
class ActOnSubject:
    """One line of the history of a person or an employer: what, true from when, known when."""

    act_number: str
    act_type: str
    effective_on: date
    recorded_at: datetime
    author: str
    motive: str

    @property
    def delay_days(self) -> int:
        return max(0, (self.recorded_at.date() - self.effective_on).days)
