"""Subscriptions to events: a partner's own act, within the host that was agreed.

What is sent is signed: HMAC-SHA256 of `<timestamp>.<body>`, in hexadecimal, as partners sign what
they send us. The key is derived from the installation's and the subscription, and stored nowhere.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db import connection
from psycopg.types.range import DateRange

from socle.kernel.errors import Conflict, Fault, NotKnown, Refused
from socle.platform.access.types import Desk, FundView
from socle.platform.acts.errors import Invalid
from socle.platform.acts.progress import AlreadyDone, performing
from socle.platform.acts.types import ActRequest
from socle.platform.outbox.types import EventKind
from socle.platform.partners.addresses import may_be_called
from socle.platform.partners.models import (
    NoticeQueue,
    PartnerAgreement,
    PartnerNotice,
    PartnerSubscription,
)
from socle.platform.partners.queries import partner_user
from socle.platform.partners.tables import SUBSCRIPTION
from socle.platform.partners.types import NoticeView, SubscriptionView
from socle.platform.temporal.operations import assign, clear

MOST_SUBSCRIPTIONS = 5
_SUBJECT = "partner"
_COUNTS = """
    SELECT subscription, count(*) FILTER (WHERE told_at IS NULL AND given_up_at IS NULL),
      count(*) FILTER (WHERE given_up_at IS NOT NULL), max(told_at)
    FROM partner_notice WHERE subscription = ANY(%s) GROUP BY subscription
"""


def subscribe(*, desk: Desk, code: str, url: str, events: Iterable[str], key: str, on: date) -> str:
    """Has a partner told of events from now on; the subscription's number.

    Raises:
        Invalid: the address is not at the agreed host, or an event is none.
        Conflict: the partner has as many subscriptions as it may.
    """
    user_id, kinds = partner_user(code=code), sorted(set(events))
    host = _host(user_id, on)
    faults = [
        Fault("partners.event_unknown", field="events", read=each[:40])
        for each in kinds
        if each not in set(EventKind)
    ]
    if not kinds:
        faults.append(Fault("acts.field_missing", field="events"))
    if not may_be_called(url, host=host):
        facts = {"host": host or "–"}
        faults.append(Fault("partners.url_refused", field="url", read=url[:80], facts=facts))
    if faults:
        raise Invalid(faults)
    said = {"partner": code, "url": url, "events": " ".join(kinds)}
    request = ActRequest(desk, "subscribe_partner", said, on, "", key)
    try:
        with performing(request, subject_kind=_SUBJECT, subject_number=code) as act:
            if len(_live(user_id, on)) >= MOST_SUBSCRIPTIONS:
                raise Conflict("partners.too_many_subscriptions", most=MOST_SUBSCRIPTIONS)
            number = f"W-{act.number.removeprefix('A-')}"
            assign(
                SUBSCRIPTION,
                fund_id=desk.fund.id,
                key={"user_id": user_id, "number": number},
                values={"url": url, "events": kinds},
                valid=DateRange(on, None),
                is_first=True,
            )
            NoticeQueue.objects.create(
                fund_id=desk.fund.id, subscription=number, at=act.recorded_at
            )
            act.after = {"number": number, "url": url, "events": kinds}
            return number
    except AlreadyDone as done:
        return f"W-{done.answer.act.removeprefix('A-')}"


def end_subscription(*, desk: Desk, code: str, number: str, key: str, on: date) -> None:
    """Ends a subscription: nothing more is sent, what waited neither.

    Raises:
        NotKnown: the partner has no such subscription.
    """
    found = _subscription(code, number, on)
    said = {"partner": code, "number": number}
    request = ActRequest(desk, "end_partner_subscription", said, on, "", key)
    with performing(request, subject_kind=_SUBJECT, subject_number=code) as act:
        where = {"user_id": found.user_id, "number": number}
        clear(SUBSCRIPTION, fund_id=desk.fund.id, key=where, valid=DateRange(on, None))
        act.before = {"number": number, "url": found.url}


def replay(*, code: str, number: str, on: date, at: datetime) -> int:
    """Has what was given up tried anew; how many.

    Raises:
        NotKnown: the partner has no such subscription.
    """
    _subscription(code, number, on)
    given_up = PartnerNotice.objects.filter(subscription=number, given_up_at__isnull=False)
    return given_up.update(given_up_at=None, attempts=0, next_at=at)


def subscriptions(*, code: str, on: date) -> list[SubscriptionView]:
    """A partner's live subscriptions, and how each goes."""
    live = _live(partner_user(code=code), on)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [[each.number for each in live]])
        counts = {row[0]: row[1:] for row in cursor.fetchall()}
    return [
        SubscriptionView(
            each.number,
            each.url,
            tuple(each.events),
            each.valid.lower,
            *counts.get(each.number, (0, 0, None)),
        )
        for each in live
    ]


def untold(*, code: str, number: str, on: date, limit: int) -> list[NoticeView]:
    """What a subscription has not been told of, given up first, then the oldest.

    Raises:
        NotKnown: the partner has no such subscription.
    """
    _subscription(code, number, on)
    found = PartnerNotice.objects.filter(subscription=number, told_at__isnull=True)
    return [
        NoticeView(each.event, each.attempts, each.next_at, each.given_up_at, each.outcome)
        for each in found.order_by("given_up_at", "id")[:limit]
    ]


def signing_key(*, fund: FundView, number: str) -> str:
    """The key with which what a subscription is sent is signed: the partner's to keep.

    Raises:
        Refused: the installation has no secret key.
    """
    if not settings.SECRET_KEY:
        raise Refused("partners.no_secret_key")
    said = f"partner-notice:{fund.code}:{number}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()


def signature(*, key: str, timestamp: str, body: bytes) -> str:
    """What proves that a body is the fund's, sent at that time."""
    return hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _host(user_id: int, on: date) -> str:
    found = PartnerAgreement.objects.filter(user_id=user_id, valid__contains=on)
    return str(found.values_list("host", flat=True).first() or "")


def _live(user_id: int, on: date) -> list[PartnerSubscription]:
    found = PartnerSubscription.objects.filter(user_id=user_id, valid__contains=on)
    return list(found.order_by("number"))


def _subscription(code: str, number: str, on: date) -> PartnerSubscription:
    for each in _live(partner_user(code=code), on):
        if each.number == number:
            return each
    raise NotKnown("partners.subscription_unknown", number=number[:40])
