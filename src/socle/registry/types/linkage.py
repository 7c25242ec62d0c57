"""Why two files may be one person's, as the batch linkage weighs it (rapprochement par lots)."""

from dataclasses import dataclass
from enum import StrEnum


class Alike(StrEnum):
    """How far one field of two files agrees."""

    SAME = "same"
    HEARD = "heard"  # written otherwise, heard alike
    TYPED = "typed"  # one slip of the fingers
    RESEMBLING = "resembling"  # several slips, or a word cut off
    PARTLY = "partly"  # some words agree, one is another
    SWAPPED = "swapped"  # day and month exchanged
    NEARLY = "nearly"  # the year, and the day or the month
    SAME_DAY = "same_day"  # day and month, of another year
    SAME_YEAR = "same_year"
    NEAR_YEAR = "near_year"  # one year apart
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Weighed:
    """What one field says: each point doubles the odds, each point less halves them."""

    field: str
    alike: Alike
    points: int


@dataclass(frozen=True, slots=True)
class LinkedPair:
    """Two files that are likely one person's. `prior`: the points of two files drawn blindly."""

    one: int
    other: int
    likeness: int  # percent
    prior: int
    weighed: tuple[Weighed, ...]
