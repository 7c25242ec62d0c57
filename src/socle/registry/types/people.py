"""Persons, as they cross the border of the register."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from socle.registry.types.history import Belief


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


class NameKind(StrEnum):
    """As what a name is borne. The first name of the file is the one of birth."""

    BIRTH = "birth"  # nom de naissance
    MARRIAGE = "marriage"  # nom d'épouse ou d'époux
    USUAL = "usual"  # nom d'usage


class Script(StrEnum):
    LATIN = "latin"
    ARABIC = "arabic"


class RegistrationState(StrEnum):
    """How far a registration has come. `lapsed` is computed from the day it was announced."""

    REGISTERED = "registered"  # immatriculé
    PREREGISTERED = "preregistered"  # pré-immatriculé
    LAPSED = "lapsed"  # caduc
    TO_ACTIVATE = "to_activate"  # immatriculé par un tiers, à activer


class RegistrationOrigin(StrEnum):
    """Who asked for a registration that was not done at once."""

    EMPLOYER = "employer"
    AGENT = "agent"
    BODY = "body"  # organisme de liaison, autre organisme


@dataclass(frozen=True, slots=True)
class NameView:
    """Another name of a person, and since when they bear it."""

    kind: NameKind
    script: Script
    family_name: str
    given_names: str
    since: date | None

    @property
    def full_name(self) -> str:
        return f"{self.family_name} {self.given_names}".strip()


@dataclass(frozen=True, slots=True)
class RegistrationView:
    """How far a registration has come on a day; `lapses_on` is the first day it is lapsed."""

    state: RegistrationState
    origin: RegistrationOrigin | None = None
    source: str = ""  # the employer's number, or the body's name
    since: date | None = None
    lapses_on: date | None = None

    @property
    def is_complete(self) -> bool:
        return self.state is RegistrationState.REGISTERED


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as they were on a day, as the fund knew them at an instant.

    `died_on` is told on every day of a reading, before the death as well: it is what the fund knew.
    """

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
    names: tuple[NameView, ...] = ()
    birth_place: str = ""
    nationality: str = ""  # ISO 3166
    father_name: str = ""
    mother_name: str = ""
    registration: RegistrationView = RegistrationView(RegistrationState.REGISTERED)
    died_on: date | None = None
    death: Belief | None = None
    awaits_linkage: str = ""  # the import that brought them, until they were compared with all

    @property
    def full_name(self) -> str:
        return f"{self.family_name} {self.given_names}".strip()

    @property
    def arabic_name(self) -> str:
        """The first name in Arabic script, where the fund has it."""
        for each in self.names:
            if each.kind is NameKind.BIRTH and each.script is Script.ARABIC:
                return each.full_name
        return ""


@dataclass(frozen=True, slots=True)
class WaitingRegistration:
    """A registration to confirm or activate, in a list."""

    number: str
    name: str
    state: RegistrationState
    origin: RegistrationOrigin
    source: str
    since: date
    lapses_on: date | None

    def days_left(self, on: date) -> int:
        return (self.lapses_on - on).days if self.lapses_on else 0


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
    father_name: str = ""
    mother_name: str = ""
