"""The services of the registry, each from the bytes of a call to those of its answer."""

from collections.abc import Callable
from http import HTTPStatus

from socle.api.dci.entrance import Call, Caller, Shut, entered, heard
from socle.api.dci.replies import Reply, acknowledged, not_answered, not_taken
from socle.exchange.dci.codes import Action, Rejected
from socle.exchange.dci.messages import Envelope
from socle.exchange.operations import following, provider, subscribing
from socle.exchange.operations.provider import Exchange
from socle.platform.access.scope import fund_scope
from socle.platform.partners.types import Scope

Answer = Callable[[Exchange, Envelope], bytes]
# Whoever may tell us of events may answer what we asked of it.
ANSWERING = (Scope.CIVIL_EVENTS, Scope.COMPANY_EVENTS, Scope.TAX_EVENTS, Scope.ENROLMENTS)


def sync_search(call: Call) -> Reply:
    """Searches, answered at once."""
    return _at_once(call, "search", "ibr.search", Action.ON_SEARCH, provider.answer_search)


def sync_enrolled(call: Call) -> Reply:
    """Whether somebody is enrolled, answered at once."""
    return _at_once(call, "enrolled", "ibr.enrolled", Action.ON_SEARCH, provider.answer_enrolled)


def sync_status(call: Call) -> Reply:
    """What has become of an earlier question, answered at once."""
    action = Action.TXN_ON_STATUS
    return _at_once(call, "txn-status", "ibr.status", action, following.answer_status)


def search(call: Call) -> Reply:
    """Searches, acknowledged; the answer follows."""
    return _later(call, "search", following.SEARCH, following.take_search)


def subscribe(call: Call) -> Reply:
    """A subscription, acknowledged; its code follows."""
    return _later(call, "subscribe", following.SUBSCRIBE, subscribing.take_subscription)


def unsubscribe(call: Call) -> Reply:
    """The end of subscriptions, acknowledged; the answer follows."""
    return _later(call, "unsubscribe", following.UNSUBSCRIBE, subscribing.take_ending)


def status(call: Call) -> Reply:
    """A question about an earlier one, acknowledged; the answer follows."""
    return _later(call, "txn-status", "ibr.status", following.take_status)


def on_search(call: Call) -> Reply:
    """The answer to a search of ours."""
    return _later(call, "on-search", "dci.on-search", following.heard_answer, ANSWERING)


def on_subscribe(call: Call) -> Reply:
    """The answer to a subscription of ours."""
    return _later(call, "on-subscribe", "dci.on-subscribe", following.heard_answer, ANSWERING)


def on_unsubscribe(call: Call) -> Reply:
    """The answer to the end of a subscription of ours."""
    return _later(call, "on-unsubscribe", "dci.on-unsubscribe", following.heard_answer, ANSWERING)


def on_status(call: Call) -> Reply:
    """The answer to a question of ours about an earlier one."""
    return _later(call, "txn-on-status", "dci.on-status", following.heard_answer, ANSWERING)


def _later(
    call: Call,
    kind: str,
    service: str,
    take: Callable[[Exchange, Envelope], str],
    scopes: tuple[Scope, ...] = (Scope.ENROLMENTS,),
) -> Reply:
    try:
        caller = entered(call, *scopes)
    except Shut as shut:
        return shut.reply
    exchange = Exchange(caller.desk, caller.link, service, call.at)
    try:
        envelope = heard(call, caller.link, kind)
        with fund_scope(caller.fund.id):
            return acknowledged(take(exchange, envelope), call.at)
    except Rejected as refused:
        return refused_later(call, caller, exchange, refused)


def _at_once(call: Call, kind: str, service: str, action: Action, answer: Answer) -> Reply:
    try:
        caller = entered(call, Scope.ENROLMENTS)
    except Shut as shut:
        return shut.reply
    exchange = Exchange(caller.desk, caller.link, service, call.at)
    try:
        envelope = heard(call, caller.link, kind)
        with fund_scope(caller.fund.id):
            return Reply(HTTPStatus.OK, answer(exchange, envelope))
    except Rejected as refused:
        reply = not_answered(
            refused,
            at=call.at,
            action=action,
            sender_id=caller.link.our_sender_id,
            receiver_id=caller.link.sender_id,
        )
        noted_refusal(call, caller, exchange, refused, reply)
        return reply


def noted_refusal(
    call: Call, caller: Caller, exchange: Exchange, refused: Rejected, reply: Reply
) -> str:
    """Writes a refused message in the journal, whatever was undone before; its number."""
    with fund_scope(caller.fund.id):
        return provider.note_refused(exchange, call.raw, refused, http_status=int(reply.status))


def refused_later(call: Call, caller: Caller, exchange: Exchange, refused: Rejected) -> Reply:
    """The refusal of a message whose answer would have followed."""
    reply = not_taken(refused, at=call.at)
    number = noted_refusal(call, caller, exchange, refused, reply)
    return not_taken(refused, at=call.at, number=number)
