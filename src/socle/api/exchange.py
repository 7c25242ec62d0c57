"""Exchanges with sources: what came, what goes, what waits; where facts come from, who has read.

Decided by the acts `replay_event`, `abandon_event`, `replay_request`, `abandon_request` and
`decide_discrepancy`. What a message said is read on screen, by an act, and never here.
"""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from socle.api.access import permitted
from socle.api.exchange_shapes import (
    Consultation,
    Consultations,
    Discrepancies,
    JournalLines,
    Origin,
    OutgoingMessages,
    SourceEvents,
    event_shown,
    line_shown,
    readings_shown,
    request_shown,
)
from socle.api.parameters import Day, Number, Page
from socle.exchange.queries import discrepancies, inbox, journal, outbox
from socle.exchange.queries.accesses import accesses
from socle.exchange.queries.origins import origins
from socle.exchange.types import (
    Direction,
    DiscrepancyKind,
    EventState,
    MessageStatus,
    RequestState,
    ToldKind,
)
from socle.kernel.errors import NotKnown, Refused
from socle.platform.access.types import Permission
from socle.platform.acts.queries import act_id
from socle.registry.queries import person_id

router = Router(tags=["Échanges"])
_ACCESSES = 100


class EventsPage(Page):
    """Ce qui est demandé des avis."""

    state: EventState | None = Field(None, description="Où en est l'avis.")
    kind: ToldKind | None = Field(None, description="De quel événement.")


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
    items = [event_shown(each) for each in found[: page.limit]]
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
    items = [request_shown(each) for each in found[: page.limit]]
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
    items = [line_shown(each) for each in found[: page.limit]]
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
    items = [readings_shown(each) for each in found[: page.limit]]
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


def _next(items: list[Any], found: int) -> str | None:
    return str(items[-1].number) if found > len(items) else None
