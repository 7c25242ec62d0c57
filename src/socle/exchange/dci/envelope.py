"""A DCI message from its bytes: strictly read, or refused with the standard's code.

What was read is an `Envelope` of checked values. What the standard leaves open and partners do
differently is taken in each of its readings; what it fixes is not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from socle.exchange.dci import questions
from socle.exchange.dci.codes import (
    VERSION,
    Action,
    ErrorCode,
    HeaderReason,
    ItemReason,
    QueryType,
    Rejected,
    Status,
)
from socle.exchange.dci.fields import LONGEST_TEXT, MOST_ITEMS, MOST_RECORDS, Fields
from socle.exchange.dci.messages import (
    AnswerItem,
    EnrolledItem,
    Envelope,
    EventItem,
    Header,
    Item,
    SearchItem,
    StatusItem,
    SubscribeItem,
    UnsubscribeItem,
)
from socle.exchange.dci.strict import read_object

# A message may not be written later than this: clocks differ, not by more.
_AHEAD = timedelta(minutes=5)
_LONGEST_URI, _LONGEST_PARTY = 300, 200
# Some files of the standard write it so.
_ALSO = {"on-status": Action.TXN_ON_STATUS}


def parse(raw: bytes, *, service: str, at: datetime) -> Envelope:
    """The message that the bytes are, as the service that they were sent to reads it.

    Raises:
        Rejected: it is none; the code, the place, and why.
    """
    body = read_object(raw)
    kind = _KINDS[service]
    top = Fields(body, "")
    header = _header(top.inner("header"), kind, at)
    signature = top.text_or_none("signature", most=20_000)
    told = {name: value for name, value in body.items() if name != "signature"}
    if kind.is_answer and not top.has("message"):
        return Envelope(header, "", (), signature, MappingProxyType(told), raw)
    message = top.inner("message")
    items = kind.read(message)
    _require_count(header, items, kind)
    return Envelope(
        header=header,
        transaction_id=message.text("transaction_id"),
        items=items,
        signature=signature,
        body=MappingProxyType(told),
        raw=raw,
        correlation_id=message.text("correlation_id") if kind.is_answer else "",
    )


def _header(found: Fields, kind: "_Kind", at: datetime) -> Header:
    version = found.text_or_none("version")
    if version not in {"", VERSION}:
        raise found.wrong(
            "version",
            f"is not {VERSION}",
            error=ErrorCode.VERSION,
            reason=HeaderReason.VERSION,
        )
    written_at = found.instant("message_ts", reason=HeaderReason.MESSAGE_TS)
    if written_at > at + _AHEAD:
        raise found.wrong("message_ts", "has not come yet", reason=HeaderReason.MESSAGE_TS)
    if found.has("is_msg_encrypted") and found.found["is_msg_encrypted"] is not False:
        raise found.wrong(
            "is_msg_encrypted", "is not read here: send in clear", error=ErrorCode.ENCRYPTION
        )
    is_answer = kind.is_answer or kind.is_told
    # One file of the standard gives the answer to an unsubscription the header of a request.
    is_ended = kind.action is Action.ON_UNSUBSCRIBE and not found.has("status")
    is_request = is_ended or not is_answer
    return Header(
        message_id=found.text("message_id"),
        message_ts=written_at,
        action=_action(found, kind.action),
        sender_id=(found.text if is_request else found.text_or_none)(
            "sender_id", most=_LONGEST_PARTY
        ),
        sender_uri=_uri(found),
        receiver_id=found.text_or_none("receiver_id", most=_LONGEST_PARTY),
        total_count=_total(found, is_needed=is_request),
        status="" if is_request else found.word("status", Status).value,
        reason=found.text_or_none("status_reason_code"),
    )


def _action(found: Fields, expected: Action) -> Action:
    said = found.text("action", reason=HeaderReason.ACTION)
    if _ALSO.get(said, said) == expected:
        return expected
    is_known = said in set(Action)
    reason = HeaderReason.ACTION_NOT_SUPPORTED if is_known else HeaderReason.ACTION
    raise found.wrong("action", f"is not '{expected.value}'", reason=reason)


def _uri(found: Fields) -> str:
    said = found.text_or_none("sender_uri", most=_LONGEST_URI)
    try:
        parts = urlsplit(said)
        is_address = not said or (parts.scheme in {"https", "http"} and bool(parts.hostname))
    except ValueError:
        is_address = False
    if not is_address:
        raise found.wrong("sender_uri", "is no address", error=ErrorCode.SENDER_URI)
    return said


def _total(found: Fields, *, is_needed: bool) -> int | None:
    if not is_needed and not found.has("total_count"):
        return None
    total = found.whole("total_count", least=0, most=2**31, reason=HeaderReason.TOTAL_COUNT)
    if is_needed and total > MOST_ITEMS:
        said = f"is more than {MOST_ITEMS}"
        raise found.wrong("total_count", said, reason=HeaderReason.TOTAL_COUNT_LIMIT)
    return total


def _require_count(header: Header, items: tuple[Item, ...], kind: "_Kind") -> None:
    """What an answer counts differs from one registry to the next; what a request counts, not."""
    if kind.is_answer or header.total_count is None:
        return
    # One request may end several subscriptions: some count it, others them.
    is_one = kind.action is Action.UNSUBSCRIBE and header.total_count == 1
    if header.total_count != len(items) and not is_one:
        raise Rejected(
            f"is not the number of requests, {len(items)}",
            field="header.total_count",
            reason=HeaderReason.TOTAL_COUNT,
        )


def _searches(message: Fields) -> tuple[Item, ...]:
    return tuple(_search(each) for each in _referred(message.each("search_request")))


def _search(found: Fields) -> SearchItem:
    asked = found.inner("search_criteria", reason=ItemReason.CRITERIA)
    query_type, query = questions.read(asked, "query_type", "query")
    return SearchItem(
        reference_id=_reference(found),
        timestamp=_timestamp(found),
        query_type=query_type,
        query=query,
        reg_type=asked.text_or_none("reg_type", most=LONGEST_TEXT),
        record_type=asked.text_or_none("reg_record_type", most=LONGEST_TEXT),
        sort=questions.sort(asked),
        paging=questions.paging(asked),
        locale=found.locale(),
    )


def _subscriptions(message: Fields) -> tuple[Item, ...]:
    return tuple(_subscription(each) for each in _referred(message.each("subscribe_request")))


def _subscription(found: Fields) -> SubscribeItem:
    asked = found.inner("subscribe_criteria", reason=ItemReason.NOTIFY_DETAILS)
    since = until = None
    if asked.has("frequency"):
        often = asked.inner("frequency")
        since, until = often.instant("start_time"), often.instant("end_time")
        often.text("frequency")
    filter_type, filtered = questions.read_filter(asked)
    return SubscribeItem(
        reference_id=_reference(found),
        timestamp=_timestamp(found),
        event_type=asked.text("reg_event_type", most=LONGEST_TEXT, reason=ItemReason.NOTIFY_TYPES),
        record_type=asked.text("notify_record_type", most=LONGEST_TEXT),
        filter=filtered,
        filter_type=filter_type,
        since=since,
        until=until,
        locale=found.locale(),
    )


def _ends(message: Fields) -> tuple[Item, ...]:
    message.instant("timestamp", reason=ItemReason.TIMESTAMP)
    codes = message.values("subscription_codes", reason=ItemReason.SUBSCRIPTION_CODE)
    if not codes:
        raise message.wrong("subscription_codes", "is empty", reason=ItemReason.SUBSCRIPTION_CODE)
    return tuple(
        UnsubscribeItem(_code(one, f"message.subscription_codes[{at}]"))
        for at, one in enumerate(codes)
    )


def _code(said: Any, place: str) -> str:
    held = Fields({"code": said}, place, reason=ItemReason.SUBSCRIPTION_CODE)
    return held.text("code")


def _status_asked(message: Fields) -> tuple[Item, ...]:
    found = message.inner("txnstatus_request")
    said = found.found.get("attribute_value")
    several = said if isinstance(said, list) else [said]
    if not 0 < len(several) <= MOST_ITEMS:
        raise found.wrong("attribute_value", f"names none, or more than {MOST_ITEMS}")
    return (
        StatusItem(
            reference_id=_reference(found),
            txn_type=found.word("txn_type", questions.TxnType).value,
            attribute_type=found.word("attribute_type", questions.AttributeType).value,
            values=tuple(
                Fields({"attribute_value": one}, found.place).text("attribute_value", most=255)
                for one in several
            ),
            locale=found.locale(),
        ),
    )


def _enrolled(message: Fields) -> tuple[Item, ...]:
    asked = message.inner("enrolled_criteria")
    query = asked.inner("query", reason=ItemReason.CRITERIA).found
    entity = asked.text_or_none("response_entity")
    if entity not in {"", "Group", "Member"}:
        raise asked.wrong("response_entity", "is none of its values")
    kind = asked.text_or_none("query_type")
    if kind and kind not in set(QueryType):
        raise asked.wrong("query_type", "is none of its values", reason=ItemReason.CRITERIA)
    return (EnrolledItem(kind, query, entity),)


def _events(message: Fields) -> tuple[Item, ...]:
    return tuple(_event(each) for each in _referred(message.each("notify_event")))


def _event(found: Fields) -> EventItem:
    said = found.inner("data")
    found.locale()
    return EventItem(
        reference_id=_reference(found),
        timestamp=_timestamp(found),
        event_type=said.text_or_none("reg_event_type", most=LONGEST_TEXT),
        record_type=said.text("reg_record_type", most=LONGEST_TEXT),
        record=MappingProxyType(said.inner("reg_records").found),
        reg_type=said.text_or_none("reg_type", most=LONGEST_TEXT),
    )


def _answers(message: Fields) -> tuple[Item, ...]:
    return tuple(_answer(each) for each in message.each("search_response"))


def _answer(found: Fields) -> AnswerItem:
    records: tuple[Mapping[str, Any], ...] = ()
    record_type, total = "", None
    if found.has("data"):
        said = found.inner("data")
        record_type = said.text_or_none("reg_record_type", most=LONGEST_TEXT)
        # An object in one answer of the file of civil registries, a list in all others.
        one = said.found.get("reg_records")
        several = [one] if isinstance(one, dict) else said.values("reg_records", most=MOST_RECORDS)
        if not all(isinstance(each, dict) for each in several):
            raise said.wrong("reg_records", "holds what is no object")
        records = tuple(MappingProxyType(each) for each in several)
    if found.has("pagination") and found.inner("pagination").has("total_count"):
        total = found.inner("pagination").whole("total_count", least=0, most=2**31)
    return AnswerItem(
        **_outcome(found), record_type=record_type, records=records, total_count=total
    )


def _subscribed(message: Fields) -> tuple[Item, ...]:
    found = message.each("subscribe_response")
    return tuple(
        AnswerItem(**_outcome(each), codes=_codes(each, "subscriptions")) for each in found
    )


def _unsubscribed(message: Fields) -> tuple[Item, ...]:
    return (
        AnswerItem(
            reference_id="",
            timestamp=_timestamp(message),
            status=message.word("status", Status).value,
            reason=message.text_or_none("status_reason_code"),
            said=message.text_or_none("status_reason_message", most=LONGEST_TEXT),
            codes=_codes(message, "subscription_status"),
        ),
    )


def _codes(found: Fields, name: str) -> tuple[str, ...]:
    if not found.found.get(name):
        return ()
    return tuple(each.text("code") for each in found.each(name))


def _status_told(message: Fields) -> tuple[Item, ...]:
    found = message.inner("txnstatus_response")
    found.word("txn_type", questions.TxnType)
    told = found.inner("txn_status")
    if "search_response" in told.found:
        return _answers(told)
    if "subscribe_response" in told.found:
        return _subscribed(told)
    return ()


def _outcome(found: Fields) -> dict[str, Any]:
    return {
        "reference_id": _reference(found),
        "timestamp": _timestamp(found),
        "status": found.word("status", Status).value,
        "reason": found.text_or_none("status_reason_code"),
        "said": found.text_or_none("status_reason_message", most=LONGEST_TEXT),
    }


def _reference(found: Fields) -> str:
    return found.text("reference_id", most=questions.LONGEST_REFERENCE, reason=ItemReason.REFERENCE)


def _timestamp(found: Fields) -> datetime:
    return found.instant("timestamp", reason=ItemReason.TIMESTAMP)


def _referred(items: list[Fields]) -> list[Fields]:
    """Requests of one message, each under a reference of its own.

    Raises:
        Rejected: two have the same.
    """
    seen = set()
    for each in items:
        one = _reference(each)
        if one in seen:
            raise each.wrong(
                "reference_id", "is that of another", reason=ItemReason.REFERENCE_DUPLICATE
            )
        seen.add(one)
    return items


@dataclass(frozen=True, slots=True)
class _Kind:
    """How the messages to a service are read: answers to us have the header of a callback."""

    action: Action
    read: Callable[[Fields], tuple[Item, ...]]
    is_answer: bool = False
    is_told: bool = False


_KINDS = {
    "search": _Kind(Action.SEARCH, _searches),
    "enrolled": _Kind(Action.SEARCH, _enrolled),
    "subscribe": _Kind(Action.SUBSCRIBE, _subscriptions),
    "unsubscribe": _Kind(Action.UNSUBSCRIBE, _ends),
    "txn-status": _Kind(Action.TXN_STATUS, _status_asked),
    "notify": _Kind(Action.NOTIFY, _events, is_told=True),
    "on-search": _Kind(Action.ON_SEARCH, _answers, is_answer=True),
    "on-subscribe": _Kind(Action.ON_SUBSCRIBE, _subscribed, is_answer=True),
    "on-unsubscribe": _Kind(Action.ON_UNSUBSCRIBE, _unsubscribed, is_answer=True),
    "txn-on-status": _Kind(Action.TXN_ON_STATUS, _status_told, is_answer=True),
}
SERVICES = tuple(_KINDS)
