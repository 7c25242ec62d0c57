"""Messages of partners, as samples: whole, to be spoilt by the tests."""

import json
from datetime import UTC, datetime
from typing import Any

AT = datetime(2026, 11, 22, 10, 15, 30, tzinfo=UTC)
TS, LATER = "2026-11-22T10:15:00+00:00", "2027-11-22T00:00:00Z"
THEM, US = "spmis.example.org", "cnps.example.org"
Json = dict[str, Any]


def request(action: str, message: Json, *, count: int = 1, **header: Any) -> Json:
    said = {
        "version": "1.0.0",
        "message_id": "m-1",
        "message_ts": TS,
        "action": action,
        "sender_id": THEM,
        "sender_uri": "https://spmis.example.org/callback/on-search",
        "receiver_id": US,
        "total_count": count,
        "is_msg_encrypted": False,
        "meta": {},
    }
    return {"header": said | header, "message": {"transaction_id": "t-1", **message}}


def callback(action: str, message: Json, **header: Any) -> Json:
    said = {
        "version": "1.0.0",
        "message_id": "m-1",
        "message_ts": TS,
        "action": action,
        "status": "succ",
        "total_count": 1,
        "completed_count": 1,
        "sender_id": THEM,
        "receiver_id": US,
        "is_msg_encrypted": False,
        "meta": {},
    }
    return {"header": said | header, "message": {"transaction_id": "t-1", **message}}


def search(**criteria: Any) -> Json:
    asked = {
        "version": "1.0.0",
        "reg_type": "ns:org:RegistryType:IBR",
        "reg_record_type": "spdci-extensions-ibr:Beneficiary",
        "query_type": "idtype-value",
        "query": {"type": "UIN", "value": "847951632"},
        "pagination": {"page_size": 10, "page_number": 1},
    }
    item = {"reference_id": "r-1", "timestamp": TS, "search_criteria": asked | criteria}
    return request("search", {"search_request": [item | {"locale": "fra"}]})


def predicate() -> Json:
    said = {"attribute_name": "UIN", "operator": "eq", "attribute_value": "847951632"}
    return search(query_type="predicate", query=[{"seq_num": 1, "expression1": said}])


def expression() -> Json:
    asked = {"$and": [{"UIN": {"$eq": "847951632"}}]}
    value = {"expression": {"collection": "Member", "query": asked}}
    query = {"type": "ns:org:QueryType:expression", "value": value}
    return search(query_type="expression", query=query)


def enrolled(**more: Any) -> Json:
    query = {"person_identifier": {"eq": "ABC451123"}} | more
    asked = {"query_type": "expression", "response_entity": "Member", "query": query}
    return request("search", {"enrolled_criteria": asked})


def subscribe(**criteria: Any) -> Json:
    asked = {
        "version": "1.0.0",
        "reg_type": "ns:org:RegistryType:IBR",
        "reg_event_type": "enrollement",
        "frequency": {
            "start_time": TS,
            "end_time": "2027-11-22T00:00:00Z",
            "frequency": "0 0 * * *",
        },
        "filter_type": "idtype-value",
        "filter": {"type": "UIN", "value": "847951632"},
        "notify_record_type": "spdci-extensions-ibr:Beneficiary",
    }
    item = {"reference_id": "r-1", "timestamp": TS, "subscribe_criteria": asked | criteria}
    return request("subscribe", {"subscribe_request": [item]})


def unsubscribe(*codes: str) -> Json:
    said = {"timestamp": TS, "subscription_codes": list(codes or ("s-1",))}
    return request("unsubscribe", said)


def txn_status(kind: str = "transaction_id", value: Any = "t-0", **more: Any) -> Json:
    asked = {"reference_id": "r-1", "txn_type": "search", "attribute_type": kind}
    return request("txn-status", {"txnstatus_request": asked | {"attribute_value": value} | more})


def notify(event_type: str = "death", record: Json | None = None) -> Json:
    record = {"identifier": {"identifier_type": "UIN", "identifier_value": "1"}, **(record or {})}
    told = {
        "version": "1.0.0",
        "reg_type": "ns:org:RegistryType:Civil",
        "reg_event_type": event_type,
        "reg_record_type": "spdci-extensions-dci:Person",
        "reg_records": record,
    }
    item = {"reference_id": "r-1", "timestamp": TS, "data": told, "locale": "fra"}
    return callback("notify", {"notify_event": [item]})


def on_search(*records: Json) -> Json:
    found = {
        "version": "1.0.0",
        "reg_type": "ns:org:RegistryType:Civil",
        "reg_record_type": "spdci-extensions-dci:Person",
        "reg_records": list(records),
    }
    paging = {"page_size": 10, "page_number": 1, "total_count": len(records)}
    item = {"reference_id": "r-1", "timestamp": TS, "status": "succ", "data": found}
    answers = [item | {"pagination": paging}]
    return callback("on-search", {"correlation_id": "c-1", "search_response": answers})


def on_subscribe() -> Json:
    one = {"code": "s-1", "status": "subscribe", "timestamp": TS}
    item = {"reference_id": "r-1", "timestamp": TS, "status": "succ", "subscriptions": [one]}
    return callback("on-subscribe", {"correlation_id": "c-1", "subscribe_response": [item]})


def on_unsubscribe() -> Json:
    codes = [{"code": "s-1", "status": "unsubscribe"}]
    said = {"correlation_id": "c-1", "timestamp": TS, "status": "succ"}
    return request("on-unsubscribe", said | {"subscription_status": codes}, status="succ")


def txn_on_status(*, is_object: bool = False) -> Json:
    """In the file of civil registries, what was found is an object here, not a list."""
    answer = on_search({"sex": "female"})["message"]
    if is_object:
        answer["search_response"][0]["data"]["reg_records"] = {"sex": "female"}
    said = {"txn_type": "search", "txn_status": answer}
    return callback("txn-on-status", {"correlation_id": "c-2", "txnstatus_response": said})


SAMPLES: dict[str, Json] = {
    "search": search(),
    "enrolled": enrolled(),
    "subscribe": subscribe(),
    "unsubscribe": unsubscribe(),
    "txn-status": txn_status(),
    "notify": notify(),
    "on-search": on_search(),
    "on-subscribe": on_subscribe(),
    "on-unsubscribe": on_unsubscribe(),
    "txn-on-status": txn_on_status(),
}


def raw(said: Any) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()
