"""Taking a message in: journal, sealed evidence, its events and the record of the call, or nothing.

One statement, committed before the message is acknowledged. Nothing of a person's file moves here:
the events wait in the inbox, and each has its one effect later, by acts.
"""

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from socle.countries.clock import legal_day
from socle.exchange.models import ExchangeEvidence, ExchangeMessage
from socle.exchange.policies import days_kept, days_kept_of_strangers
from socle.exchange.queries.links import link_of_user, links
from socle.exchange.queries.numbers import MESSAGE, number_of
from socle.exchange.types import (
    Accepted,
    Direction,
    LinkView,
    MessageStatus,
    Received,
    ReceivedEvent,
    Transport,
)
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FundView
from socle.platform.database.alone import first_row
from socle.platform.partners.operations import MINUTE, counted_as
from socle.platform.sealing import sealed

_ACCEPT = (
    "SELECT outcome, message FROM exchange_accept(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,"
    " %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_REPEATED, _CHANGED = "repeated", "link_changed"
_LONGEST_REASON = 60


@dataclass(frozen=True, slots=True)
class Entered:
    """Who sent a message: the fund, the link it was held against, and what their token said.

    Without a token (the bus's server, a signed file) there is no `secret`.
    """

    fund: FundView
    link: LinkView
    scope: str
    secret: str | None = None
    agreed_to: tuple[str, ...] = ()


class LinkChanged(Exception):  # noqa: N818 - the caller checks the signature anew
    """Another link was stated while a message was being checked."""


def accept(*, entered: Entered, received: Received, at: datetime) -> Accepted | None:
    """Takes a message in, once: the same message again is known and has no new effect.

    None where the agreement, the secret or the scope opens nothing any more, or it called too
    often: nothing was written.

    Raises:
        LinkChanged: see there.
        psycopg.Error: the database failed; nothing was written.
        Unavailable: this process has no secret to seal with.
    """
    fund, link = entered.fund, entered.link
    today = legal_day(at, fund.country)
    events = [_sealed_event(fund.id, link.user_id, each) for each in received.events]
    named = _named(fund.id, link.user_id, received.message_id)
    said = [
        *(fund.id, link.user_id, entered.secret, today),
        *(list(entered.agreed_to) or None, entered.scope, link.act_id, at),
        *(counted_as(link.user_id), MINUTE, received.transport.value, received.service),
        *(received.message_id, received.transaction_id, _digest(received.raw), len(received.raw)),
        *(_kept(received.raw, named), today + timedelta(days=days_kept())),
        [each.kind.value for each in received.events],
        [each.reference for each in received.events],
        [each.occurred_on for each in received.events],
        [content for content, _digest_of in events],
        [digest for _content, digest in events],
    ]
    row = first_row(_ACCEPT, said)
    if row is None:
        return None
    outcome, message = row
    if outcome == _CHANGED:
        raise LinkChanged
    return Accepted(number_of(MESSAGE, at, message), is_repeated=outcome == _REPEATED)


def current_link(*, fund: FundView, user_id: int, at: datetime) -> LinkView | None:
    """The link of a partner's account today."""
    with fund_scope(fund.id):
        return link_of_user(user_id=user_id, on=legal_day(at, fund.country))


def link_of_client(*, fund: FundView, client: str, at: datetime) -> LinkView | None:
    """The link today with whom the state's bus names as its client: the owner of its service."""
    with fund_scope(fund.id):
        live = links(on=legal_day(at, fund.country))
    owned = (each for each in live if each.transport is Transport.XROAD)
    return next((each for each in owned if each.service.rpartition("/")[0] == client), None)


@dataclass(frozen=True, slots=True)
class Noted:
    """A message to write in the journal: what it was, and what came of it."""

    link: LinkView
    direction: Direction
    service: str
    raw: bytes
    at: datetime
    status: MessageStatus
    message_id: str = ""
    transaction_id: str = ""
    reason: str = ""
    http_status: int | None = None
    took_ms: int | None = None
    answers_id: int | None = None
    subject: tuple[str, str] = ("", "")
    asked_by_id: int | None = None
    reference: str = ""
    is_of_stranger: bool = False


def note(*, fund: FundView, noted: Noted) -> tuple[int, str]:
    """Writes a message and its sealed bytes in the journal; its row and number.

    Within the fund's transaction. What is refused unread is written under a name of our own, so
    that a forged message never uses up the name of the true one.
    """
    link = noted.link
    name = noted.message_id
    if not name or noted.status is MessageStatus.REJECTED:
        name = str(uuid4())
    transport = Transport(link.transport)
    row = ExchangeMessage.objects.create(
        fund_id=fund.id,
        user_id=link.user_id,
        agreed_by_id=link.agreed_by,
        direction=noted.direction.value,
        transport=transport.value,
        service=noted.service,
        message_id=name[:120],
        transaction_id=noted.transaction_id[:99],
        answers_id=noted.answers_id,
        subject_kind=noted.subject[0],
        subject_number=noted.subject[1],
        asked_by_id=noted.asked_by_id,
        reference=noted.reference[:60],
        at=noted.at,
        sha256=_digest(noted.raw),
        size=len(noted.raw),
        status=noted.status.value,
        reason=noted.reason[:_LONGEST_REASON],
        http_status=noted.http_status,
        took_ms=noted.took_ms,
    )
    days = days_kept_of_strangers() if noted.is_of_stranger else days_kept()
    ExchangeEvidence.objects.create(
        fund_id=fund.id,
        message=row,
        sealed=_kept(noted.raw, _named(fund.id, link.user_id, name[:120])),
        kept_until=legal_day(noted.at, fund.country) + timedelta(days=days),
    )
    return row.pk, number_of(MESSAGE, noted.at, row.pk)


def _sealed_event(fund_id: int, user_id: int, event: ReceivedEvent) -> tuple[bytes, bytes]:
    """What an event says, sealed; and its digest, by which it is known when it is told again."""
    said = canonical({"kind": event.kind.value, "on": _iso(event.occurred_on), **event.content})
    content = canonical(event.content)
    named = f"event:{fund_id}:{user_id}:{event.reference}"
    return sealed(content, bound_to=named), _digest(said)


def canonical(said: Mapping[str, Any]) -> bytes:
    """One way of writing a content, whatever the order of its parts."""
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _named(fund_id: int, user_id: int, message_id: str) -> str:
    return f"message:{fund_id}:{user_id}:{message_id}"


def _kept(raw: bytes, named: str) -> bytes:
    # Level 1: the message is acknowledged only when this is stored.
    return sealed(zlib.compress(raw, 1), bound_to=named)


def _digest(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()
