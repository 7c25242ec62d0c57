"""The services of the registry, each from the bytes of a call to those of its answer."""

from collections.abc import Callable
from http import HTTPStatus

from socle.api.dci.entrance import Call, Caller, Shut, entered, heard
from socle.api.dci.replies import Reply, not_answered, not_taken
from socle.exchange.dci.codes import Action, Rejected
from socle.exchange.dci.messages import Envelope
from socle.exchange.operations import provider
from socle.exchange.operations.provider import Exchange
from socle.platform.access.scope import fund_scope
from socle.platform.partners.types import Scope

Answer = Callable[[Exchange, Envelope], bytes]


def sync_search(call: Call) -> Reply:
    """Searches, answered at once."""
    return _at_once(call, "search", "ibr.search", Action.ON_SEARCH, provider.answer_search)


def sync_enrolled(call: Call) -> Reply:
    """Whether somebody is enrolled, answered at once."""
    return _at_once(call, "enrolled", "ibr.enrolled", Action.ON_SEARCH, provider.answer_enrolled)


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
