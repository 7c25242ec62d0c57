"""What a DCI message says once it has been read: nothing here was not checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from socle.exchange.dci.codes import Action


@dataclass(frozen=True, slots=True)
class Header:
    """Who says what to whom; what a message need not say is empty."""

    message_id: str
    message_ts: datetime
    action: Action
    sender_id: str = ""
    sender_uri: str = ""
    receiver_id: str = ""
    total_count: int | None = None
    # Of an answer.
    status: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of what was found; the first is 1."""

    size: int
    number: int = 1


@dataclass(frozen=True, slots=True)
class SearchItem:
    """One search of a message: whom, by which question, which page."""

    reference_id: str
    timestamp: datetime
    query_type: str
    query: Any
    reg_type: str = ""
    record_type: str = ""
    sort: tuple[tuple[str, bool], ...] = ()  # attribute, whether descending
    paging: Paging | None = None
    locale: str = ""


@dataclass(frozen=True, slots=True)
class SubscribeItem:
    """One subscription asked for: which events, about whom, from when to when."""

    reference_id: str
    timestamp: datetime
    event_type: str
    record_type: str
    filter: Any
    filter_type: str = ""
    since: datetime | None = None
    until: datetime | None = None
    locale: str = ""


@dataclass(frozen=True, slots=True)
class UnsubscribeItem:
    """One subscription that is to end."""

    code: str


@dataclass(frozen=True, slots=True)
class StatusItem:
    """What has become of something asked earlier: by transaction, reference or correlation."""

    reference_id: str
    txn_type: str
    attribute_type: str
    values: tuple[str, ...]
    locale: str = ""


@dataclass(frozen=True, slots=True)
class EnrolledItem:
    """Whether a person is enrolled, in one programme or in any."""

    query_type: str
    query: Any
    response_entity: str = ""


@dataclass(frozen=True, slots=True)
class EventItem:
    """One event that a registry tells of."""

    reference_id: str
    timestamp: datetime
    event_type: str
    record_type: str
    record: Mapping[str, Any]
    reg_type: str = ""


@dataclass(frozen=True, slots=True)
class AnswerItem:
    """The answer to one search or subscription that we asked for."""

    reference_id: str
    timestamp: datetime
    status: str
    reason: str = ""
    said: str = ""
    record_type: str = ""
    records: tuple[Mapping[str, Any], ...] = ()
    codes: tuple[str, ...] = ()  # of subscriptions
    total_count: int | None = None


Item = (
    SearchItem
    | SubscribeItem
    | UnsubscribeItem
    | StatusItem
    | EnrolledItem
    | EventItem
    | AnswerItem
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message as it was read, with its bytes and with its body for whoever checks its signature.

    `body` is what the bytes say, signature left out; a number with a fraction is its digits.
    """

    header: Header
    transaction_id: str
    items: tuple[Item, ...]
    signature: str
    body: Mapping[str, Any]
    raw: bytes
    correlation_id: str = ""
