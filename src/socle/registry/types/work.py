"""Who works where."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class EmploymentView:
    person_number: str
    person_name: str
    employer_number: str
    employer_name: str
    occupation: str
    valid_from: date
    valid_until: date | None
