"""Employers, as they cross the border of the register."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from socle.registry.types.history import Belief


class EmployerStatus(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class EstablishmentView:
    number: str
    name: str
    city: str


@dataclass(frozen=True, slots=True)
class EmployerView:
    """An employer as it was on a day, as the fund knew it at an instant."""

    number: str
    legal_name: str
    company_number: str
    address: str
    city: str
    status: EmployerStatus
    filing_regime: str
    classification: dict[str, str]  # the scheme's inputs: risk_group, family_regime…
    establishments: tuple[EstablishmentView, ...]
    employee_count: int
    belief: Belief | None
    on: date
    known_at: datetime | None
