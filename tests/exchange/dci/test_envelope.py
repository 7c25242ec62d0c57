"""A DCI message is read strictly, or refused with the standard's code: nothing else comes of it."""

import copy
import json
import time
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.dci import letters
from tests.exchange.dci.letters import AT, SAMPLES, raw

from socle.exchange.dci.codes import Rejected
from socle.exchange.dci.envelope import SERVICES, parse
from socle.exchange.dci.messages import (
    AnswerItem,
    Envelope,
    EventItem,
    SearchItem,
    StatusItem,
    UnsubscribeItem,
)


def read(said: Any, service: str = "search") -> Envelope:
    return parse(said if isinstance(said, bytes) else raw(said), service=service, at=AT)


def refused(said: Any, service: str = "search") -> Rejected:
    with pytest.raises(Rejected) as found:
        read(said, service)
    return found.value


def spoilt(service: str, *path: str | int, to: Any = ...) -> dict[str, Any]:
    """A sample with one member changed, or taken away."""
    said = copy.deepcopy(SAMPLES[service])
    place: Any = said
    for each in path[:-1]:
        place = place[each]
    if to is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return said


@pytest.mark.parametrize("service", SERVICES)
def test_each_kind_of_message_is_read(service: str) -> None:
    found = read(SAMPLES[service], service)
    assert found.header.message_id == "m-1"
    assert found.transaction_id == "t-1"
    assert len(found.items) == 1
    assert found.raw == raw(SAMPLES[service])


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("name", ["message_id", "message_ts", "action"])
def test_what_every_header_must_say_is_asked(service: str, name: str) -> None:
    assert refused(spoilt(service, "header", name), service).field == f"header.{name}"


@pytest.mark.parametrize("service", SERVICES)
def test_a_message_sent_to_another_service_is_refused(service: str) -> None:
    other = "notify" if service != "notify" else "subscribe"
    assert refused(SAMPLES[service], other).reason == "rjct.action.not_supported"


def test_what_is_read_is_what_was_said() -> None:
    [item] = read(SAMPLES["search"]).items
    assert isinstance(item, SearchItem)
    assert (item.query, item.locale) == ({"type": "UIN", "value": "847951632"}, "fra")
    assert item.paging is not None
    assert (item.paging.size, item.paging.number) == (10, 1)
    [event] = read(SAMPLES["notify"], "notify").items
    assert isinstance(event, EventItem)
    assert (event.event_type, event.reference_id) == ("death", "r-1")
    [answer] = read(letters.on_search({"sex": "male"}), "on-search").items
    assert isinstance(answer, AnswerItem)
    assert (answer.status, answer.records) == ("succ", ({"sex": "male"},))
    for is_object in (False, True):
        said = letters.txn_on_status(is_object=is_object)
        [again] = read(said, "txn-on-status").items
        assert isinstance(again, AnswerItem)
        assert again.records == ({"sex": "female"},)
    [code] = read(SAMPLES["on-subscribe"], "on-subscribe").items
    assert isinstance(code, AnswerItem)
    assert code.codes == ("s-1",)


def test_the_three_kinds_of_question_are_read() -> None:
    for said in (letters.search(), letters.predicate(), letters.expression()):
        assert len(read(said).items) == 1
    asked = letters.txn_status("reference_id_list", ["r-8", "r-9"])
    [item] = read(asked, "txn-status").items
    assert isinstance(item, StatusItem)
    assert item.values == ("r-8", "r-9")


@pytest.mark.parametrize(
    ("path", "to", "reason"),
    [
        (("header", "version"), "2.0.0", "rjct.version.invalid"),
        (("header", "message_ts"), "2026-11-22T10:15:00", "rjct.message_ts.invalid"),
        (("header", "message_ts"), "22/11/2026", "rjct.message_ts.invalid"),
        (("header", "message_ts"), "2026-13-22T10:15:00Z", "rjct.message_ts.invalid"),
        (("header", "action"), "delete", "rjct.action.invalid"),
        (("header", "total_count"), 2, "rjct.total_count.invalid"),
        (("header", "total_count"), "1", "rjct.total_count.invalid"),
        (("header", "total_count"), True, "rjct.total_count.invalid"),
        (("header", "total_count"), 1.0, "rjct.total_count.invalid"),
        (("header", "total_count"), 101, "rjct.total_count.limit_exceeded"),
        (("message", "search_request", 0, "timestamp"), "hier", "rjct.timestamp.invalid"),
        (("message", "search_request", 0, "reference_id"), "", "rjct.reference_id.invalid"),
    ],
)
def test_a_header_out_of_order_is_refused_by_its_code(
    path: tuple[Any, ...], to: Any, reason: str
) -> None:
    assert refused(spoilt("search", *path, to=to)).reason == reason


@pytest.mark.parametrize(
    ("criteria", "reason"),
    [
        ({"query_type": "guess"}, "rjct.search_criteria.invalid"),
        ({"query": {"type": "UIN"}}, "rjct.search_criteria.invalid"),
        ({"query": []}, "rjct.search_criteria.invalid"),
        ({"query_type": "predicate"}, "rjct.search_criteria.invalid"),
        ({"query_type": "expression"}, "rjct.search_criteria.invalid"),
        ({"sort": [{"attribute_name": "UIN", "sort_order": "up"}]}, "rjct.sort.invalid"),
        ({"pagination": {"page_size": 0}}, "rjct.pagination.invalid"),
        ({"pagination": {"page_size": -1}}, "rjct.pagination.invalid"),
        ({"pagination": {"page_size": 1, "page_number": 0}}, "rjct.pagination.invalid"),
        ({"pagination": {"page_number": 1}}, "rjct.pagination.invalid"),
    ],
)
def test_a_search_badly_asked_is_refused_by_its_code(criteria: dict[str, Any], reason: str) -> None:
    assert refused(letters.search(**criteria)).reason == reason


@pytest.mark.parametrize("locale", ["en", "ENG", "engl", "é12", 3])
def test_a_language_is_three_small_letters(locale: Any) -> None:
    refused(spoilt("search", "message", "search_request", 0, "locale", to=locale))


def test_a_transaction_has_ninety_nine_characters_at_most() -> None:
    assert read(spoilt("search", "message", "transaction_id", to="t" * 99)).transaction_id
    refused(spoilt("search", "message", "transaction_id", to="t" * 100))
    [code] = read(letters.unsubscribe("s" * 99), "unsubscribe").items
    assert isinstance(code, UnsubscribeItem)
    said = refused(letters.unsubscribe("s" * 100), "unsubscribe")
    assert said.reason == "rjct.subscription_code.invalid"


def test_two_requests_of_one_message_have_two_references() -> None:
    said = spoilt("search", "header", "total_count", to=2)
    said["message"]["search_request"] *= 2
    assert refused(said).reason == "rjct.reference_id.duplicate"


def test_a_message_of_tomorrow_is_refused_and_one_of_yesterday_is_read() -> None:
    tomorrow = (AT + timedelta(days=1)).isoformat()
    assert refused(spoilt("search", "header", "message_ts", to=tomorrow)).reason
    yesterday = (AT - timedelta(days=1)).isoformat()
    assert read(spoilt("search", "header", "message_ts", to=yesterday)).items


def test_an_answer_may_be_a_header_alone() -> None:
    said = spoilt("on-search", "message")
    said["header"] |= {"status": "rjct", "status_reason_code": "rjct.message_id.duplicate"}
    found = read(said, "on-search")
    assert (found.items, found.header.status) == ((), "rjct")
    assert found.header.reason == "rjct.message_id.duplicate"


def test_an_encrypted_message_is_refused_as_such() -> None:
    said = spoilt("search", "header", "is_msg_encrypted", to=True)
    assert refused(said).error == "err.encryption.invalid"


@pytest.mark.parametrize(
    "uri", ["file:///etc/passwd", "gopher://x/", "on-search", "https://", "http://[x", 12]
)
def test_where_to_answer_is_a_web_address(uri: Any) -> None:
    refused(spoilt("search", "header", "sender_uri", to=uri))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b"\xff\xfe",
        b"\xef\xbb\xbf{}",
        b'{"header": NaN}',
        b'{"header": {}, "header": {}}',
        b'{"header": {"message_id": "a", "message_id": "b"}}',
        b'{"signature": "\\ud800", "header": {}}',
        b'{"a\\u0000": 1}',
        b'{"n": ' + b"9" * 5_000 + b"}",
        b"{" + b'"a":{' * 100_000,
        b"[" * 999_000,
        b'{"header": {"x": "' + b"y" * 1_000_000 + b'"}}',
    ],
    ids=range(15),
)
def test_what_two_readers_could_read_differently_is_not_read(text: bytes) -> None:
    assert refused(text).error == "err.request.bad"


def test_depth_is_counted_outside_texts_only() -> None:
    said = spoilt("search", "header", "meta", to={"note": '\\"[[[{{{' * 100})
    assert read(said).items
    deep: Any = "x"
    for _level in range(40):
        deep = [deep]
    assert "nested" in refused(spoilt("search", "header", "meta", to={"note": deep})).said


def test_ten_megabytes_of_brackets_cost_nothing() -> None:
    began = time.process_time()
    for text in (b"[" * 10_000_000, b'{"a":' * 2_000_000, b'"\\' * 500_000):
        refused(text)
    assert time.process_time() - began < 3


def test_a_number_with_a_fraction_keeps_its_digits() -> None:
    said = raw(letters.on_search({"score": "@"})).replace(b'"@"', b"9.2100")
    [item] = read(said, "on-search").items
    assert isinstance(item, AnswerItem)
    assert item.records[0]["score"] == "9.2100"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@settings(max_examples=300)
@given(st.binary(max_size=400), st.sampled_from(SERVICES))
def test_any_bytes_are_a_message_or_refused(text: bytes, service: str) -> None:
    _message_or_refused(text, service)


@settings(max_examples=600)
@given(st.data(), st.sampled_from(SERVICES))
def test_any_member_of_a_message_may_be_anything(data: st.DataObject, service: str) -> None:
    said = copy.deepcopy(SAMPLES[service])
    place: Any = said
    while True:
        inner = place.keys() if isinstance(place, dict) else range(len(place))
        name = data.draw(st.sampled_from(list(inner)))
        below = place[name]
        if not isinstance(below, dict | list) or not below or data.draw(st.booleans()):
            break
        place = below
    place[name] = data.draw(json_values)
    _message_or_refused(json.dumps(said).encode(), service)


def _message_or_refused(text: bytes, service: str) -> None:
    found: Envelope | Rejected
    try:
        found = parse(text, service=service, at=AT)
    except Rejected as no:
        found = no
    if isinstance(found, Rejected):
        assert found.error.startswith("err.")
        assert str(found).isprintable()
    else:
        assert found.header.message_id
        json.dumps(dict(found.body), allow_nan=False).encode()
