"""The courier: tells subscriptions of events, again until they answer, or gives up for a person.

A round queues what the stream has new, takes what is due, sends it with no transaction open, and
records what came of it. An event is told at least once and always under the same id: whoever keeps
the ids of what it has done does it once. Several couriers share the work, row by row.
"""

import json
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from socle.countries.clock import legal_day
from socle.platform.access.queries import funds
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FundView
from socle.platform.outbox.queries import events
from socle.platform.outbox.types import Event, Place
from socle.platform.partners.addresses import Unreachable, may_be_called, post
from socle.platform.partners.models import NoticeQueue, PartnerNotice
from socle.platform.partners.types import TELLS
from socle.platform.partners.webhooks import signature, signing_key

MOST_ATTEMPTS = 10
MOST_WAITING = 200
_AT_ONCE = 20
_SENDERS = 4
_GROUP_SECONDS = 12
# What was taken and never recorded, its courier lost, is due again after this.
_LEASE = timedelta(seconds=60)
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=6)
_KEPT = timedelta(days=30)
# Statuses that say of the whole partner that it is not ready; any other speaks of one event.
_NOT_READY = {429, 502, 503, 504}
_LIVE = """
    SELECT s.number, s.url, s.events, a.scopes, a.host
    FROM partner_subscription s JOIN partner_agreement a
      ON a.user_id = s.user_id AND a.valid @> %(on)s::date
    JOIN user_account u ON u.id = s.user_id AND u.is_active
    WHERE s.valid @> %(on)s::date ORDER BY s.number
"""
_QUEUE = """
    INSERT INTO partner_notice
      (fund_id, subscription, event, body, attempts, next_at, outcome)
    SELECT socle_fund(), %(number)s, event, body, 0, %(at)s, ''
    FROM unnest(%(events)s::text[], %(bodies)s::text[]) AS told (event, body)
    ON CONFLICT DO NOTHING
"""
_TAKE = """
    UPDATE partner_notice SET attempts = attempts + 1, next_at = %(lease)s
    WHERE id IN (
      SELECT id FROM partner_notice WHERE subscription = %(number)s AND told_at IS NULL
        AND given_up_at IS NULL AND next_at <= %(at)s
      ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED)
    RETURNING id, event, body, attempts
"""


@dataclass(frozen=True, slots=True)
class _Subscription:
    number: str
    url: str
    host: str
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Notice:
    id: int
    event: str
    body: str
    attempts: int


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of a notice; one that was not tried, the partner being away, has no words."""

    notice: _Notice
    words: str
    is_told: bool = False
    is_away: bool = False


def deliver_all(*, at: datetime) -> int:
    """One round for every fund; how many notices were told."""
    return sum(deliver(fund=each, at=at) for each in funds())


def deliver(*, fund: FundView, at: datetime) -> int:
    """One round for a fund: queues, takes, sends, records."""
    with fund_scope(fund.id):
        live = _live(legal_day(at, fund.country))
        for each in live:
            _queue(each, at)
        taken = [(each, _take(each, at)) for each in live]
    groups = [(each, notices) for each, notices in taken if notices]
    if not groups:
        return 0
    keys = {each.number: signing_key(fund=fund, number=each.number) for each, _ in groups}
    with ThreadPoolExecutor(_SENDERS) as senders:
        sending = [
            senders.submit(_sent, one, notices, keys[one.number], at) for one, notices in groups
        ]
        sent = [each.result() for each in sending]
    with fund_scope(fund.id):
        for outcomes in sent:
            _record(outcomes, at)
        PartnerNotice.objects.filter(told_at__lt=at - _KEPT).delete()
    return sum(each.is_told for outcomes in sent for each in outcomes)


def _live(on: date) -> list[_Subscription]:
    """Those that are agreed still, at the host that is agreed still."""
    said: dict[str, Any] = {"on": on}
    with connection.cursor() as cursor:
        cursor.execute(_LIVE, said)
        return [
            _Subscription(number, url, host, _allowed(kinds, scopes))
            for number, url, kinds, scopes, host in cursor.fetchall()
            if may_be_called(url, host=host)
        ]


def _allowed(kinds: Iterable[str], scopes: Iterable[str]) -> frozenset[str]:
    held = set(scopes)
    return frozenset(kind for kind in TELLS if kind in set(kinds) and TELLS[kind] in held)


def _queue(one: _Subscription, at: datetime) -> None:
    """Puts what is new in the queue, while the queue is short; another courier may be at it."""
    place = (
        NoticeQueue.objects.select_for_update(skip_locked=True)
        .filter(subscription=one.number)
        .first()
    )
    waiting = PartnerNotice.objects.filter(
        subscription=one.number, told_at__isnull=True, given_up_at__isnull=True
    ).count()
    if place is None or waiting >= MOST_WAITING:
        return
    found = events(
        after=Place(place.at, place.last_act, place.subject), limit=MOST_WAITING - waiting
    )
    told = [each for each in found.events if each.kind in one.kinds]
    said: dict[str, Any] = {
        "number": one.number,
        "at": at,
        "events": [each.id for each in told],
        "bodies": [_body(each) for each in told],
    }
    if told:
        with connection.cursor() as cursor:
            cursor.execute(_QUEUE, said)
    end = found.end
    if end is not None and (end.at, end.act_id, end.subject) != (
        *(place.at, place.last_act),
        place.subject,
    ):
        place.at, place.last_act, place.subject = end.at, end.act_id, end.subject
        place.save(update_fields=["at", "last_act", "subject"])


def _body(event: Event) -> str:
    said = {
        "id": event.id,
        "type": event.kind.value,
        "subject": {"kind": event.subject_kind, "number": event.subject_number},
        "act": event.act,
        "recorded_at": event.recorded_at.isoformat().replace("+00:00", "Z"),
    }
    return json.dumps(said)


def _take(one: _Subscription, at: datetime) -> list[_Notice]:
    said: dict[str, Any] = {
        "number": one.number,
        "at": at,
        "lease": at + _LEASE,
        "most": _AT_ONCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, said)
        return sorted((_Notice(*row) for row in cursor.fetchall()), key=lambda each: each.id)


def _sent(one: _Subscription, notices: list[_Notice], key: str, at: datetime) -> list[_Outcome]:
    """Sends one after the other; a partner that is away is not asked the rest."""
    outcomes: list[_Outcome] = []
    began = time.monotonic()
    for each in notices:
        is_late = time.monotonic() - began > _GROUP_SECONDS
        if is_late or any(before.is_away for before in outcomes):
            outcomes.append(_Outcome(each, "", is_away=True))
        else:
            outcomes.append(_told(one, each, key, at))
    return outcomes


def _told(one: _Subscription, notice: _Notice, key: str, at: datetime) -> _Outcome:
    body, timestamp = notice.body.encode(), str(int(at.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Socle",
        "X-Socle-Event": notice.event,
        "X-Socle-Timestamp": timestamp,
        "X-Socle-Signature": signature(key=key, timestamp=timestamp, body=body),
    }
    try:
        status = post(one.url, host=one.host, body=body, headers=headers)
    except Unreachable as away:
        return _Outcome(notice, str(away)[:40], is_away=True)
    is_told = 200 <= status < 300
    return _Outcome(notice, str(status), is_told, is_away=status in _NOT_READY)


def _record(outcomes: list[_Outcome], at: datetime) -> None:
    """What failed waits longer each time; what was not tried, as long as what stopped it."""
    wait = _FIRST_WAIT
    for each in outcomes:
        notice = PartnerNotice.objects.filter(pk=each.notice.id)
        if each.is_told:
            notice.update(told_at=at, outcome=each.words)
        elif each.words:
            wait = min(_FIRST_WAIT * 4 ** (each.notice.attempts - 1), _LONGEST_WAIT)
            given_up = at if each.notice.attempts >= MOST_ATTEMPTS else None
            notice.update(next_at=at + wait, given_up_at=given_up, outcome=each.words)
        else:
            notice.update(next_at=at + wait, attempts=each.notice.attempts - 1)
