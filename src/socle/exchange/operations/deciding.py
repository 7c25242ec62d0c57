"""What a person decides of the queues: replayed, left without effect, a discrepancy settled."""

from datetime import datetime
from typing import Any

from socle.exchange.models import (
    Discrepancy,
    DiscrepancyDecision,
    ExchangeEvent,
    ExchangeRequest,
)
from socle.exchange.queries.numbers import DISCREPANCY as DISCREPANCIES
from socle.exchange.queries.numbers import EVENT as EVENTS
from socle.exchange.queries.numbers import REQUEST as REQUESTS
from socle.exchange.queries.numbers import row_of
from socle.exchange.types import (
    DiscrepancyKind,
    DiscrepancyOutcome,
    EventState,
    RequestState,
)
from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.platform.acts.operations import submit
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.registry.queries import person_id

EVENT, REQUEST, DISCREPANCY = "exchange_event", "exchange_request", "discrepancy"
_OPEN_EVENTS = (EventState.TO_DECIDE, EventState.IGNORED, EventState.ABANDONED, EventState.WAITING)
_CORRECTS = "correct_civil_status"
_KINDS = {
    DiscrepancyKind.IDENTITY: {DiscrepancyOutcome.OURS, DiscrepancyOutcome.THEIRS},
    DiscrepancyKind.COMPANY: {DiscrepancyOutcome.OURS, DiscrepancyOutcome.THEIRS},
    DiscrepancyKind.WAGE: {DiscrepancyOutcome.CONTROL, DiscrepancyOutcome.DISMISSED},
}


def replay_event(request: ActRequest) -> ActAnswer:
    """Has an event dealt with once more, of the person whom the agent names where several may be.

    Raises:
        NotKnown: no such event, or no such person.
        Conflict: it has had its effect already.
    """
    number, person = request.fields["event"], request.fields.get("person", "")
    with performing(request, subject_kind=EVENT, subject_number=number) as act:
        found = _event(number)
        if person:
            person_id(person)
        facts = {**found.facts, "person": person, "decided_by": act.number} if person else {}
        _move(found, act, EventState.WAITING, {"facts": facts, "attempts": 0})
        return act.answer()


def abandon_event(request: ActRequest) -> ActAnswer:
    """Leaves an event without effect, for a reason that is kept (sans suite).

    Raises:
        NotKnown: no such event.
        Conflict: it has had its effect already.
    """
    number = request.fields["event"]
    with performing(request, subject_kind=EVENT, subject_number=number) as act:
        said = {"outcome": "exchange.abandoned", "settled_at": act.recorded_at}
        _move(_event(number), act, EventState.ABANDONED, said)
        return act.answer()


def replay_request(request: ActRequest) -> ActAnswer:
    """Has a message sent once more, under the name it had: the partner knows it again.

    Raises:
        NotKnown: no such message.
        Conflict: it was answered already.
    """
    number = request.fields["request"]
    with performing(request, subject_kind=REQUEST, subject_number=number) as act:
        found = _request(number)
        _require_unanswered(found, number)
        act.before = {"state": found.state}
        found.state, found.attempts, found.next_at = RequestState.WAITING.value, 0, act.recorded_at
        found.settled_at = None
        found.save(update_fields=["state", "attempts", "next_at", "settled_at"])
        act.after = {"state": found.state}
        return act.answer()


def abandon_request(request: ActRequest) -> ActAnswer:
    """Gives up a message to send, for a reason that is kept.

    Raises:
        NotKnown: no such message.
        Conflict: it was answered already.
    """
    number = request.fields["request"]
    with performing(request, subject_kind=REQUEST, subject_number=number) as act:
        found = _request(number)
        _require_unanswered(found, number)
        act.before = {"state": found.state}
        found.state, found.settled_at = RequestState.ABANDONED.value, act.recorded_at
        found.save(update_fields=["state", "settled_at"])
        act.after = {"state": found.state}
        return act.answer()


def decide_discrepancy(request: ActRequest) -> ActAnswer:
    """Settles two readings of one thing: ours stays, theirs is proposed, or a control is opened.

    The source's reading of a civil status is taken by the ordinary correction, which a second
    person validates.

    Raises:
        NotKnown: no such discrepancy.
        Refused: a decision that does not fit this kind.
        Conflict: it is settled already.
    """
    number = request.fields["discrepancy"]
    outcome = DiscrepancyOutcome(request.fields["outcome"])
    with performing(request, subject_kind=DISCREPANCY, subject_number=number) as act:
        found = Discrepancy.objects.filter(pk=row_of(DISCREPANCIES, number)).first()
        if found is None:
            raise NotKnown("exchange.unknown", number=number)
        # A source that would not tell its reading has none to be taken.
        is_untold = outcome is DiscrepancyOutcome.THEIRS and not found.theirs
        if is_untold or outcome not in _KINDS[DiscrepancyKind(found.kind)]:
            raise Refused("exchange.outcome_unfit", outcome=outcome.value)
        if DiscrepancyDecision.objects.filter(discrepancy=found).exists():
            raise Conflict("exchange.settled", number=number)
        DiscrepancyDecision.objects.create(
            fund_id=request.desk.fund.id,
            act_id=act.id,
            recorded_at=act.recorded_at,
            discrepancy=found,
            outcome=outcome.value,
        )
        act.before = {"ours": found.ours, "theirs": found.theirs}
        act.after = {"outcome": outcome.value, **_followed(request, act, found, outcome)}
        act.touched.add(f"{found.subject_kind}:{found.subject_number}")
        return act.answer()


def _followed(
    request: ActRequest, act: ActInProgress, found: Discrepancy, outcome: DiscrepancyOutcome
) -> dict[str, Any]:
    """The proposal that taking the source's reading makes."""
    is_civil = found.kind == DiscrepancyKind.IDENTITY and found.subject_kind == "person"
    if outcome is not DiscrepancyOutcome.THEIRS or not is_civil:
        return {}
    answer = submit(
        desk=request.desk,
        act_type_code=_CORRECTS,
        fields={"number": found.subject_number, found.attribute: found.theirs},
        effective_on=request.effective_on,
        motive=request.motive,
        key=f"discrepancy:{found.pk}",
        at=act.recorded_at,
    )
    return {"proposal": answer.act}


def _event(number: str) -> ExchangeEvent:
    found = ExchangeEvent.objects.select_for_update().filter(pk=row_of(EVENTS, number)).first()
    if found is None:
        raise NotKnown("exchange.unknown", number=number)
    return found


def _request(number: str) -> ExchangeRequest:
    found = ExchangeRequest.objects.select_for_update().filter(pk=row_of(REQUESTS, number)).first()
    if found is None:
        raise NotKnown("exchange.unknown", number=number)
    return found


def _move(
    found: ExchangeEvent, act: ActInProgress, state: EventState, said: dict[str, Any]
) -> None:
    if found.state not in _OPEN_EVENTS:
        raise Conflict("exchange.settled", number=act.subject_number)
    act.before = {"state": found.state, "outcome": found.outcome}
    moved: dict[str, str | datetime | Any] = {"state": state.value, "next_at": act.recorded_at}
    for name, value in {**moved, **said}.items():
        setattr(found, name, value)
    found.save(update_fields=[*moved, *said])
    act.after = {"state": state.value}


def _require_unanswered(found: ExchangeRequest, number: str) -> None:
    if found.state == RequestState.ANSWERED:
        raise Conflict("exchange.settled", number=number)
