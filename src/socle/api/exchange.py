"""Exchanges with sources: what came, what goes, what waits; where facts come from, who has read.

Decided by the acts `replay_event`, `abandon_event`, `replay_request`, `abandon_request` and
`decide_discrepancy`. What a message said is read on screen, by an act, and never here.
"""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from socle.api.access import permitted
from socle.api.parameters import Day, Number, Page
from socle.exchange.queries import discrepancies, inbox, journal, outbox
from socle.exchange.queries.accesses import accesses
from socle.exchange.queries.origins import origins
from socle.exchange.types import (
    AccessKind,
    Direction,
    DiscrepancyKind,
    DiscrepancyOutcome,
    DiscrepancyView,
    EventKind,
    EventState,
    EventView,
    MessageStatus,
    MessageView,
    RequestState,
    RequestView,
    Transport,
)
from socle.kernel.errors import NotKnown, Refused
from socle.platform.access.types import Permission
from socle.platform.acts.queries import act_id
from socle.registry.queries import person_id

router = Router(tags=["Échanges"])


class SourceEvent(Schema):
    """Un avis d'une source, et ce qu'il en est advenu."""

    number: str
    kind: EventKind
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


class EventsPage(Page):
    """Ce qui est demandé des avis."""

    state: EventState | None = Field(None, description="Où en est l'avis.")
    kind: EventKind | None = Field(None, description="De quel événement.")


class RequestsPage(Page):
    """Ce qui est demandé des envois."""

    state: RequestState | None = Field(None, description="Où en est l'envoi.")


class MessagesPage(Page):
    """Ce qui est demandé du journal."""

    direction: Direction | None = Field(None, description="Reçu ou envoyé.")
    status: MessageStatus | None = Field(None, description="L'issue du message.")
    on: Day | None = Field(None, description="Le jour légal de la caisse.")


class DiscrepanciesPage(Page):
    """Ce qui est demandé des discordances."""

    kind: DiscrepancyKind | None = Field(None, description="De quoi.")
    all: bool = Field(default=False, description="Celles qui sont tranchées aussi.")


@router.get(
    "/exchange/events",
    operation_id="list_source_events",
    summary="Les avis des sources",
    description="Un avis se règle par les actes `replay_event` et `abandon_event`.",
    response=SourceEvents,
)
def list_source_events(request: HttpRequest, page: Query[EventsPage]) -> SourceEvents:
    permitted(request, Permission.READ_ACTS)
    sought = inbox.Sought(state=page.state, kind=page.kind)
    try:
        found = inbox.events(sought=sought, limit=page.limit + 1, before=page.cursor or "")
    except NotKnown as unknown:
        raise Refused("api.cursor_invalid") from unknown
    items = [_event(each) for each in found[: page.limit]]
    return SourceEvents(items=items, next=_next(items, len(found)))


@router.get(
    "/exchange/requests",
    operation_id="list_outgoing_messages",
    summary="Les envois",
    description="Un envoi se règle par les actes `replay_request` et `abandon_request`.",
    response=OutgoingMessages,
)
def list_outgoing_messages(request: HttpRequest, page: Query[RequestsPage]) -> OutgoingMessages:
    permitted(request, Permission.READ_ACTS)
    try:
        found = outbox.requests(state=page.state, limit=page.limit + 1, before=page.cursor or "")
    except NotKnown as unknown:
        raise Refused("api.cursor_invalid") from unknown
    items = [_request(each) for each in found[: page.limit]]
    return OutgoingMessages(items=items, next=_next(items, len(found)))


@router.get(
    "/exchange/messages",
    operation_id="list_exchange_messages",
    summary="Le journal des échanges",
    description="Tout message, par quelque voie qu'il passe ; ce qu'il disait n'y est pas.",
    response=JournalLines,
)
def list_exchange_messages(request: HttpRequest, page: Query[MessagesPage]) -> JournalLines:
    permitted(request, Permission.READ_ACTS)
    wanted = journal.Wanted(direction=page.direction, status=page.status, on=page.on)
    try:
        found = journal.messages(wanted=wanted, limit=page.limit + 1, before=page.cursor or "")
    except NotKnown as unknown:
        raise Refused("api.cursor_invalid") from unknown
    items = [_line(each) for each in found[: page.limit]]
    return JournalLines(items=items, next=_next(items, len(found)))


@router.get(
    "/exchange/discrepancies",
    operation_id="list_discrepancies",
    summary="Les discordances",
    description="Tranchées par l'acte `decide_discrepancy`.",
    response=Discrepancies,
)
def list_discrepancies(request: HttpRequest, page: Query[DiscrepanciesPage]) -> Discrepancies:
    permitted(request, Permission.READ_ACTS)
    try:
        found = discrepancies.discrepancies(
            only_open=not page.all,
            kind=page.kind,
            limit=page.limit + 1,
            before=page.cursor or "",
        )
    except NotKnown as unknown:
        raise Refused("api.cursor_invalid") from unknown
    items = [_readings(each) for each in found[: page.limit]]
    return Discrepancies(items=items, next=_next(items, len(found)))


@router.get(
    "/acts/{number}/origin",
    operation_id="get_origin",
    summary="D'où viennent les faits d'un acte",
    description="`source` : un message d'une source les a dits. `declared` : quelqu'un les a "
    "déclarés.",
    response=Origin,
)
def get_origin(request: HttpRequest, number: Number) -> Origin:
    permitted(request, Permission.READ_ACTS)
    act_id(number=number)
    found = origins(acts=[number]).get(number)
    if found is None:
        return Origin(act=number, rank="declared", partner=None, message=None, at=None)
    return Origin(
        act=number, rank="source", partner=found.partner_name, message=found.message, at=found.at
    )


@router.get(
    "/persons/{number}/accesses",
    operation_id="list_accesses",
    summary="Qui a consulté un dossier",
    description="Les systèmes partenaires, les questions posées aux sources, et ce que des agents "
    "ont lu en donnant un motif. Les 100 dernières.",
    response=Consultations,
)
def list_accesses(request: HttpRequest, number: Number) -> Consultations:
    permitted(request, Permission.READ_ACTS)
    person_id(number)
    return Consultations(
        items=[
            Consultation(
                at=each.at,
                kind=each.kind,
                who=each.who,
                what=each.what,
                outcome=each.outcome,
                purpose=each.purpose,
                legal_basis=each.legal_basis,
                number=each.number or None,
            )
            for each in accesses(number=number, limit=_ACCESSES)
        ]
    )


_ACCESSES = 100


def _next(items: list[Any], found: int) -> str | None:
    return str(items[-1].number) if found > len(items) else None


def _event(each: EventView) -> SourceEvent:
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


def _request(each: RequestView) -> OutgoingMessage:
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


def _line(each: MessageView) -> JournalLine:
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


def _readings(each: DiscrepancyView) -> TwoReadings:
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
