"""Breaches as other modules see them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from socle.platform.protection.types import NoticeDelay
from socle.platform.sealing.types import DataClass

# Of how many persons one act tells: each has a letter.
MOST_PERSONS = 5_000
# Who may have been touched, from the least protected to the most.
CLASSES = tuple(each for each in DataClass if each is not DataClass.PUBLIC)


class BreachStepKind(StrEnum):
    """What is done of a breach."""

    AUTHORITY_TOLD = "authority_told"  # notification à l'autorité
    PERSONS_TOLD = "persons_told"  # communication aux personnes
    CLOSED = "closed"


class BreachState(StrEnum):
    """Where the file of a breach stands."""

    BREACH_OPEN = "breach_open"  # the authority is not told yet
    BREACH_TOLD = "breach_told"
    BREACH_CLOSED = "breach_closed"


@dataclass(frozen=True, slots=True)
class BreachStepView:
    """A step that was done: when, under which reference, by whose act."""

    kind: BreachStepKind
    done_at: datetime
    reference: str
    act: str
    author: str


@dataclass(frozen=True, slots=True)
class BreachView:
    """A breach as it is known, with what runs out for it."""

    id: int
    number: str
    found_at: datetime
    found_by: str
    reported_at: datetime
    reported_by: str
    act: str
    what: str
    classes: tuple[DataClass, ...]
    persons: int | None  # about how many; None while nobody knows
    consequences: str
    measures: str
    named: int  # how many of them are named, to be written to
    steps: tuple[BreachStepView, ...]
    delay: NoticeDelay

    @property
    def due_at(self) -> datetime:
        """Until when the authority is to be told, by the law or by the house."""
        return self.found_at + timedelta(hours=self.delay.hours)

    @property
    def state(self) -> BreachState:
        done = {each.kind for each in self.steps}
        if BreachStepKind.CLOSED in done:
            return BreachState.BREACH_CLOSED
        told = BreachStepKind.AUTHORITY_TOLD in done
        return BreachState.BREACH_TOLD if told else BreachState.BREACH_OPEN

    @property
    def is_running(self) -> bool:
        """Whether its countdown runs."""
        return self.state is BreachState.BREACH_OPEN

    @property
    def told_at(self) -> datetime | None:
        """When the authority was told."""
        done = (e.done_at for e in self.steps if e.kind is BreachStepKind.AUTHORITY_TOLD)
        return next(done, None)

    @property
    def was_told_late(self) -> bool:
        return self.told_at is not None and self.told_at > self.due_at

    def seconds_left(self, at: datetime) -> int:
        """What is left to tell the authority; below zero, for how long it is late."""
        return int((self.due_at - at).total_seconds())


@dataclass(frozen=True, slots=True)
class BreachesOpen:
    """How many countdowns run in a fund, how many ran out, and the seconds left of the next."""

    running: int
    late: int
    seconds_left: int | None
