"""Two files that may be one person's."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Agreement(StrEnum):
    """What agrees between two persons."""

    IDENTITY = "identity"
    NAME = "name"
    BIRTH = "birth"
    BIRTH_SWAPPED = "birth_swapped"  # day and month exchanged
    BIRTH_NEARLY = "birth_nearly"  # the year, and the day or the month
    FATHER = "father"
    MOTHER = "mother"


@dataclass(frozen=True, slots=True)
class Described:
    """A person as they are compared: every name they bear, in whatever script."""

    names: tuple[str, ...]
    birth_on: date | None = None
    birth_precision: str = "day"
    sex: str = ""
    national_id: str = ""
    father_name: str = ""
    mother_name: str = ""


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A person of the fund who may be the one described, and what agrees."""

    person_id: int
    number: str
    name: str
    birth_on: date | None
    likeness: int  # percent
    agreeing: tuple[Agreement, ...]

    @property
    def has_same_identity(self) -> bool:
        return Agreement.IDENTITY in self.agreeing
