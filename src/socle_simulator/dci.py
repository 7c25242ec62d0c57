"""The envelope of the Digital Convergence Initiative: read, checked and written."""

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from socle_simulator import signing
from socle_simulator.clients import Client
from socle_simulator.faults import Failures
from socle_simulator.keys import Keys
from socle_simulator.record import Record

_LONGEST = 99
_REPLAYED = "rjct.message_id.duplicate"
_REQUIRED = ("message_id", "message_ts", "action", "sender_id", "total_count")
_LISTS = {"search": "search_request", "subscribe": "subscribe_request"}


class Fault(Exception):  # noqa: N818
    """A message that is not taken, with its code of the standard."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code, self.message = code, message


@dataclass(frozen=True)
class Envelope:
    """A message that may be answered."""

    client: Client
    header: dict[str, Any]
    message: dict[str, Any]

    @property
    def transaction_id(self) -> str:
        return str(self.message["transaction_id"])


@dataclass
class Desk:
    """Reads the messages of a registry's clients and writes its own."""

    id: str
    keys: Keys
    failures: Failures
    record: Record

    def __post_init__(self) -> None:
        self._first_message_id = ""
        self._seen: set[tuple[str, str]] = set()

    def read(self, raw: bytes, client: Client, *, action: str) -> Envelope:
        """Raises: Fault."""
        try:
            body = json.loads(raw)
            header, message = body["header"], body["message"]
            missing = [name for name in _REQUIRED if name not in header]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise Fault("err.request.bad", "not a message of the standard") from None
        if missing or not isinstance(message, dict):
            raise Fault("err.request.bad", f"missing: {', '.join(missing) or 'message'}")
        self._check_header(header, client, action)
        self._check_signature(body, client)
        if header.get("is_msg_encrypted"):
            raise Fault("err.encryption.invalid", "this registry reads no encrypted message")
        check_message(message, action, header["total_count"])
        known = (client.id, str(header["message_id"]))
        if known in self._seen:
            raise Fault(_REPLAYED, "this message was received before")
        self._seen.add(known)
        return Envelope(client, header, message)

    def _check_header(self, header: Mapping[str, Any], client: Client, action: str) -> None:
        if header.get("version", "1.0.0") != "1.0.0":
            raise Fault("err.version.not_supported", "this registry speaks 1.0.0")
        if client.sender_id and header["sender_id"] != client.sender_id:
            raise Fault("err.sender_id.invalid", "not the sender of this token")
        if header.get("receiver_id", self.id) != self.id:
            raise Fault("err.receiver_id.invalid", f"this is {self.id}")
        if "sender_uri" in header and not client.may_be_called_at(str(header["sender_uri"])):
            raise Fault("err.sender_uri.invalid", "not the address that was registered")
        if header["action"] != action:
            raise Fault("rjct.action.invalid", f"{action} is asked here")
        if not isinstance(header["total_count"], int):
            raise Fault("rjct.total_count.invalid", "not a number")
        check_instant(header["message_ts"], "rjct.message_ts.invalid")

    def _check_signature(self, body: Mapping[str, Any], client: Client) -> None:
        said = str(body.get("signature") or "")
        if not said:
            self.record.signature("missing")
            if not client.unsigned_ok:
                raise Fault("err.signature.missing", "a signature is needed")
            return
        is_valid = signing.verify(said, body, client.keys)
        self.record.signature("valid" if is_valid else "invalid")
        if not is_valid and not (client.unsigned_ok and not client.keys):
            raise Fault("err.signature.invalid", "no key registered for you signed this")

    def written(
        self,
        action: str,
        message: Mapping[str, Any] | None,
        client: Client,
        *,
        reason: tuple[str, str] = ("", ""),
        total: int = 1,
    ) -> dict[str, Any]:
        """A callback or a synchronous answer, signed as this client wants it."""
        failures = self.failures
        message_id = str(uuid.uuid4())
        self._first_message_id = self._first_message_id or message_id
        code, text = reason
        header: dict[str, Any] = {
            "version": "1.0.0",
            "message_id": self._first_message_id if failures.same_message_id else message_id,
            "message_ts": instant(failures.aged_hours),
            "action": action,
            "status": "rjct" if text else "succ",
            "total_count": total,
            "completed_count": 0 if text else total,
            "sender_id": failures.forged_sender or self.id,
            "is_msg_encrypted": False,
        }
        if client.sender_id:
            header["receiver_id"] = client.sender_id
        if code.startswith("rjct."):
            header["status_reason_code"] = code
        if text:
            header["status_reason_message"] = f"{code}: {text}"
        body: dict[str, Any] = {"header": header}
        if message is not None:
            body["message"] = dict(message)
        return self._signed(body, client)

    def _signed(self, body: dict[str, Any], client: Client) -> dict[str, Any]:
        failures = self.failures
        if failures.takes("unsigned"):
            return body
        told = body
        if failures.takes("wrong_signature"):
            told = body | {"header": body["header"] | {"message_id": "another message"}}
        signature = signing.sign(
            told,
            style=client.signature,
            keys=self.keys,
            is_revoked=failures.revoked_key,
            age=failures.aged_hours * 3600,
        )
        return {"signature": signature} | body if signature else body


def check_message(message: Mapping[str, Any], action: str, total: int) -> None:
    """Raises: Fault for what the standard's description does not allow."""
    transaction = message.get("transaction_id")
    if not isinstance(transaction, str) or not 0 < len(transaction) <= _LONGEST:
        raise Fault("err.request.bad", "transaction_id")
    if action in _LISTS:
        items = message.get(_LISTS[action])
        if not isinstance(items, list) or not items:
            raise Fault("err.request.bad", _LISTS[action])
        if len(items) != total:
            raise Fault("rjct.total_count.invalid", f"{len(items)} and not {total}")
        for each in items:
            _check_item(each, action)
    elif action == "unsubscribe":
        codes = message.get("subscription_codes")
        check_instant(message.get("timestamp"))
        if not isinstance(codes, list) or any(len(str(each)) > _LONGEST for each in codes):
            raise Fault("err.request.bad", "subscription_codes")
    elif not isinstance(message.get("txnstatus_request"), dict):
        raise Fault("err.request.bad", "txnstatus_request")
    else:
        _check_status(message["txnstatus_request"])


def _check_item(said: object, action: str) -> None:
    if not isinstance(said, dict) or not isinstance(said.get("reference_id"), str):
        raise Fault("err.request.bad", "reference_id")
    check_instant(said.get("timestamp"))
    _check_locale(said)
    name = f"{action}_criteria"
    criteria = said.get(name)
    needed = {
        "search": ("query_type", "query"),
        "subscribe": ("reg_event_type", "filter", "notify_record_type"),
    }[action]
    if not isinstance(criteria, dict) or any(each not in criteria for each in needed):
        raise Fault("err.request.bad", name)
    pagination = criteria.get("pagination")
    if pagination is None:
        return
    sizes = [pagination.get("page_size"), pagination.get("page_number", 1)]
    if any(not isinstance(each, int) or each < 1 for each in sizes):
        raise Fault("err.request.bad", "pagination")


def _check_status(said: Mapping[str, Any]) -> None:
    kinds = ("transaction_id", "reference_id_list", "correlation_id", "subscription_code_list")
    is_known = (
        isinstance(said.get("reference_id"), str)
        and said.get("txn_type") in {"search", "subscribe", "unsubscribe"}
        and said.get("attribute_type") in kinds
        and "attribute_value" in said
    )
    if not is_known:
        raise Fault("err.request.bad", "txnstatus_request")
    _check_locale(said)


def _check_locale(said: Mapping[str, Any]) -> None:
    if "locale" in said and not re.fullmatch("[a-z]{3}", str(said["locale"])):
        raise Fault("err.request.bad", "locale")


def check_instant(said: object, code: str = "err.request.bad") -> None:
    """Raises: Fault for what is not an instant with its zone."""
    try:
        if datetime.fromisoformat(str(said)).tzinfo is None:
            raise ValueError
    except ValueError:
        raise Fault(code, "an instant with its zone is needed") from None


def instant(aged_hours: int = 0) -> str:
    return (datetime.now(UTC) - timedelta(hours=aged_hours)).isoformat(timespec="seconds")


def acknowledgement(status: str, fault: Fault | None = None) -> dict[str, Any]:
    """What an asynchronous call is answered at once."""
    told: dict[str, Any] = {
        "ack_status": status,
        "timestamp": instant(),
        "correlation_id": uuid.uuid4().hex,
    }
    if fault is not None:
        # The description has no transport code for most reasons: they are said in the message.
        code = fault.code if fault.code.startswith("err.") else "err.request.bad"
        told["error"] = {"code": code, "message": f"{fault.code}: {fault.message}"}
    return {"message": told}
