"""The outbox: messages to send, written with what causes them, sent by the worker until answered.

A message keeps its name over all its attempts, so that who has had it already knows it again; it is
signed anew each time, since a signature ends. A partner that is away is left in peace for a while,
and nothing of what waits for it is lost.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection

from socle.countries.clock import legal_day
from socle.exchange.caller import may_call, note_outcome, post
from socle.exchange.dci.codes import Action
from socle.exchange.models import ExchangeRequest
from socle.exchange.operations.provider import Exchange, written_answer
from socle.exchange.operations.receiving import Noted, note
from socle.exchange.queries.links import links
from socle.exchange.transports import Away
from socle.exchange.types import Direction, LinkView, MessageStatus, RequestState
from socle.kernel.errors import Unavailable
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, FundView
from socle.platform.sealing import opened, sealed

MOST_ATTEMPTS = 20
_AT_ONCE, _LONGEST_KEY = 50, 160
# What was taken and never recorded, its worker lost, is due again after this.
_LEASE = timedelta(seconds=120)
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=6)
_ENQUEUE = """
    INSERT INTO exchange_request (fund_id, user_id, act_id, service, key, sealed, subject_kind,
      subject_number, message_id, created_at, state, attempts, next_at, outcome)
    VALUES (%(fund)s, %(user)s, %(act)s, %(service)s, %(key)s, %(sealed)s, %(kind)s, %(number)s,
      %(message)s, %(at)s, 'waiting', 0, %(at)s, '')
    ON CONFLICT (fund_id, user_id, key) DO NOTHING
"""
_TAKE = """
    UPDATE exchange_request SET attempts = attempts + 1, next_at = %(lease)s
    WHERE id IN (
      SELECT id FROM exchange_request
      WHERE user_id = %(user)s AND state = 'waiting' AND next_at <= %(at)s
      ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED)
    RETURNING id
"""


@dataclass(frozen=True, slots=True)
class _Sent:
    """What came of an attempt."""

    request: ExchangeRequest
    state: RequestState
    words: str
    raw: bytes = b""
    http_status: int | None = None
    took_ms: int = 0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to send: what of the standard it is, to which path of the partner, what it says.

    `key` names what it is sent for: the same, once. `message_id`, where it was announced already.
    """

    service: str
    key: str
    path: str
    action: Action
    message: Mapping[str, Any]
    count: int = 1
    message_id: str = ""
    act_id: int | None = None
    subject: tuple[str, str] = ("", "")


def enqueue(*, fund_id: int, user_id: int, outgoing: Outgoing, at: datetime) -> None:
    """Has a message sent to a partner, once the caller's transaction is committed.

    Raises:
        Unavailable: this process has no secret to seal with.
    """
    body = {
        "path": outgoing.path,
        "action": outgoing.action.value,
        "message": outgoing.message,
        "count": outgoing.count,
    }
    content, key = json.dumps(body, ensure_ascii=False).encode(), outgoing.key[:_LONGEST_KEY]
    said: dict[str, Any] = {
        "fund": fund_id,
        "user": user_id,
        "act": outgoing.act_id,
        "service": outgoing.service,
        "key": key,
        "sealed": sealed(content, bound_to=_bound(fund_id, user_id, key)),
        "kind": outgoing.subject[0],
        "number": outgoing.subject[1],
        "message": outgoing.message_id or str(uuid4()),
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ENQUEUE, said)


def send_due(*, fund: FundView, at: datetime) -> int:
    """One round for a fund: takes what is due, sends it, records what came of it."""
    with fund_scope(fund.id):
        live = links(on=legal_day(at, fund.country))
        taken = [(each, _take(each, at)) for each in live if may_call(each, at=at)]
    sent = 0
    for link, requests in taken:
        for request in requests:
            # Without a transaction open: a partner may take its time.
            outcome = _try(fund, link, request, at)
            with fund_scope(fund.id):
                _record(fund, link, outcome, at)
                away = outcome.words if outcome.state is RequestState.WAITING else ""
                note_outcome(fund=fund, link=link, at=at, why=away)
            sent += outcome.state in {RequestState.SENT, RequestState.ANSWERED}
            if away:
                _give_back(fund, [each for each in requests if each.pk > request.pk], at)
                break
    return sent


def _take(link: LinkView, at: datetime) -> list[ExchangeRequest]:
    said: dict[str, Any] = {
        "user": link.user_id,
        "at": at,
        "lease": at + _LEASE,
        "most": _AT_ONCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, said)
        ids = [row[0] for row in cursor.fetchall()]
    return list(ExchangeRequest.objects.filter(pk__in=ids).order_by("id"))


def _try(fund: FundView, link: LinkView, request: ExchangeRequest, at: datetime) -> _Sent:
    try:
        body, raw = _written(fund, link, request, at)
        reply = post(
            fund=fund,
            link=link,
            path=str(body["path"]),
            raw=raw,
            message_id=request.message_id,
            at=at,
        )
    except Away as away:
        return _Sent(request, RequestState.WAITING, str(away)[:60])
    except Unavailable as unable:
        return _Sent(request, RequestState.WAITING, unable.code[:60])
    state = RequestState.SENT if 200 <= reply.status < 300 else RequestState.REFUSED
    return _Sent(request, state, str(reply.status), raw, reply.status)


def _written(
    fund: FundView, link: LinkView, request: ExchangeRequest, at: datetime
) -> tuple[dict[str, Any], bytes]:
    named = _bound(request.fund_id, request.user_id, request.key)
    body: dict[str, Any] = json.loads(opened(bytes(request.sealed), bound_to=named))
    desk = Desk(link.user_id, "", link.name, fund, frozenset(), frozenset())
    raw = written_answer(
        Exchange(desk, link, request.service, at),
        action=Action(body["action"]),
        message=body["message"],
        count=int(body["count"]),
        message_id=request.message_id,
    )
    return body, raw


def _record(fund: FundView, link: LinkView, sent: _Sent, at: datetime) -> None:
    """What failed waits longer each time; what was sent, or refused, is in the journal."""
    request = sent.request
    request.state, request.outcome = sent.state.value, sent.words
    if sent.state is RequestState.WAITING:
        wait = min(_FIRST_WAIT * 2 ** (request.attempts - 1), _LONGEST_WAIT)
        request.next_at = at + wait
        if request.attempts >= MOST_ATTEMPTS:
            request.state, request.settled_at = RequestState.GIVEN_UP.value, at
    else:
        request.settled_at = at
        is_sent = sent.state is RequestState.SENT
        status = MessageStatus.SUCCESS if is_sent else MessageStatus.REJECTED
        noted = Noted(
            link=link,
            direction=Direction.OUT,
            service=request.service,
            raw=sent.raw,
            at=at,
            status=status,
            message_id=request.message_id,
            reason="" if is_sent else sent.words,
            http_status=sent.http_status,
            subject=(request.subject_kind, request.subject_number),
        )
        note(fund=fund, noted=noted)
    request.save(update_fields=["state", "outcome", "next_at", "settled_at"])


def _give_back(fund: FundView, requests: list[ExchangeRequest], at: datetime) -> None:
    """What was taken and not tried, the partner being away: it spent no attempt."""
    with fund_scope(fund.id):
        for each in requests:
            each.attempts, each.next_at = each.attempts - 1, at + _FIRST_WAIT
            each.save(update_fields=["attempts", "next_at"])


def _bound(fund_id: int, user_id: int, key: str) -> str:
    return f"request:{fund_id}:{user_id}:{key}"
