"""A registry that speaks the standard: search, subscriptions, where a transaction stands."""

import copy
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from socle_simulator import matching
from socle_simulator.clients import Client
from socle_simulator.dci import Desk, Envelope, Fault, acknowledgement, instant
from socle_simulator.keys import Keys
from socle_simulator.openapi import description, operation
from socle_simulator.sending import Outgoing
from socle_simulator.server import Answer, Call, Refusal, Registry, Route, answered

_PAGE, _MOST = 100, 1000
_TRANSPORT = ("err.signature", "err.sender")


@dataclass
class Subscription:
    """Who is told of which events."""

    code: str
    client_id: str
    event: str  # as it was asked
    kind: str  # live_birth, death…
    filter: object
    filter_type: str
    record_type: str
    is_on: bool = True


@dataclass
class Transaction:
    """An asynchronous request: what it was, and what was or will be answered."""

    kind: str
    transaction_id: str
    correlation_id: str
    client_id: str
    references: tuple[str, ...]
    message: dict[str, Any]


class DciRegistry(Registry):
    """What it knows are records as the standard writes them."""

    reg_type = "ns:org:RegistryType:Civil"
    record_type = "spdci-extensions-dci:Person"
    events: tuple[str, ...] = ()

    def __init__(self, data: dict[str, Any], keys: Keys) -> None:
        super().__init__(data, keys)
        self.desk = Desk(self.id, keys, self.failures, self.record)
        self.subscriptions: dict[str, Subscription] = {}
        self.transactions: list[Transaction] = []
        self.reg_type = data.get("reg_type", self.reg_type)

    def records(self) -> Iterable[dict[str, Any]]:
        raise NotImplementedError

    def found_by(self, kind: str, value: str) -> Iterable[dict[str, Any]]:
        """By an identifier: a subject with an index has a quicker way."""
        asked = (kind, value)
        return [each for each in self.records() if asked in matching.identifiers(each)]

    def routes(self) -> list[Route]:
        return [
            ("POST", "/registry/sync/search", self._sync_search),
            ("POST", "/registry/sync/txn/status", self._sync_status),
            ("POST", "/registry/search", self._search),
            ("POST", "/registry/subscribe", self._subscribe),
            ("POST", "/registry/unsubscribe", self._unsubscribe),
            ("POST", "/registry/txn/status", self._status),
        ]

    def openapi(self) -> dict[str, Any]:
        """In short: the standard's own description says the rest."""
        said = operation("a message of the standard", {"type": "object"}, body={"type": "object"})
        return description(self.id, {path: {"post": said} for _m, path, _w in self.routes()})

    # Synchronous.

    def _sync(self, call: Call, action: str, answers: str, work: Any) -> Answer:
        try:
            with self.lock:
                envelope = self.desk.read(call.body, call.client, action=action)
                message = work(envelope)
        except Fault as fault:
            if fault.code.startswith(_TRANSPORT):
                raise Refusal(403, fault.code, fault.message) from None
            reason = (fault.code, fault.message)
            said = self.desk.written(answers, None, call.client, reason=reason)
            is_replayed = fault.code == "rjct.message_id.duplicate"
            return answered(said, 200 if is_replayed else 400)
        total = len(message.get("search_response", "1"))
        return answered(self.desk.written(answers, message, call.client, total=total))

    def _sync_search(self, call: Call) -> Answer:
        return self._sync(call, "search", "on-search", self._searched)

    def _sync_status(self, call: Call) -> Answer:
        return self._sync(call, "txn-status", "txn-on-status", self._stands)

    # Asynchronous: acknowledged, then the registered address is called.

    def _async(self, call: Call, action: str, answers: str, work: Any) -> Answer:
        try:
            with self.lock:
                envelope = self.desk.read(call.body, call.client, action=action)
                if not call.client.callback:
                    raise Fault("err.sender_uri.invalid", "no address was registered")
                message = work(envelope)
                said = acknowledgement("ACK")
                message["correlation_id"] = said["message"]["correlation_id"]
                self._keep(envelope, action, message)
        except Fault as fault:
            if fault.code == "rjct.message_id.duplicate":
                return answered(acknowledgement("NACK"), 202)
            return answered(acknowledgement("ERR", fault), 400)
        self._call_back(answers, message, envelope)
        return answered(said, 202)

    def _search(self, call: Call) -> Answer:
        return self._async(call, "search", "on-search", self._searched)

    def _subscribe(self, call: Call) -> Answer:
        return self._async(call, "subscribe", "on-subscribe", self._subscribed)

    def _unsubscribe(self, call: Call) -> Answer:
        return self._async(call, "unsubscribe", "on-unsubscribe", self._unsubscribed)

    def _status(self, call: Call) -> Answer:
        return self._async(call, "txn-status", "txn-on-status", self._stands)

    def _keep(self, envelope: Envelope, action: str, message: dict[str, Any]) -> None:
        if action == "txn-status":
            return
        asked = envelope.message.get(f"{action}_request", [])
        self.transactions.append(
            Transaction(
                action,
                envelope.transaction_id,
                message["correlation_id"],
                envelope.client.id,
                tuple(each["reference_id"] for each in asked),
                message,
            )
        )

    def _call_back(self, action: str, message: dict[str, Any], envelope: Envelope) -> None:
        path = action.replace("txn-", "txn/")
        base = envelope.client.callback.rstrip("/")
        default = f"{base}/registry/{path}"
        self.tell(envelope.client, action, message, envelope.header.get("sender_uri", default))

    def tell(self, client: Client, action: str, message: dict[str, Any], url: str) -> None:
        """Sends a message of the registry's own to a client."""
        said = self.desk.written(action, message, client)
        body = json.dumps(said, ensure_ascii=False).encode()
        self.sender.send(Outgoing(client, url, action, said["header"]["message_id"], body))

    # What the messages say.

    def _searched(self, envelope: Envelope) -> dict[str, Any]:
        return {
            "transaction_id": envelope.transaction_id,
            "correlation_id": uuid.uuid4().hex,
            "search_response": [
                self._one_search(each) for each in envelope.message["search_request"]
            ],
        }

    def _one_search(self, said: Mapping[str, Any]) -> dict[str, Any]:
        criteria = said["search_criteria"]
        told: dict[str, Any] = {
            "reference_id": said["reference_id"],
            "timestamp": instant(),
            "status": "succ",
            "locale": said.get("locale", "fra"),
        }
        try:
            found = self._matching(criteria["query_type"], criteria["query"])
        except matching.Unreadable:
            return told | {"status": "rjct", "status_reason_code": "rjct.search_criteria.invalid"}
        for each in reversed(criteria.get("sort", [])):
            name, is_down = each["attribute_name"], each.get("sort_order") == "desc"
            found = sorted(found, key=_by(name), reverse=is_down)
        paging = criteria.get("pagination")
        if paging is None and len(found) > _MOST:
            code = "rjct.search.too_many_records_found"
            return told | {"status": "rjct", "status_reason_code": code}
        size, number = (paging or {}).get("page_size", _PAGE), (paging or {}).get("page_number", 1)
        return told | {
            "data": {
                "version": "1.0.0",
                "reg_type": self.reg_type,
                "reg_record_type": self.record_type,
                "reg_records": copy.deepcopy(found[(number - 1) * size : number * size]),
            },
            "pagination": {"page_size": size, "page_number": number, "total_count": len(found)},
        }

    def _matching(self, query_type: str, query: object) -> list[dict[str, Any]]:
        if query_type == "idtype-value" and isinstance(query, Mapping):
            if not {"type", "value"} <= set(query):
                raise matching.Unreadable(query_type)
            return list(self.found_by(str(query["type"]), str(query["value"])))
        test = matching.test_of(query_type, query)
        return [each for each in self.records() if test(each)]

    def _subscribed(self, envelope: Envelope) -> dict[str, Any]:
        return {
            "transaction_id": envelope.transaction_id,
            "subscribe_response": [
                self._one_subscription(each, envelope.client)
                for each in envelope.message["subscribe_request"]
            ],
        }

    def _one_subscription(self, said: Mapping[str, Any], client: Client) -> dict[str, Any]:
        criteria = said["subscribe_criteria"]
        kind = plain(criteria["reg_event_type"])
        filter_type = criteria.get("filter_type", "idtype-value")
        told: dict[str, Any] = {
            "reference_id": said["reference_id"],
            "timestamp": instant(),
            "status": "rjct",
        }
        if kind not in {plain(each) for each in self.events}:
            return told | {"status_reason_code": "rjct.notify_types.invalid"}
        try:
            matching.test_of(filter_type, criteria["filter"])
        except matching.Unreadable:
            return told | {"status_reason_code": "rjct.notify_details.invalid"}
        for each in self.subscriptions.values():
            same = (client.id, kind, criteria["filter"])
            if each.is_on and (each.client_id, each.kind, each.filter) == same:
                return told | {"status_reason_code": "rjct.event.already_subscribed"}
        made = Subscription(
            uuid.uuid4().hex,
            client.id,
            criteria["reg_event_type"],
            kind,
            criteria["filter"],
            filter_type,
            criteria["notify_record_type"],
        )
        self.subscriptions[made.code] = made
        given = {"code": made.code, "status": "subscribe", "timestamp": instant()}
        given |= {name: criteria[name] for name in ("reg_event_type", "notify_record_type")}
        return told | {"status": "succ", "subscriptions": [given]}

    def _unsubscribed(self, envelope: Envelope) -> dict[str, Any]:
        told: dict[str, Any] = {
            "transaction_id": envelope.transaction_id,
            "timestamp": instant(),
            "status": "succ",
        }
        codes = envelope.message["subscription_codes"]
        own = [self.subscriptions.get(each) for each in codes]
        if any(each is None or each.client_id != envelope.client.id for each in own):
            code = "rjct.subscription_code.invalid"
            return told | {"status": "rjct", "status_reason_code": code}
        if any(each is not None and not each.is_on for each in own):
            code = "rjct.event.already_unsubscribed"
            return told | {"status": "rjct", "status_reason_code": code}
        for each in own:
            if each is not None:
                each.is_on = False
        ended = [{"code": each, "status": "unsubscribe"} for each in codes]
        return told | {"subscription_status": ended}

    def _stands(self, envelope: Envelope) -> dict[str, Any]:
        asked = envelope.message["txnstatus_request"]
        known = [each for each in self.transactions if each.client_id == envelope.client.id]
        found = [each for each in known if _is_meant(each, asked)]
        if not found:
            raise Fault("err.request.not_found", "no such transaction")
        last = found[-1]
        said = _as_status(last.message) if self._was_sent(last) else _pending(last)
        return {
            "transaction_id": envelope.transaction_id,
            "correlation_id": last.correlation_id,
            "txnstatus_response": {"txn_type": last.kind, "txn_status": said},
        }

    def _was_sent(self, transaction: Transaction) -> bool:
        return not self.sender.holds(transaction.correlation_id)

    def notify(self, kind: str, happened: list[tuple[str, dict[str, Any]]]) -> None:
        """Tells the subscribers of an event: a reference and a record for each one concerned."""
        for each in list(self.subscriptions.values()):
            if not each.is_on or each.kind != plain(kind):
                continue
            test = matching.test_of(each.filter_type, each.filter)
            client = self.clients.known[each.client_id]  # where it is called now
            url = f"{client.callback.rstrip('/')}/registry/notify"
            for reference, record in happened:
                if test(record):
                    self.tell(client, "notify", self._event(each, reference, record), url)

    def _event(
        self, subscription: Subscription, reference: str, record: dict[str, Any]
    ) -> dict[str, Any]:
        data = {
            "version": "1.0.0",
            "reg_type": self.reg_type,
            "reg_event_type": subscription.event,
            "reg_record_type": subscription.record_type,
            "reg_records": record,
        }
        event = {"reference_id": reference, "timestamp": instant(self.failures.aged_hours)}
        return {
            "transaction_id": uuid.uuid4().hex,
            "notify_event": [event | {"data": data, "locale": "fra"}],
        }


def _by(name: str) -> Callable[[dict[str, Any]], str]:
    return lambda record: str(record.get(name, ""))


def plain(event: str) -> str:
    """`spdci-common:RegistryEventType:LiveBirth` and `live_birth` are the same event."""
    return event.rpartition(":")[2].replace("_", "").lower()


def _as_status(said: Mapping[str, Any]) -> dict[str, Any]:
    """The description has one record where a search has a list: several are asked for again."""
    told = copy.deepcopy(dict(said))
    for each in told.get("search_response", []):
        records = each.get("data", {}).get("reg_records", [])
        if len(records) == 1:
            each["data"]["reg_records"] = records[0]
        else:
            each.pop("data", None)
    return told


def _pending(transaction: Transaction) -> dict[str, Any]:
    said = transaction.message
    told = {name: said[name] for name in ("transaction_id", "correlation_id")}
    if transaction.kind == "unsubscribe":
        return told | {"timestamp": instant(), "status": "pdng"}
    waiting = [
        {"reference_id": each, "timestamp": instant(), "status": "pdng"}
        for each in transaction.references
    ]
    return told | {f"{transaction.kind}_response": waiting}


def _is_meant(transaction: Transaction, asked: Mapping[str, Any]) -> bool:
    value = asked["attribute_value"]
    among = {str(each) for each in value} if isinstance(value, list) else {str(value)}
    if asked["txn_type"] != transaction.kind:
        return False
    if asked["attribute_type"] == "transaction_id":
        return transaction.transaction_id in among
    if asked["attribute_type"] == "correlation_id":
        return transaction.correlation_id in among
    if asked["attribute_type"] == "reference_id_list":
        return not among.isdisjoint(transaction.references)
    codes = {
        given["code"]
        for each in transaction.message.get("subscribe_response", [])
        for given in each.get("subscriptions", [])
    } | {each["code"] for each in transaction.message.get("subscription_status", [])}
    return not among.isdisjoint(codes)
