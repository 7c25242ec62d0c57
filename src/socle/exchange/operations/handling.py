"""The inbox: each event has its one effect, or waits where a person sees it.

An event is dealt with in one transaction: all its acts, or none and a reason. What only the moment
prevents is tried again, later each time; what the rules refuse waits for a person.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.utils import OperationalError

from socle.countries.clock import legal_day
from socle.exchange.models import ExchangeEvent
from socle.exchange.operations import civil, companies
from socle.exchange.operations.case import Case, Outcome, Waits
from socle.exchange.queries.kept import content_of
from socle.exchange.queries.links import link_of_user, response_to
from socle.exchange.queries.numbers import MESSAGE, number_of
from socle.exchange.types import PORT_OF, EventState, Response, ToldKind
from socle.kernel.errors import Conflict, SocleError, Unavailable
from socle.platform.access.queries import current_fund
from socle.platform.access.scope import fund_scope
from socle.platform.acts.errors import Invalid
from socle.platform.acts.queries import act_id

DEAL: dict[ToldKind, Callable[[Case], Outcome]] = {
    ToldKind.BIRTH: civil.birth,
    ToldKind.DEATH: civil.death,
    ToldKind.MARRIAGE: civil.marriage,
    ToldKind.DIVORCE: civil.divorce,
    ToldKind.COMPANY_CREATED: companies.created,
    ToldKind.COMPANY_CHANGED: companies.changed,
    ToldKind.COMPANY_CLOSED: companies.closed,
    ToldKind.WAGES: companies.wages,
}
# Two acts that met: the moment prevents it, no rule does.
_CROSSED = "acts.try_again"
_AT_ONCE, _MOST_ATTEMPTS = 200, 8
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=1)
_LEASE = timedelta(minutes=2)
_TAKE = """
    UPDATE exchange_event SET attempts = attempts + 1, next_at = %(lease)s
    WHERE id = (
      SELECT id FROM exchange_event WHERE state = 'waiting' AND next_at <= %(at)s
      ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, attempts
"""
# An event whose proposal somebody has decided since goes on.
_DECIDED = """
    UPDATE exchange_event e SET state = 'waiting', next_at = %(at)s
    FROM decided_proposal p WHERE e.state = 'proposed' AND p.fund_id = e.fund_id
      AND p.number = e.proposal
"""
_SETTLED = frozenset({EventState.DONE, EventState.IGNORED, EventState.ABANDONED})
_FIELDS = (
    *("state", "attempts", "next_at", "outcome", "facts", "act_id", "proposal"),
    *("subject_number", "settled_at"),
)


def deal_with_events(*, fund_id: int, at: datetime, most: int = _AT_ONCE) -> int:
    """Deals with what is due in a fund, each event by itself; how many were looked at."""
    said: dict[str, Any] = {"at": at}
    with fund_scope(fund_id), connection.cursor() as cursor:
        cursor.execute(_DECIDED, said)
    for count in range(most):
        with fund_scope(fund_id):
            event_id = _take(at)
        if event_id is None:
            return count
        with fund_scope(fund_id):
            deal_with(event_id=event_id, at=at)
    return most


def _take(at: datetime) -> int | None:
    """The next event that is due, put off before it is dealt with; none where none is.

    One on which we fail in a way that nobody foresaw, or that ends the worker, keeps nobody else
    waiting: it is due again later, and after some attempts it is shown to a person.
    """
    said: dict[str, Any] = {"at": at, "lease": at + _LEASE}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, said)
        found = cursor.fetchone()
    if found is None:
        return None
    event_id, attempts = found
    if attempts > _MOST_ATTEMPTS:
        ExchangeEvent.objects.filter(pk=event_id).update(
            state=EventState.TO_DECIDE.value, outcome="exchange.unforeseen", attempts=0
        )
        return _take(at)
    return int(event_id)


def deal_with(*, event_id: int, at: datetime) -> None:
    """Deals with one event, in the fund's transaction, unless another worker is at it."""
    event = (
        ExchangeEvent.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("message")
        .filter(pk=event_id, state=EventState.WAITING.value)
        .first()
    )
    if event is None:
        return
    try:
        with transaction.atomic():
            outcome, act = _outcome(event, at)
    except (Conflict, Unavailable, OperationalError) as error:
        if isinstance(error, Conflict) and error.code != _CROSSED:
            outcome, act = Outcome(EventState.TO_DECIDE, *_told(error)), ""
        else:
            _try_later(event, error, at)
            return
    except SocleError as refused:
        outcome, act = Outcome(EventState.TO_DECIDE, *_told(refused)), ""
    _settle(event, outcome, act, at)


def _outcome(event: ExchangeEvent, at: datetime) -> tuple[Outcome, str]:
    fund = current_fund()
    today, kind = legal_day(at, fund.country), ToldKind(event.kind)
    link = link_of_user(user_id=event.user_id, on=today)
    if link is None:
        return Outcome(EventState.TO_DECIDE, "exchange.link_ended"), ""
    if PORT_OF[kind] not in link.ports:
        return Outcome(EventState.TO_DECIDE, "exchange.port_not_agreed"), ""
    response = response_to(kind=kind, on=today)
    is_by_hand = bool(event.facts.get("decided_by"))
    if response is Response.IGNORE:
        return Outcome(EventState.IGNORED, "exchange.by_policy"), ""
    if response is Response.QUEUE and DEAL[kind] is not companies.created and not is_by_hand:
        return Outcome(EventState.TO_DECIDE, "exchange.by_policy"), ""
    case = Case(
        fund=fund,
        link=link,
        event=event,
        number=number_of(MESSAGE, event.message.at, event.message_id),
        kind=kind,
        content=content_of(event=event),
        response=response,
        at=at,
    )
    try:
        return DEAL[kind](case), case.main
    except Waits as waits:
        # What was done before stays: a precaution, a child registered.
        facts = {"proposal": waits.proposal}
        return Outcome(EventState.PROPOSED, "exchange.proposed", facts, case.subject), case.main


def _settle(event: ExchangeEvent, outcome: Outcome, act: str, at: datetime) -> None:
    is_idle = outcome.state is EventState.DONE and not act
    event.state = outcome.state.value
    event.outcome = outcome.code or ("exchange.known_already" if is_idle else "")
    kept = {name: event.facts[name] for name in ("person", "decided_by") if name in event.facts}
    event.facts = {**kept, **outcome.facts}
    event.proposal = str(outcome.facts.get("proposal", ""))
    if act:
        event.act_id = act_id(number=act)
    if outcome.subject:
        event.subject_number = outcome.subject
    event.settled_at = at if outcome.state in _SETTLED else None
    event.save(update_fields=_FIELDS)


def _try_later(event: ExchangeEvent, passing: Exception, at: datetime) -> None:
    """Waits longer each time, then leaves it to a person."""
    facts: dict[str, Any] = {}
    code = "exchange.database"
    if isinstance(passing, SocleError):
        code, facts = _told(passing)
    is_over = event.attempts >= _MOST_ATTEMPTS
    event.state = (EventState.TO_DECIDE if is_over else EventState.WAITING).value
    event.outcome, event.facts = code[:60], {**event.facts, **facts}
    event.next_at = at + min(_FIRST_WAIT * 2**event.attempts, _LONGEST_WAIT)
    event.save(update_fields=_FIELDS)


def _told(refused: SocleError) -> tuple[str, dict[str, Any]]:
    """Why, as a person will read it."""
    if isinstance(refused, Invalid) and refused.faults:
        first = refused.faults[0]
        return first.code[:60], {"field": first.field or "", **dict(first.facts)}
    return refused.code[:60], {name: str(value)[:200] for name, value in refused.facts.items()}
