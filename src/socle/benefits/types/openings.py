"""Claims that the register suggests: a birth, an age, a death that nobody claimed for."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class OpeningCause(StrEnum):
    BIRTH = "birth"  # a child born or entered in a family
    AGE = "age"  # of pension, soon or lately
    DEATH = "death"  # of somebody whom the fund paid


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """A claim to open, or an award to revise where one is given already.

    `about` is the child who was born or entered; else the insured themselves.
    """

    cause: OpeningCause
    benefit: str
    event_on: date
    person_id: int
    person: str
    name: str
    about: str
    about_name: str
    award: str  # to revise; empty where a claim is to be opened


@dataclass(frozen=True, slots=True)
class DeadAward:
    """An award that still gives to somebody who is dead: to be ended from `since`."""

    award_id: int
    award: str
    benefit: str
    person: str
    name: str
    died_on: date
    since: date
    amount: int
