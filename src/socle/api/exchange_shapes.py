"""Shapes of exchanges: events, messages, discrepancies, origins, who has read."""

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from socle.exchange.types import (
    AccessKind,
    Direction,
    DiscrepancyKind,
    DiscrepancyOutcome,
    DiscrepancyView,
    EventState,
    EventView,
    MessageStatus,
    MessageView,
    RequestState,
    RequestView,
    ToldKind,
    Transport,
)


class SourceEvent(Schema):
    """Un avis d'une source, et ce qu'il en est advenu."""

    number: str
    kind: ToldKind
    partner: str
    reference: str = Field(description="Son nom à la source : redit, c'est le même avis.")
    occurred_on: date | None
    received_at: datetime
    message: str
    state: EventState
    outcome: str | None = Field(description="Le code de la raison.")
    attempts: int
    next_at: datetime | None
    act: str | None
    proposal: str | None
    subject: str | None = Field(description="Le numéro du dossier concerné.")
    settled_at: datetime | None


class SourceEvents(Schema):
    """Une page des avis, du plus récent au plus ancien."""

    items: list[SourceEvent]
    next: str | None


class OutgoingMessage(Schema):
    """Un message à envoyer, et où il en est."""

    number: str
    partner: str
    service: str
    created_at: datetime
    state: RequestState
    outcome: str | None
    attempts: int
    next_at: datetime | None
    act: str | None
    subject: str | None


class OutgoingMessages(Schema):
    """Une page des envois, du plus récent au plus ancien."""

    items: list[OutgoingMessage]
    next: str | None


class JournalLine(Schema):
    """Un message du journal, sans ce qu'il disait."""

    number: str
    at: datetime
    direction: Direction
    partner: str
    transport: Transport
    service: str
    message_id: str
    transaction_id: str | None
    status: MessageStatus
    reason: str | None
    purpose: str
    legal_basis: str
    subject_kind: str | None
    subject: str | None
    sha256: str
    size: int
    http_status: int | None
    took_ms: int | None
    answers: str | None = Field(description="Le message auquel celui-ci répond.")
    kept_until: date | None = Field(description="null : ses octets ne sont plus gardés.")


class JournalLines(Schema):
    """Une page du journal, du plus récent au plus ancien."""

    items: list[JournalLine]
    next: str | None


class TwoReadings(Schema):
    """Deux lectures d'une même chose ; un salaire est en unités mineures."""

    number: str
    kind: DiscrepancyKind
    subject_kind: str
    subject: str
    attribute: str
    month: date | None
    ours: str
    theirs: str
    partner: str
    message: str
    found_at: datetime
    outcome: DiscrepancyOutcome | None
    act: str | None


class Discrepancies(Schema):
    """Une page des discordances, de la plus récente à la plus ancienne."""

    items: list[TwoReadings]
    next: str | None


class Origin(Schema):
    """D'où viennent les faits d'un acte."""

    act: str
    rank: Literal["source", "declared"]
    partner: str | None
    message: str | None
    at: datetime | None


class Consultation(Schema):
    """Qui a lu un dossier ou posé une question sur lui."""

    at: datetime
    kind: AccessKind
    who: str
    what: str
    outcome: str
    purpose: str
    legal_basis: str
    number: str | None


class Consultations(Schema):
    """Les dernières consultations, de la plus récente à la plus ancienne."""

    items: list[Consultation]


def event_shown(each: EventView) -> SourceEvent:
    """An event, without what it says."""
    return SourceEvent(
        number=each.number,
        kind=each.kind,
        partner=each.partner,
        reference=each.reference,
        occurred_on=each.occurred_on,
        received_at=each.received_at,
        message=each.message,
        state=each.state,
        outcome=each.outcome or None,
        attempts=each.attempts,
        next_at=each.next_at,
        act=each.act or None,
        proposal=each.proposal or None,
        subject=each.subject_number or None,
        settled_at=each.settled_at,
    )


def request_shown(each: RequestView) -> OutgoingMessage:
    """A message to send."""
    return OutgoingMessage(
        number=each.number,
        partner=each.partner,
        service=each.service,
        created_at=each.created_at,
        state=each.state,
        outcome=each.outcome or None,
        attempts=each.attempts,
        next_at=each.next_at,
        act=each.act or None,
        subject=each.subject_number or None,
    )


def line_shown(each: MessageView) -> JournalLine:
    """A line of the journal."""
    return JournalLine(
        number=each.number,
        at=each.at,
        direction=each.direction,
        partner=each.partner,
        transport=each.transport,
        service=each.service,
        message_id=each.message_id,
        transaction_id=each.transaction_id or None,
        status=each.status,
        reason=each.reason or None,
        purpose=each.purpose,
        legal_basis=each.legal_basis,
        subject_kind=each.subject_kind or None,
        subject=each.subject_number or None,
        sha256=each.sha256,
        size=each.size,
        http_status=each.http_status,
        took_ms=each.took_ms,
        answers=each.answers or None,
        kept_until=each.kept_until,
    )


def readings_shown(each: DiscrepancyView) -> TwoReadings:
    """Two readings."""
    return TwoReadings(
        number=each.number,
        kind=each.kind,
        subject_kind=each.subject_kind,
        subject=each.subject_number,
        attribute=each.attribute,
        month=each.month,
        ours=each.ours,
        theirs=each.theirs,
        partner=each.partner,
        message=each.message,
        found_at=each.found_at,
        outcome=each.outcome,
        act=each.act or None,
    )
