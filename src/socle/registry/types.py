"""What crosses the border of the register: frozen values."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


class EmployerStatus(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Belief:
    """When a fact is true in law, and when the fund came to know it, by which act."""

    valid_from: date
    valid_until: date | None  # exclusive
    recorded_at: datetime
    act_number: str


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


@dataclass(frozen=True, slots=True)
class EmploymentView:
    person_number: str
    person_name: str
    employer_number: str
    employer_name: str
    occupation: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class ActOnSubject:
    """One line of the history of a person or an employer: what, true from when, known when."""

    act_number: str
    act_type: str
    effective_on: date
    recorded_at: datetime
    author: str
    motive: str

    @property
    def delay_days(self) -> int:
        return max(0, (self.recorded_at.date() - self.effective_on).days)


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
