"""What the fund tells those who follow it: that a file changed, never what is in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """What happened to a file."""

    PERSON_REGISTERED = "person.registered"
    PERSON_CHANGED = "person.changed"
    FAMILY_CHANGED = "family.changed"
    EMPLOYER_REGISTERED = "employer.registered"
    EMPLOYER_CHANGED = "employer.changed"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the stream of events: the act, and the last of its subjects that was told."""

    at: datetime
    act_id: int
    subject: str


@dataclass(frozen=True, slots=True)
class Event:
    """One file touched by one act. The same event has the same id, however often it is told."""

    kind: EventKind
    subject_kind: str
    subject_number: str
    act: str
    recorded_at: datetime
    place: Place

    @property
    def id(self) -> str:
        return f"{self.act}/{self.subject_kind}:{self.subject_number}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some events that follow a place, where to go on, and whether there is more by now."""

    events: tuple[Event, ...]
    end: Place | None
    is_whole: bool


# The subjects `person:1122` that an act opened without naming them: by the act's id, those after
# one of them, so many at most, in their order.
Opened = Callable[[int, str, int], list[str]]
