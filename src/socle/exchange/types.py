"""What of exchanges crosses the border of the module."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Transport(StrEnum):
    """By which way messages go (transport)."""

    HTTPS = "https"
    XROAD = "xroad"
    FILE = "file"


class Signing(StrEnum):
    """How a partner signs: three readings of one standard are in the field (interop)."""

    HTTP_SIGNATURE = "http_signature"
    JWS = "jws"
    DETACHED_JWS = "detached_jws"
    NONE = "none"


class Port(StrEnum):
    """Which facts a partner holds: a port by fact, whoever the partner is."""

    IDENTITY = "identity"
    CIVIL = "civil"
    COMPANY = "company"
    TAX = "tax"
    HOUSEHOLD = "household"
    ENROLMENT = "enrolment"


class ToldKind(StrEnum):
    """What a source may tell of."""

    BIRTH = "live_birth"
    DEATH = "death"
    MARRIAGE = "marriage"
    DIVORCE = "divorce"
    COMPANY_CREATED = "company_created"
    COMPANY_CHANGED = "company_changed"
    COMPANY_CLOSED = "company_closed"
    WAGES = "wages"


PORT_OF = {
    ToldKind.BIRTH: Port.CIVIL,
    ToldKind.DEATH: Port.CIVIL,
    ToldKind.MARRIAGE: Port.CIVIL,
    ToldKind.DIVORCE: Port.CIVIL,
    ToldKind.COMPANY_CREATED: Port.COMPANY,
    ToldKind.COMPANY_CHANGED: Port.COMPANY,
    ToldKind.COMPANY_CLOSED: Port.COMPANY,
    ToldKind.WAGES: Port.TAX,
}


class Response(StrEnum):
    """What the fund has an event do (politique).

    `apply` performs the acts that need no second person and proposes the others; `propose` leaves
    each act to a person; `queue` only lists the event; `ignore` keeps it in the journal.
    """

    APPLY = "apply"
    PROPOSE = "propose"
    QUEUE = "queue"
    IGNORE = "ignore"


class EventState(StrEnum):
    """How far an event has been dealt with."""

    WAITING = "waiting"
    PROPOSED = "proposed"  # an act waits for its second person
    DONE = "done"
    IGNORED = "ignored"  # of nobody known to the fund, or by its policy
    TO_DECIDE = "to_decide"
    ABANDONED = "abandoned"


class RequestState(StrEnum):
    """How far a message to send has gone."""

    WAITING = "waiting"
    SENT = "sent"  # received there; its answer comes later
    ANSWERED = "answered"
    REFUSED = "refused"  # the partner said no: sending it again would say the same
    GIVEN_UP = "given_up"
    ABANDONED = "abandoned"


class MessageStatus(StrEnum):
    """The DCI's own words, for whatever transport."""

    RECEIVED = "rcvd"
    PENDING = "pdng"
    SUCCESS = "succ"
    REJECTED = "rjct"


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class DiscrepancyKind(StrEnum):
    """Of what a source reads otherwise than the fund (discordance)."""

    IDENTITY = "identity"
    COMPANY = "company"
    WAGE = "wage"


class DiscrepancyOutcome(StrEnum):
    OURS = "ours"
    THEIRS = "theirs"
    CONTROL = "control"  # an employer is to be controlled
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class LinkView:
    """How to speak with a partner on a day (liaison technique)."""

    code: str
    name: str
    user_id: int
    agreed_by: int  # the act of the agreement that lets us
    act_id: int  # the act that stated this link
    ports: frozenset[Port]
    transport: Transport
    address: str
    sender_id: str
    our_sender_id: str
    callback: str
    signature: Signing
    keys: tuple[Mapping[str, str], ...]
    service: str
    client: str
    is_sandbox: bool
    since: date
    act: str = ""


@dataclass(frozen=True, slots=True)
class SecretsInClear:
    """Secrets that partners gave before sealing: acts that keep one, and whose still serve."""

    acts: int
    partners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkHealth:
    """How a link fares: whether it is called now, since when it answers or does not."""

    code: str
    failures: int
    open_until: datetime | None
    last_ok_at: datetime | None
    last_failure: str
    waiting: int
    to_decide: int
    given_up: int


@dataclass(frozen=True, slots=True)
class ReceivedEvent:
    """One event of a message, in the shape that every adapter gives.

    `reference` names the event at its source, the same however often and by whatever way it is
    told: kind and number of the certificate, else the message's own reference.
    """

    kind: ToldKind
    reference: str
    occurred_on: date | None
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Received:
    """A message that came in and was found to be its sender's."""

    transport: Transport
    service: str
    message_id: str
    raw: bytes
    transaction_id: str = ""
    events: tuple[ReceivedEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """The journal's number of a message, and whether it had come before (and had no new effect)."""

    number: str
    is_repeated: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a partner answered to a question."""

    message: int  # the row of the journal
    number: str
    body: Mapping[str, Any]
    http_status: int


@dataclass(frozen=True, slots=True)
class MessageView:
    """A line of the journal."""

    id: int
    number: str
    at: datetime
    direction: Direction
    partner: str
    partner_name: str
    transport: Transport
    service: str
    message_id: str
    transaction_id: str
    status: MessageStatus
    reason: str
    purpose: str
    legal_basis: str
    subject_kind: str
    subject_number: str
    asked_by: str
    reference: str
    sha256: str
    size: int
    http_status: int | None
    took_ms: int | None
    answers: str
    is_kept: bool  # its bytes are kept still
    kept_until: date | None


@dataclass(frozen=True, slots=True)
class EventView:
    """An event that a source told of, and what came of it."""

    id: int
    number: str
    kind: ToldKind
    partner: str
    partner_name: str
    reference: str
    occurred_on: date | None
    received_at: datetime
    message: str
    state: EventState
    attempts: int
    next_at: datetime | None
    outcome: str
    facts: Mapping[str, Any]
    act: str
    proposal: str
    subject_number: str
    settled_at: datetime | None
    content: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RequestView:
    """A message to send, and how far it has gone."""

    id: int
    number: str
    partner: str
    partner_name: str
    service: str
    created_at: datetime
    state: RequestState
    attempts: int
    next_at: datetime | None
    outcome: str
    act: str
    subject_kind: str
    subject_number: str


@dataclass(frozen=True, slots=True)
class DiscrepancyView:
    """Two readings of one thing."""

    id: int
    number: str
    kind: DiscrepancyKind
    subject_kind: str
    subject_number: str
    attribute: str
    month: date | None
    ours: str
    theirs: str
    partner: str
    partner_name: str
    message: str
    found_at: datetime
    outcome: DiscrepancyOutcome | None = None
    act: str = ""


@dataclass(frozen=True, slots=True)
class OriginView:
    """Where an act's facts are from: the message of a source. Without one, they were declared."""

    act: str
    message: str
    partner_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CheckView:
    """What a source last answered of one attribute; `is_stale` once the value changed since."""

    attribute: str
    score: int
    partner_name: str
    message: str
    checked_at: datetime
    is_stale: bool


class AccessKind(StrEnum):
    """In which way somebody came to know of a person (consultation)."""

    PARTNER = "partner"  # another system read the file
    EXCHANGE = "exchange"  # a source was asked, or told of them
    REVEAL = "reveal"  # an agent read what is kept hidden, by an act
    EXPORT = "export"  # the whole file was given to the person


@dataclass(frozen=True, slots=True)
class AccessLine:
    """Who read or asked about a person, when, what for, by which law."""

    at: datetime
    kind: AccessKind
    who: str
    what: str  # the operation, the service or the type of act
    outcome: str
    purpose: str
    legal_basis: str
    number: str  # of the message or the act; empty of a plain read
