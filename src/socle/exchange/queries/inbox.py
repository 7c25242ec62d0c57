"""Reading the inbox: what sources told of, what came of it, and what waits for a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from socle.exchange.models import ExchangeEvent
from socle.exchange.queries.kept import content_of
from socle.exchange.queries.numbers import EVENT, MESSAGE, number_of, row_of
from socle.exchange.types import EventState, EventView, ToldKind
from socle.kernel.errors import NotKnown
from socle.platform.acts.queries import numbers_of
from socle.platform.partners.queries import agreed_under, partner_user


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for among the events; what is empty is not asked."""

    state: EventState | None = None
    kind: ToldKind | None = None
    partner: str = ""
    subject_number: str = ""
    since: date | None = None  # the event took place that day, or later


def events(*, sought: Sought, limit: int, before: str = "") -> list[EventView]:
    """Events, the last received first, after a place in the list. What they say is left out.

    Raises:
        NotKnown: no such partner, or no such place.
    """
    found = ExchangeEvent.objects.select_related("message")
    if sought.state:
        found = found.filter(state=sought.state.value)
    if sought.kind:
        found = found.filter(kind=sought.kind.value)
    if sought.partner:
        found = found.filter(user_id=partner_user(code=sought.partner))
    if sought.subject_number:
        found = found.filter(subject_number=sought.subject_number)
    if sought.since:
        found = found.filter(occurred_on__gte=sought.since)
    if before:
        found = found.filter(pk__lt=row_of(EVENT, before))
    return _views(found.order_by("-id")[:limit])


def event(*, number: str) -> EventView:
    """An event, with what its source says of it.

    Raises:
        NotKnown: there is none of this number.
        Unavailable: this process cannot open what is kept sealed.
    """
    rows = ExchangeEvent.objects.select_related("message").filter(pk=row_of(EVENT, number))
    found = rows.first()
    if found is None:
        raise NotKnown("exchange.unknown", number=number[:60])
    return _views([found], content=content_of(event=found))[0]


def events_of_message(*, row: int) -> list[EventView]:
    """The events that a message told of first."""
    found = ExchangeEvent.objects.select_related("message").filter(message_id=row)
    return _views(found.order_by("id"))


def event_counts() -> dict[EventState, int]:
    """How many events stand where, of those that somebody may still look at."""
    is_open = (EventState.WAITING, EventState.PROPOSED, EventState.TO_DECIDE)
    found = ExchangeEvent.objects.filter(state__in=[each.value for each in is_open])
    counted = found.values_list("state").annotate(Count("pk"))
    return {EventState(state): number for state, number in counted}


def next_to_decide(*, after: str = "") -> str:
    """The oldest event that waits for a person, after a place; empty where none does."""
    found = ExchangeEvent.objects.select_related("message").filter(state=EventState.TO_DECIDE.value)
    if after:
        found = found.filter(pk__gt=row_of(EVENT, after))
    first = found.order_by("id").first()
    return number_of(EVENT, first.message.at, first.pk) if first else ""


def _views(
    rows: Iterable[ExchangeEvent], *, content: dict[str, Any] | None = None
) -> list[EventView]:
    listed = list(rows)
    agreed = agreed_under(act_ids={each.message.agreed_by_id for each in listed})
    acts = numbers_of(act_ids={each.act_id for each in listed if each.act_id})
    return [
        EventView(
            id=each.pk,
            number=number_of(EVENT, each.message.at, each.pk),
            kind=ToldKind(each.kind),
            partner=agreed[each.message.agreed_by_id].code,
            partner_name=agreed[each.message.agreed_by_id].name,
            reference=each.reference,
            occurred_on=each.occurred_on,
            received_at=each.message.at,
            message=number_of(MESSAGE, each.message.at, each.message_id),
            state=EventState(each.state),
            attempts=each.attempts,
            next_at=each.next_at if each.state == EventState.WAITING else None,
            outcome=each.outcome,
            facts=each.facts,
            act=acts.get(each.act_id or 0, ""),
            proposal=each.proposal,
            subject_number=each.subject_number,
            settled_at=each.settled_at,
            content=content or {},
        )
        for each in listed
    ]
