"""Questions in DCI to whatever registry: a search by number, by comparison, a subscription."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from socle.exchange.dci.codes import VERSION, Action, QueryType
from socle.exchange.dci.writing import told_at
from socle.exchange.ports import Declined, Envelope, Json, Question, Strange

SYNC_SEARCH, SUBSCRIBE = "/registry/sync/search", "/registry/subscribe"
REFERENCE = "1"
MOST_RECORDS = 100
_LOCALE = "fra"
_SUBSCRIBED_FOR = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Kind:
    """Which registry, and what its records are."""

    reg_type: str
    record_type: str


def by_number(kind: Kind, *, number: tuple[str, str], service: str, at: datetime) -> Question:
    """Who bears a number: its type, its value."""
    query = {"type": number[0], "value": number[1]}
    return _search(kind, (QueryType.IDTYPE_VALUE, query), service=service, at=at, page=1)


def by_comparison(
    kind: Kind, *, attribute: str, operator: str, value: str, page: int, service: str, at: datetime
) -> Question:
    """Whose attribute compares so to a value, the ones changed first before the others."""
    compared = {
        "attribute_name": attribute,
        "operator": operator,
        "attribute_value": value,
    }
    query = [{"seq_num": 1, "expression1": compared}]
    sort = [{"attribute_name": attribute, "sort_order": "asc"}]
    asked = (QueryType.PREDICATE, query)
    return _search(kind, asked, service=service, at=at, page=page, sort=sort)


def subscription(kind: Kind, *, events: Sequence[str], service: str, at: datetime) -> Question:
    """To be told of events of everybody, for ten years: who is known to us is judged here."""
    ends = at + _SUBSCRIBED_FOR
    often = {"start_time": told_at(at), "end_time": told_at(ends), "frequency": "daily"}
    asked = [
        {
            "reference_id": event,
            "timestamp": told_at(at),
            "subscribe_criteria": {
                "version": VERSION,
                "reg_type": kind.reg_type,
                "reg_event_type": event,
                "frequency": often,
                "filter": {},
                "notify_record_type": kind.record_type,
            },
            "locale": _LOCALE,
        }
        for event in events
    ]
    envelope = Envelope(
        Action.SUBSCRIBE, {"subscribe_request": asked}, answered_at="/registry/on-subscribe"
    )
    return Question(service, SUBSCRIBE, acknowledged, "POST", envelope=envelope)


def acknowledged(said: Json) -> Json:
    """What an acknowledgement says: nothing, or why the question is not taken.

    Raises:
        Declined, Strange: see there.
    """
    message = said.get("message")
    if not isinstance(message, Mapping):
        raise Strange("acknowledgement")
    if message.get("ack_status") == "ACK":
        return {}
    error = message.get("error")
    code = error.get("code") if isinstance(error, Mapping) else message.get("ack_status")
    raise Declined(str(code)[:60])


def _search(
    kind: Kind,
    asked: tuple[QueryType, Any],
    *,
    service: str,
    at: datetime,
    page: int,
    sort: Sequence[Json] = (),
) -> Question:
    criteria: dict[str, Any] = {
        "version": VERSION,
        "reg_type": kind.reg_type,
        "reg_record_type": kind.record_type,
        "query_type": asked[0].value,
        "query": asked[1],
        "pagination": {"page_size": MOST_RECORDS, "page_number": page},
    }
    if sort:
        criteria["sort"] = list(sort)
    one = {
        "reference_id": REFERENCE,
        "timestamp": told_at(at),
        "search_criteria": criteria,
        "locale": _LOCALE,
    }
    envelope = Envelope(Action.SEARCH, {"search_request": [one]})
    return Question(service, SYNC_SEARCH, records, "POST", envelope=envelope)


def records(said: Json) -> Json:
    """What a search found, as it is.

    Raises:
        Strange: more than was asked for.
    """
    if len(said["records"]) > MOST_RECORDS:
        raise Strange("records")
    return said


def only(question: Question, shape: Callable[[Json], Json]) -> Question:
    """The same question, its answer the shape of the one record that was found, or empty.

    A number that several bear names nobody.
    """

    def read(said: Json) -> Json:
        found = records(said)["records"]
        if len(found) > 1:
            raise Declined("several bear this number")
        return shape(found[0]) if found else {}

    return Question(question.service, question.path, read, "POST", envelope=question.envelope)
