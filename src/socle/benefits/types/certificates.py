"""Certificates of rights and statements of an award, as they cross the border of benefits."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class RightsGiven:
    """A certificate that was given: what is kept is how to make it again, not the paper."""

    number: str
    person_number: str
    asked_on: date
    valid_until: date
    code: str
    digest: bytes
    act_number: str
    known_at: datetime
    is_withdrawn: bool
    award_number: str = ""  # of which award alone it is
