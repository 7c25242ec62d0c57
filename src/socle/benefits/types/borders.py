"""What crosses the border about careers elsewhere: certified periods, and what totalising gave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from socle.kernel.months import Month


@dataclass(frozen=True, slots=True)
class ForeignPeriod:
    """Months in a row that another fund certifies; `wage` is that of a month, in minor units."""

    country: str
    institution: str
    number_there: str
    first: Month
    last: Month
    months: int
    wage: int | None = None
    currency: str = ""
    act_number: str = ""
    form_number: str = ""

    @property
    def fund(self) -> str:
        """Which fund, as steps and pages name it."""
        return f"{self.country} {self.institution}"


@dataclass(frozen=True, slots=True)
class Certified:
    """Months in a row that this fund certifies to another (carrière certifiée)."""

    first: Month
    last: Month
    months: int
    wage: int  # the mean of its months, half up


@dataclass(frozen=True, slots=True)
class LiaisonSheet:
    """All that a liaison form says, before anybody's words (formulaire de liaison)."""

    number: str
    issued_on: date
    country: str
    institution: str
    person_number: str
    person_name: str
    birth_on: str
    currency: str
    unit: str
    credited: int
    periods: tuple[Certified, ...]


@dataclass(frozen=True, slots=True)
class Totalisation:
    """How a career of several funds was counted, and what the fund owes of the whole.

    `own` and `total` are in the unit of the scheme; `theoretical` is the amount on the whole
    career, in minor units.
    """

    own: int
    total: int
    overlapping: int
    theoretical: int
    elsewhere: tuple[tuple[str, int], ...]  # each fund with its months

    def as_json(self) -> dict[str, Any]:
        return {
            "own": self.own,
            "total": self.total,
            "overlapping": self.overlapping,
            "theoretical": self.theoretical,
            "elsewhere": [list(each) for each in self.elsewhere],
        }


def totalisation_from(kept: Mapping[str, Any] | None) -> Totalisation | None:
    """As a decision kept it."""
    if kept is None:
        return None
    elsewhere = tuple((str(fund), int(months)) for fund, months in kept["elsewhere"])
    return Totalisation(
        kept["own"], kept["total"], kept["overlapping"], kept["theoretical"], elsewhere
    )
