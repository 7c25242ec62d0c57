"""Messages of the standard as a partner of a registry writes them."""

import base64
import json
import uuid
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

SENDER = "https://cnps.example.cm"


def instant() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def envelope(action: str, message: dict[str, Any], total: int = 1, **header: Any) -> dict[str, Any]:
    told = {
        "version": "1.0.0",
        "message_id": str(uuid.uuid4()),
        "message_ts": instant(),
        "action": action,
        "sender_id": SENDER,
        "total_count": total,
        "is_msg_encrypted": False,
    }
    return {"header": told | header, "message": message}


def search(query: Any, query_type: str = "idtype-value", **criteria: Any) -> dict[str, Any]:
    one = {
        "reference_id": "r-1",
        "timestamp": instant(),
        "search_criteria": {"query_type": query_type, "query": query} | criteria,
        "locale": "fra",
    }
    return envelope("search", {"transaction_id": uuid.uuid4().hex, "search_request": [one]})


def identifier(value: str, kind: str = "UIN") -> dict[str, str]:
    return {"type": kind, "value": value}


def predicate(name: str, sign: str, value: Any) -> dict[str, Any]:
    said = {"attribute_name": name, "operator": sign, "attribute_value": value}
    return {"seq_num": 1, "expression1": said}


def subscribe(event: str, said: Any, **header: Any) -> dict[str, Any]:
    criteria = {"reg_event_type": event, "filter": said, "notify_record_type": "Person"}
    one = {"reference_id": "s-1", "timestamp": instant(), "subscribe_criteria": criteria}
    message = {"transaction_id": uuid.uuid4().hex, "subscribe_request": [one]}
    return envelope("subscribe", message, **header)


def unsubscribe(*codes: str) -> dict[str, Any]:
    message = {"transaction_id": uuid.uuid4().hex, "timestamp": instant()}
    return envelope("unsubscribe", message | {"subscription_codes": list(codes)}, len(codes))


def status(kind: str, of: str, value: Any) -> dict[str, Any]:
    said = {"reference_id": "t-1", "txn_type": kind, "attribute_type": of}
    message = {"transaction_id": uuid.uuid4().hex}
    message |= {"txnstatus_request": said | {"attribute_value": value}}  # type: ignore[dict-item]
    return envelope("txn-status", message)


class Signer:
    """A partner's own key, written by itself so that no mistake is shared with the simulator."""

    def __init__(self) -> None:
        self._key = ed25519.Ed25519PrivateKey.generate()
        raw = self._key.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        self.jwk = {"kty": "OKP", "crv": "Ed25519", "x": _plain(raw), "kid": "key-1"}
        self.jwk |= {"use": "sig", "alg": "EdDSA"}

    def signed(self, body: dict[str, Any]) -> dict[str, Any]:
        """The body with a detached JWS of its header and message."""
        head = _plain(json.dumps({"alg": "EdDSA", "kid": "key-1"}).encode())
        told = json.dumps(
            {"header": body["header"], "message": body["message"]},
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        )
        content = f"{head}.{_plain(told.encode())}".encode()
        return {"signature": f"{head}..{_plain(self._key.sign(content))}"} | body


def _plain(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
