"""Who calls in DCI: the token, the agreement, the link, the parties and the signature of a message.

Each is judged in that order, and nothing of a message is believed before its signature is.
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from django.conf import settings

from socle.api.dci.replies import Reply, shut
from socle.exchange.dci.codes import ErrorCode, Rejected
from socle.exchange.dci.envelope import parse
from socle.exchange.dci.messages import Envelope
from socle.exchange.dci.parties import require_parties
from socle.exchange.dci.signatures import Trusted, verify
from socle.exchange.operations.receiving import current_link, link_of_client
from socle.exchange.types import LinkView, Signing, Transport
from socle.kernel.errors import NotKnown, Refused
from socle.platform.access.queries import fund as fund_named
from socle.platform.access.types import Desk, FundView
from socle.platform.partners.operations import TOKEN_PREFIX, enter, enter_known
from socle.platform.partners.types import Scope

_BEARER = re.compile(r"[Bb]earer +(\S+)", re.ASCII)
_LOOPBACK = frozenset({"127.0.0.1", "::1"})
# Said by whatever stands between a caller and us: the caller is then not this machine.
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
# What the proxy shows that stands before the bus's own listener, and whom the bus names. Of two
# names in one header neither is believed: an identifier has three parts or four.
_PROXY, _CLIENT = "HTTP_X_BUS_PROXY", "HTTP_X_ROAD_CLIENT"
_NAMED = re.compile(r"[A-Za-z0-9'()+,.=?-]+", re.ASCII)
_PARTS = {3, 4}


class Shut(Exception):  # noqa: N818 - an answer
    """The caller does not enter; `reply` says why."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


@dataclass(frozen=True, slots=True)
class Call:
    """A message as it was sent: to which fund, with what token, from where.

    `bus`: whom the state's bus names as its client, where it came by the bus.
    """

    fund: str
    authorization: str
    raw: bytes
    at: datetime
    is_loopback: bool = False
    bus: str = ""


@dataclass(frozen=True, slots=True)
class Caller:
    """A partner that entered, and how messages with it are written."""

    desk: Desk
    link: LinkView

    @property
    def fund(self) -> FundView:
        return self.desk.fund


def call_of(environ: Mapping[str, object], *, fund: str, raw: bytes, at: datetime) -> Call:
    """A message from what the server tells of its request.

    Raises:
        Shut: 403: it says that it came by the bus, and did not.
    """
    is_direct = not any(environ.get(each) for each in _FORWARDED)
    return Call(
        fund=fund,
        authorization=str(environ.get("HTTP_AUTHORIZATION", "")),
        raw=raw,
        at=at,
        is_loopback=is_direct and environ.get("REMOTE_ADDR") in _LOOPBACK,
        bus=_by_bus(environ),
    )


def _by_bus(environ: Mapping[str, object]) -> str:
    """Whom the bus names; empty for a call of the public listener, whatever else it says.

    Raises:
        Shut: 403.
    """
    shown = str(environ.get(_PROXY, ""))
    if not shown:
        return ""
    secret = settings.XROAD_PROXY_SECRET
    if not secret or not hmac.compare_digest(shown.encode(), secret.encode()):
        raise Shut(shut(ErrorCode.FORBIDDEN, "this is not the listener of the bus"))
    parts = [unquote(each) for each in str(environ.get(_CLIENT, "")).split("/")]
    if len(parts) not in _PARTS or not all(_NAMED.fullmatch(each) for each in parts):
        raise Shut(shut(ErrorCode.FORBIDDEN, "X-Road-Client names no client, or several"))
    return "/".join(parts)


def token_of(call: Call) -> str:
    """The access token of a call.

    Raises:
        Shut: 401: there is none, or it is not of a partner's system.
    """
    found = _BEARER.fullmatch(call.authorization)
    if found is None or not found[1].startswith(TOKEN_PREFIX):
        raise Shut(shut(ErrorCode.UNAUTHORIZED, "an access token of this fund is asked for"))
    return found[1]


def entered(call: Call, *scopes: Scope) -> Caller:
    """The partner of a call, its call counted; one of the scopes is enough.

    Raises:
        Shut: 401, 403 or 429.
    """
    try:
        desk = _known(call) if call.bus else enter(token=token_of(call), at=call.at)
    except Refused as many:
        seconds = int(many.facts.get("seconds", 1))
        raise Shut(
            shut(ErrorCode.TOO_MANY, "more calls than were agreed", seconds=seconds)
        ) from None
    if desk is None or desk.agreement is None:
        raise Shut(shut(ErrorCode.UNAUTHORIZED, "the access token opens nothing, or has ended"))
    if desk.fund.code != call.fund:
        raise Shut(shut(ErrorCode.FORBIDDEN, "the access token is another fund's"))
    if not desk.agreement.scopes & set(scopes):
        wanted = " or ".join(scopes)
        raise Shut(shut(ErrorCode.FORBIDDEN, f"the scope {wanted} is not agreed"))
    return Caller(desk, link_of(desk.fund, desk.user_id, call))


def _known(call: Call) -> Desk | None:
    fund, link = named_by_bus(call)
    return enter_known(fund=fund, user_id=link.user_id, at=call.at)


def named_by_bus(call: Call) -> tuple[FundView, LinkView]:
    """The fund and the partner of a call that came by the bus.

    Raises:
        Shut: 403: no link is stated with whom the bus names.
    """
    try:
        fund = fund_named(code=call.fund)
    except NotKnown:
        fund = None
    link = link_of_client(fund=fund, client=call.bus, at=call.at) if fund else None
    if fund is None or link is None:
        raise Shut(shut(ErrorCode.FORBIDDEN, "no link by the bus is stated with this client"))
    return fund, link


def link_of(fund: FundView, user_id: int, call: Call) -> LinkView:
    """How messages with a partner are written and signed, by the way that this one came.

    Raises:
        Shut: 403: nothing was stated of it.
    """
    link = current_link(fund=fund, user_id=user_id, at=call.at)
    way = Transport.XROAD if call.bus else Transport.HTTPS
    if link is None or link.transport is not way:
        why = f"no link by DCI over {way.value} is stated for this partner"
        raise Shut(shut(ErrorCode.FORBIDDEN, why))
    return link


def heard(call: Call, link: LinkView, service: str) -> Envelope:
    """The message of a call, read, of this partner, for this fund, and signed.

    Raises:
        Rejected: it is not; by the standard's code.
    """
    envelope = parse(call.raw, service=service, at=call.at)
    require_parties(envelope.header, sender_id=link.sender_id, our_id=link.our_sender_id)
    if call.bus and link.signature is Signing.NONE:
        # The bus signs and keeps every message itself; more was not agreed.
        return envelope
    verify(envelope, trusted(link, is_loopback=call.is_loopback), at=call.at)
    return envelope


def trusted(link: LinkView, *, is_loopback: bool) -> Trusted:
    """What is believed of a partner's signatures; the stub of a sandbox, on this machine only."""
    is_sandbox = link.is_sandbox and settings.SANDBOX_PARTNERS and is_loopback
    if link.is_sandbox and not is_sandbox:
        raise Rejected(
            "is of a partner on trial, which is not heard here",
            field="header.sender_id",
            error=ErrorCode.FORBIDDEN,
        )
    return Trusted(link.signature, link.keys, link.sender_id, is_sandbox)
