"""What a search finds, and why."""

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Why a file is among what was found: one word, shown beside it."""

    NUMBER = "number"
    IDENTITY = "identity"  # the number of an identity document
    PHONE = "phone"  # where the fund reaches them
    NAME = "name"  # the same words
    PART = "part"  # words of the name, in whatever order
    BEGINNING = "beginning"  # the name begins so
    SOUND = "sound"  # heard alike, whatever the spelling or the script
    NEAR = "near"  # one slip or one word apart


@dataclass(frozen=True, slots=True)
class Found:
    """A person or an employer that a search found.

    `merged_into`: the number that is kept of them, where this one was merged into another.
    """

    kind: str  # person, employer
    number: str
    name: str
    why: Why
    born: int | None = None  # year
    merged_into: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may be meant, before they are read: nearest first in a list."""

    person_id: int
    is_whole: bool  # every word sounds alike


@dataclass(frozen=True, slots=True)
class Heard:
    """A name as the database compares it."""

    folded: str
    told: str  # the skeletons of its words, in order
    keys: tuple[str, ...]
