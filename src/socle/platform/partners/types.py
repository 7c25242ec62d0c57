"""What a partner may be agreed, and what others see of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from socle.platform.access.types import Permission
from socle.platform.outbox.types import EventKind


class Scope(StrEnum):
    """What a partner's system may read or tell (périmètre). What is not named here, none may."""

    PERSONS = "persons:read"
    IDENTITY = "identity:read"  # numbers of identity documents, representatives' telephones: whole
    CONTACTS = "contacts:read"
    ACCOUNTS = "accounts:read"  # the end of the account that pays; the whole is for no partner
    FAMILIES = "families:read"
    AFFILIATES = "affiliates:read"
    CAREERS = "careers:read"
    COVERAGE = "coverage:read"
    ENROLMENTS = "enrolments:read"
    STANDING = "standing:check"  # an employer's good standing, each check with its purpose
    CIVIL_EVENTS = "events:civil"  # it may tell us of births, marriages, divorces, deaths
    COMPANY_EVENTS = "events:company"
    TAX_EVENTS = "events:tax"


# `acts:write:register_person`: one type of act each.
ACTS_WRITE = "acts:write:"
COMES_TO = {
    Scope.PERSONS: Permission.READ_PERSON,
    Scope.IDENTITY: Permission.READ_PERSON,
    Scope.CONTACTS: Permission.READ_PERSON,
    Scope.ACCOUNTS: Permission.READ_PERSON,
    Scope.FAMILIES: Permission.READ_PERSON,
    Scope.AFFILIATES: Permission.READ_EMPLOYER,
    Scope.CAREERS: Permission.READ_PERSON,
    Scope.COVERAGE: Permission.CHECK_RIGHTS,
    Scope.ENROLMENTS: Permission.READ_ENROLMENT,
    Scope.STANDING: Permission.CHECK_STANDING,
    Scope.CIVIL_EVENTS: Permission.NOTIFY_EVENTS,
    Scope.COMPANY_EVENTS: Permission.NOTIFY_EVENTS,
    Scope.TAX_EVENTS: Permission.NOTIFY_EVENTS,
}
# Of what a partner is told, by the scope that lets it read what changed.
TELLS = {
    EventKind.PERSON_REGISTERED: Scope.PERSONS,
    EventKind.PERSON_CHANGED: Scope.PERSONS,
    EventKind.FAMILY_CHANGED: Scope.FAMILIES,
    EventKind.EMPLOYER_REGISTERED: Scope.AFFILIATES,
    EventKind.EMPLOYER_CHANGED: Scope.AFFILIATES,
}
# The acts that may be agreed are those of the register: no partner manages money, people or rights.
AGREEABLE = frozenset(
    {Permission.PERFORM_REGISTRATION, Permission.PERFORM_FAMILY, Permission.PREREGISTER}
)


@dataclass(frozen=True, slots=True)
class AgreementView:
    """An agreement as it is written: what for, by which law, for what, until when."""

    code: str
    name: str
    purpose: str
    legal_basis: str
    scopes: tuple[str, ...]
    calls_per_minute: int
    host: str
    since: date
    until: date  # the last day, included
    act: str


@dataclass(frozen=True, slots=True)
class AgreedView:
    """Under what a partner read or told something: its name, what for, by which law."""

    code: str
    name: str
    purpose: str
    legal_basis: str


@dataclass(frozen=True, slots=True)
class SecretView:
    """A secret, never the secret itself: its place, its end, from when to when it opens."""

    slot: int
    hint: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class PartnerView:
    """A partner as its administrator sees it."""

    code: str
    name: str
    agreement: AgreementView | None  # in force that day, or the next to begin
    is_in_force: bool
    secrets: tuple[SecretView, ...]
    last_access_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccessView:
    """One call of a partner: on whom, when, what came of it (consultation)."""

    at: datetime
    operation: str
    subject_kind: str
    subject_number: str
    outcome: str


@dataclass(frozen=True, slots=True)
class SubscriptionView:
    """Where a partner is told of which events, and how that goes."""

    number: str
    url: str
    events: tuple[str, ...]
    since: date
    waiting: int
    given_up: int
    last_told_at: datetime | None


@dataclass(frozen=True, slots=True)
class NoticeView:
    """An event that a subscription has not been told of yet, or that was given up."""

    event: str
    attempts: int
    next_at: datetime
    given_up_at: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Grant:
    """An access token that was just given, with what it opens."""

    token: str
    seconds: int
    scopes: tuple[str, ...]
