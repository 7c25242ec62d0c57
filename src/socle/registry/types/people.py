"""Persons, as they cross the border of the register."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from socle.registry.types.history import Belief


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as they were on a day, as the fund knew them at an instant."""

    number: str
    family_name: str
    given_names: str
    birth_on: date | None
    birth_precision: str  # day, month, year
    sex: Sex | None
    national_id: str
    belief: Belief | None
    on: date
    known_at: datetime | None

    @property
    def full_name(self) -> str:
        return f"{self.family_name} {self.given_names}".strip()


@dataclass(frozen=True, slots=True)
class ImportedPerson:
    """A person to register, and where they work; `employer_number` may be empty."""

    number: str
    family_name: str
    given_names: str
    birth_on: date | None
    sex: str
    employer_number: str
    hired_on: date | None
