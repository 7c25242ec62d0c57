"""A person's own page, as it crosses the border of benefits."""

from dataclasses import dataclass
from datetime import date

from socle.benefits.types.claims import AwardView
from socle.kernel.months import Month


@dataclass(frozen=True, slots=True)
class OwnOpening:
    """A code that was given to a person for their own page; the latest alone may be open."""

    person_number: str
    act_number: str
    given_on: date
    is_open: bool


@dataclass(frozen=True, slots=True)
class OwnMonth:
    """What became of a month of an award, up to what runs counted of it.

    `kept` is what was retained of it for an overpayment; `is_mine`: it is due to who reads.
    """

    month: Month
    amount: int
    kept: int
    run_numbers: tuple[str, ...]
    is_mine: bool
    is_suspended: bool
    reason: str


@dataclass(frozen=True, slots=True)
class OwnAward:
    """An award as who is paid by it reads it; of somebody else, for the time they are its payee."""

    award: AwardView
    is_own: bool
    months: tuple[OwnMonth, ...]
