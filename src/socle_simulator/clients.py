"""Who may call a registry, the tokens they hold, and where they may be called back."""

import base64
import binascii
import json
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from socle_simulator import signing

_LASTS = 3600
LOOPBACK = ("127.0.0.1", "localhost")


@dataclass
class Client:
    """A partner of the registry, as it was agreed with it."""

    id: str
    secret: str
    sender_id: str = ""
    keys: list[dict[str, Any]] = field(default_factory=list)
    unsigned_ok: bool = False
    signature: str = signing.DETACHED_JWS  # how the registry signs to it
    callback: str = ""
    callback_headers: dict[str, str] = field(default_factory=dict)
    callback_token: str = ""
    callback_oauth: dict[str, str] = field(default_factory=dict)
    callback_tls: str = ""  # a folder with ca.pem, client.pem and client.key
    push: bool = False
    subsystem: str = ""  # as the bus names it: who comes through it shows no token
    token: str = ""  # the one we hold for calling it

    def __post_init__(self) -> None:
        if self.callback and urlsplit(self.callback).hostname not in LOOPBACK:
            raise ValueError("callback")

    def may_be_called_at(self, address: str) -> bool:
        """Only under the base that was registered, never where a message says."""
        return address == self.callback or address.startswith(self.callback.rstrip("/") + "/")


class Clients:
    def __init__(self, said: Mapping[str, Mapping[str, Any]]) -> None:
        self.known: dict[str, Client] = {}
        self._tokens: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()
        self.take(said)

    def take(self, said: Mapping[str, Mapping[str, Any]]) -> None:
        """Raises: TypeError, ValueError."""
        self.known |= {name: Client(id=name, **each) for name, each in said.items()}

    def forget_tokens(self) -> None:
        with self._lock:
            self._tokens.clear()

    def token(self, body: bytes, kind: str, authorization: str) -> str | None:
        """A token for the client that says its secret, or nothing."""
        said = _said(body, kind) | _basic(authorization)
        client = self.known.get(said.get("client_id", ""))
        secret = said.get("client_secret", "")
        if client is None or said.get("grant_type") != "client_credentials":
            return None
        if not secrets.compare_digest(client.secret.encode(), secret.encode()):
            return None
        made = secrets.token_urlsafe(32)
        with self._lock:
            self._tokens[made] = (client.id, time.monotonic() + _LASTS)
        return made

    def through_bus(self, subsystem: str) -> Client | None:
        """Whom the bus says that it carries: it has checked who that is."""
        named = [each for each in self.known.values() if each.subsystem]
        return next((each for each in named if each.subsystem == subsystem), None)

    def holder(self, authorization: str) -> Client | None:
        """Whose token this is, if it is still good."""
        kind, _, token = authorization.partition(" ")
        with self._lock:
            name, until = self._tokens.get(token, ("", 0.0))
        if kind.lower() != "bearer" or until < time.monotonic():
            return None
        return self.known.get(name)


def _said(body: bytes, kind: str) -> dict[str, str]:
    try:
        if "json" in kind:
            return {name: str(value) for name, value in json.loads(body).items()}
        return {name: values[0] for name, values in parse_qs(body.decode()).items()}
    except (ValueError, AttributeError, RecursionError):
        return {}


def _basic(authorization: str) -> dict[str, str]:
    """The client's name and secret as RFC 6749 prefers them: in the header."""
    kind, _, said = authorization.partition(" ")
    if kind.lower() != "basic":
        return {}
    try:
        name, _, secret = base64.b64decode(said, validate=True).decode().partition(":")
    except (ValueError, binascii.Error):
        return {}
    return {"client_id": name, "client_secret": secret}
