"""What registries tell the fund: events, and answers to what it asked. Taken once, done later.

`notified` needs nothing of Django's request: it is called beside Django too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from socle.api.dci.entrance import (
    Call,
    Shut,
    entered,
    heard,
    link_of,
    named_by_bus,
    token_of,
)
from socle.api.dci.replies import Reply, acknowledged, not_taken, shut
from socle.api.dci.services import refused_later
from socle.exchange.dci.codes import ErrorCode, HeaderReason, Rejected
from socle.exchange.dci.events import told
from socle.exchange.dci.messages import Envelope, EventItem
from socle.exchange.operations.provider import Exchange
from socle.exchange.operations.receiving import Entered, LinkChanged, accept
from socle.exchange.types import PORT_OF, LinkView, Port, Received, ReceivedEvent
from socle.kernel.errors import NotKnown
from socle.platform.access.queries import fund as fund_named
from socle.platform.access.types import FundView
from socle.platform.partners.operations import claims_of
from socle.platform.partners.types import Scope

SERVICE = "dci.notify"
_SCOPES = {
    Port.CIVIL: Scope.CIVIL_EVENTS,
    Port.COMPANY: Scope.COMPANY_EVENTS,
    Port.TAX: Scope.TAX_EVENTS,
}
_ATTEMPTS = 3


def notified(call: Call) -> Reply:
    """The answer to a notice of events: taken once, whatever is repeated."""
    try:
        shown = _shown(call)
        for attempt in range(_ATTEMPTS):
            fund, link = _believed(call, shown, is_anew=attempt > 0)
            try:
                return _taken(call, fund, link, shown)
            except LinkChanged:
                continue
            except Rejected as refused:
                # Perhaps by a link that was seen before, and another is stated since.
                if attempt:
                    return _refused(call, refused)
    except Shut as no:
        return no.reply
    return shut(ErrorCode.UNAVAILABLE, "the link is being changed: send the message again")


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a token says, before anything was asked of it; by the bus there is none."""

    fund_id: int
    user_id: int
    secret: str | None
    agreed_to: tuple[str, ...]


def _shown(call: Call) -> _Shown:
    if call.bus:
        fund, link = named_by_bus(call)
        return _Shown(fund.id, link.user_id, None, ())
    claims = claims_of(token=token_of(call), at=call.at)
    if claims is None:
        why = "the access token opens nothing, or has ended"
        raise Shut(shut(ErrorCode.UNAUTHORIZED, why))
    return _Shown(claims.fund, claims.user, claims.secret, tuple(claims.scopes.split()))


# How messages with a partner were last seen to be written. What is kept here is believed only of a
# signature: the statement that takes the message asks whether this very link is in force, and says
# so where it is not. A day's hundreds of thousands of notices read the link once.
_SEEN: dict[tuple[str, int], tuple[FundView, LinkView]] = {}
_MOST_SEEN = 1_000


def _believed(call: Call, shown: _Shown, *, is_anew: bool) -> tuple[FundView, LinkView]:
    key = (call.fund, shown.user_id)
    found = None if is_anew else _SEEN.get(key)
    if found is None or found[0].id != shown.fund_id:
        fund = _fund(call, shown)
        found = fund, link_of(fund, shown.user_id, call)
        if len(_SEEN) >= _MOST_SEEN:
            _SEEN.clear()
        _SEEN[key] = found
    return found


def _fund(call: Call, shown: _Shown) -> FundView:
    try:
        found = fund_named(code=call.fund)
    except NotKnown:
        found = None
    if found is None or found.id != shown.fund_id:
        raise Shut(shut(ErrorCode.FORBIDDEN, "the access token is another fund's"))
    return found


def _taken(call: Call, fund: FundView, link: LinkView, shown: _Shown) -> Reply:
    envelope = heard(call, link, "notify")
    events = _events(envelope)
    scope = _scope(events, shown)
    received = Received(
        transport=link.transport,
        service=SERVICE,
        message_id=envelope.header.message_id,
        raw=call.raw,
        transaction_id=envelope.transaction_id,
        events=tuple(events),
    )
    who = Entered(fund, link, scope.value, shown.secret, shown.agreed_to)
    found = accept(entered=who, received=received, at=call.at)
    if found is None:
        return _why_not(call, scope)
    if found.is_repeated:
        return _repeated(found.number, call.at)
    return acknowledged(found.number, call.at)


def _refused(call: Call, refused: Rejected) -> Reply:
    """A message that is not taken, in the journal of whoever the token really opens for.

    Raises:
        Shut: it opens for nobody.
    """
    caller = entered(call, *_SCOPES.values())
    exchange = Exchange(caller.desk, caller.link, SERVICE, call.at)
    return refused_later(call, caller, exchange, refused)


def _events(envelope: Envelope) -> list[ReceivedEvent]:
    """The events of a message that mean something here; others are in the journal only."""
    items = [each for each in envelope.items if isinstance(each, EventItem)]
    return [found for each in items if (found := told(each)) is not None]


def _scope(events: Sequence[ReceivedEvent], shown: _Shown) -> Scope:
    """What a partner must have been agreed to tell this; a message is of one kind of register."""
    wanted = {_SCOPES[PORT_OF[each.kind]] for each in events}
    if len(wanted) > 1:
        raise Rejected("is of registers of two kinds: send two messages", field="message")
    return wanted.pop() if wanted else _any_held(shown)


def _any_held(shown: _Shown) -> Scope:
    held = (each for each in _SCOPES.values() if each in shown.agreed_to)
    return next(held, Scope.CIVIL_EVENTS)


def _why_not(call: Call, scope: Scope) -> Reply:
    """Why nothing was written: said by the entrance that every other call comes by."""
    try:
        entered(call, scope)
    except Shut as no:
        return no.reply
    return shut(ErrorCode.UNAVAILABLE, "nothing was taken: send the message again")


def _repeated(number: str, at: datetime) -> Reply:
    refused = Rejected("has come already", field="header.message_id", reason=HeaderReason.DUPLICATE)
    return not_taken(refused, at=at, number=number)
