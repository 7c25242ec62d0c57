"""What an affiliation says besides name and status, as it crosses the border of the register."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from socle.registry.types.employers import EmployerStatus


class Origin(StrEnum):
    """Who asked for the affiliation."""

    REQUEST = "request"  # l’employeur
    OWN_MOTION = "own_motion"  # la caisse, d’office


class Relation(StrEnum):
    """What links an affiliate to the one above it."""

    SUBSIDIARY = "subsidiary"  # filiale
    LIAISON = "liaison"  # affilié par un organisme de liaison


class Capacity(StrEnum):
    """As what somebody speaks for an affiliate."""

    DIRECTOR = "director"  # gérant
    PROXY = "proxy"  # mandataire
    FIDUCIARY = "fiduciary"  # fiduciaire


class Scope(StrEnum):
    """What a representative may do for an affiliate."""

    EVERYTHING = "everything"
    AFFILIATION = "affiliation_acts"
    DECLARATIONS = "declaration_acts"
    PAYMENTS = "payment_acts"


@dataclass(frozen=True, slots=True)
class LegalIdentifier:
    """A number that another body gave; `is_verified` is None where its rule is not known."""

    kind: str
    value: str
    is_verified: bool | None


@dataclass(frozen=True, slots=True)
class LinkedEmployer:
    """Another affiliate that this one is linked to."""

    number: str
    legal_name: str
    relation: str
    since: date


@dataclass(frozen=True, slots=True)
class Representative:
    """Who speaks for an affiliate; `until` is exclusive."""

    rank: int
    full_name: str
    capacity: str
    scope: str
    national_id: str
    phone: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class LifeStage:
    """A period in the life of an affiliation; `until` is exclusive."""

    status: EmployerStatus
    since: date
    until: date | None
    act_number: str


@dataclass(frozen=True, slots=True)
class PlaceOfWork:
    """A place of work: where it is, and how it is reached."""

    number: str
    name: str
    city: str
    address: str
    phone: str
    since: date


@dataclass(frozen=True, slots=True)
class AgencyView:
    """An agency of the fund."""

    code: str
    name: str
    city: str


@dataclass(frozen=True, slots=True)
class AffiliationView:
    """An affiliation as it was on a day, as the fund knew it at an instant.

    Empty texts and None are what was never told. `agency` keeps the file; any other serves it.
    """

    number: str
    kind: str
    legal_form: str
    activity: str
    person_number: str
    person_name: str
    first_hired_on: date | None
    headcount: int | None
    origin: Origin
    grounds: str
    notice_on: date | None
    address_status: str
    activity_address: str
    activity_city: str
    phone: str
    email: str
    identifiers: tuple[LegalIdentifier, ...]
    agency: AgencyView | None
    parent: LinkedEmployer | None
    subsidiaries: tuple[LinkedEmployer, ...]
    successor: LinkedEmployer | None
    absorbed: tuple[LinkedEmployer, ...]
    representatives: tuple[Representative, ...]
    places: tuple[PlaceOfWork, ...]
    life: tuple[LifeStage, ...]
    on: date
    known_at: datetime | None
