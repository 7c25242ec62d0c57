"""Subscriptions of other institutions to enrolments (abonnements), kept by the journal itself.

A subscription is the message that asked for it; it lasts until a message that ends it, the end that
it names, or the end of the agreement. It is of one person, named by a number: nobody is told of
everybody. Its partner is told what acts changed since, once each, and nothing of before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from socle.countries.clock import legal_day
from socle.exchange.dci import records, writing
from socle.exchange.dci.asked import Asked, asked
from socle.exchange.dci.codes import (
    Action,
    HeaderReason,
    IbrEvent,
    ItemReason,
    Rejected,
    Status,
)
from socle.exchange.dci.messages import Envelope, SubscribeItem, UnsubscribeItem
from socle.exchange.dci.parties import path_of, path_of_answer
from socle.exchange.dci.records import EnrolmentStatus
from socle.exchange.models import ExchangeMessage
from socle.exchange.operations.enrolment import person_asked
from socle.exchange.operations.following import (
    SUBSCRIBE,
    UNSUBSCRIBE,
    earlier,
    key_of,
    read_again,
    send_later,
)
from socle.exchange.operations.outbox import Outgoing, enqueue
from socle.exchange.operations.provider import Exchange, taken
from socle.exchange.queries.enrolments import changes
from socle.exchange.queries.links import links
from socle.exchange.queries.numbers import MESSAGE, number_of, row_of
from socle.exchange.types import LinkView, Port
from socle.kernel.errors import NotKnown
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FundView
from socle.platform.partners.queries import partner
from socle.platform.partners.types import Scope

NOTIFY = "ibr.notify"


@dataclass(frozen=True, slots=True)
class _Subscription:
    """A live subscription: whom it is of, which events, since when."""

    row: int
    number: str
    link: LinkView
    since: datetime
    event: IbrEvent
    asked: Asked


def take_subscription(exchange: Exchange, envelope: Envelope) -> str:
    """Takes a subscription, whose code follows; the number of the message, which is the code.

    Raises:
        Rejected: the message had come already, asks for several, or names no registered address.
    """
    path = path_of_answer(envelope.header, callback=exchange.link.callback)
    if len(envelope.items) > 1:
        raise Rejected(
            "subscriptions are asked for one by one",
            field="header.total_count",
            reason=HeaderReason.TOTAL_COUNT_LIMIT,
        )
    key = key_of(exchange, envelope)
    if (before := earlier(exchange, envelope, key)) is not None:
        taken(exchange, envelope, reason=ItemReason.REFERENCE_DUPLICATE)
        return before
    [item] = [each for each in envelope.items if isinstance(each, SubscribeItem)]
    reason = _why_not(exchange, item)
    _row, number = taken(exchange, envelope, reason=reason)
    told: dict[str, Any] = {
        "reference_id": item.reference_id,
        "at": exchange.at,
        "status": Status.RJCT if reason else Status.SUCC,
        "reason": reason,
        "locale": item.locale,
    }
    if not reason:
        told["subscriptions"] = [_shown(exchange, item, number)]
    message = {
        "transaction_id": envelope.transaction_id,
        "correlation_id": number,
        "subscribe_response": [writing.answered(**told)],
    }
    send_later(exchange, envelope, path=path, key=key, message=message, count=1)
    return number


def take_ending(exchange: Exchange, envelope: Envelope) -> str:
    """Ends subscriptions of the partner, all that are named or none; the answer follows.

    Raises:
        Rejected: the message had come already, or names no registered address.
    """
    path = path_of_answer(envelope.header, callback=exchange.link.callback)
    codes = [each.code for each in envelope.items if isinstance(each, UnsubscribeItem)]
    reason, rows = _to_end(exchange, codes)
    row, number = taken(exchange, envelope, reason=reason, answers=rows[0] if rows else None)
    for rank, each in enumerate(rows[1:], start=2):
        taken(exchange, envelope, answers=each, part=rank)
    ended = [{"code": each, "status": "unsubscribe"} for each in codes]
    message = writing.filled(
        {
            "transaction_id": envelope.transaction_id,
            "correlation_id": number,
            "timestamp": writing.told_at(exchange.at),
            "status": Status.RJCT.value if reason else Status.SUCC.value,
            "status_reason_code": reason,
            "subscription_status": [] if reason else ended,
        }
    )
    key = f"{exchange.service}:{row}"
    send_later(exchange, envelope, path=path, key=key, message=message, count=1)
    return number


def tell_changes(*, fund: FundView, at: datetime) -> int:
    """Has each subscriber told of what acts changed since; how many notices there are to send."""
    on = legal_day(at, fund.country)
    told = 0
    with fund_scope(fund.id):
        live = [each for each in links(on=on) if Port.ENROLMENT in each.ports and each.callback]
        for link in live:
            agreement = partner(code=link.code, on=on).agreement
            if agreement is None or Scope.ENROLMENTS not in agreement.scopes:
                continue
            for each in _live(link, at):
                told += _tell(fund, each, at)
    return told


def _tell(fund: FundView, one: _Subscription, at: datetime) -> int:
    on = legal_day(at, fund.country)
    person = person_asked(one.asked, fund_code=fund.code, on=on)
    if not person:
        return 0
    told = 0
    for name, enrolment in changes(fund=fund, person=person, on=on, after=one.since):
        is_new = enrolment.status is EnrolmentStatus.ACTIVE and enrolment.changed_on is None
        if (one.event is IbrEvent.ENROLMENT) != is_new:
            continue
        event = writing.event(
            reference_id=f"{one.number}:{name}",
            at=at,
            event_type=one.event.value,
            reg_type=records.REG_TYPE,
            record_type=records.BENEFICIARY,
            record=records.beneficiary(one.asked.named, enrolment),
        )
        outgoing = Outgoing(
            service=NOTIFY,
            key=f"{NOTIFY}:{one.row}:{name}",
            path=path_of(Action.NOTIFY),
            action=Action.NOTIFY,
            message={"transaction_id": one.number, "notify_event": [event]},
            subject=("person", person),
        )
        enqueue(fund_id=fund.id, user_id=one.link.user_id, outgoing=outgoing, at=at)
        told += 1
    return told


def _live(link: LinkView, at: datetime) -> Iterator[_Subscription]:
    ended = ExchangeMessage.objects.filter(
        user_id=link.user_id, service=UNSUBSCRIBE, answers__isnull=False
    ).values("answers_id")
    mine = ExchangeMessage.objects.filter(
        user_id=link.user_id, direction="in", service=SUBSCRIBE, status="succ", reason=""
    )
    for row in mine.exclude(pk__in=ended).order_by("id"):
        envelope = read_again(row)
        item = next(iter(envelope.items), None) if envelope else None
        if not isinstance(item, SubscribeItem) or (item.until and item.until <= at):
            continue
        event, one = _event(item), _asked(item)
        if event is not None:
            yield _Subscription(
                row=row.pk,
                number=number_of(MESSAGE, row.at, row.pk),
                link=link,
                since=max(row.at, item.since or row.at),
                event=event,
                asked=one,
            )


def _why_not(exchange: Exchange, item: SubscribeItem) -> str:
    """Why a subscription is refused, by the standard's code; empty where it is not."""
    event = _event(item)
    if event is None:
        return ItemReason.NOTIFY_TYPES.value
    try:
        one = _asked(item)
    except Rejected:
        return ItemReason.PERSON.value
    if item.until is not None and item.until <= exchange.at:
        return ItemReason.NOTIFY_DETAILS.value
    for each in _live(exchange.link, exchange.at):
        if (each.event, each.asked.named) == (event, one.named):
            return ItemReason.ALREADY_SUBSCRIBED.value
    return ""


def _asked(item: SubscribeItem) -> Asked:
    """Of whom a subscription is.

    Raises:
        Rejected: it is of everybody, or of nobody who can be named.
    """
    return asked(item.filter_type, item.filter)


def _event(item: SubscribeItem) -> IbrEvent | None:
    word = item.event_type.rpartition(":")[2]
    return next((each for each in IbrEvent if each.value == word), None)


def _shown(exchange: Exchange, item: SubscribeItem, number: str) -> writing.Json:
    return {
        "version": "1.0.0",
        "code": number,
        "status": "subscribe",
        "timestamp": writing.told_at(exchange.at),
        "reg_type": records.REG_TYPE,
        "reg_event_type": item.event_type,
        "notify_record_type": item.record_type,
    }


def _to_end(exchange: Exchange, codes: list[str]) -> tuple[str, list[int]]:
    """The subscriptions that codes are of; or why they cannot all be ended."""
    rows = []
    live = {each.row for each in _live(exchange.link, exchange.at)}
    for code in codes:
        try:
            row = row_of(MESSAGE, code)
        except NotKnown:
            return ItemReason.SUBSCRIPTION_CODE.value, []
        known = ExchangeMessage.objects.filter(
            pk=row, user_id=exchange.link.user_id, service=SUBSCRIBE, status="succ", reason=""
        )
        if not known.exists():
            return ItemReason.SUBSCRIPTION_CODE.value, []
        if row not in live or row in rows:
            return ItemReason.ALREADY_UNSUBSCRIBED.value, []
        rows.append(row)
    return "", rows
