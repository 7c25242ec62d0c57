"""Directly to a partner's service, at the agreed host: TLS, our certificate where one is asked for.

The bearer token is had by the secret that the partner gave us (OAuth 2, client credentials) and
kept in the memory of this process until it ends.
"""

import json
import ssl
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import urlencode

from django.conf import settings

from socle.exchange.transports import Away, Message, Reply, Unreadable, lowered, require_ready
from socle.platform.partners.addresses import Answered, TooLong, Unreachable, call

_TOKEN_PATH = "/oauth2/client/token"  # noqa: S105 - a path
_LONGEST_TOKEN, _LONGEST_LIFE = 8_000, timedelta(hours=12)
_SOONER = timedelta(seconds=30)
_MOST_KEPT = 500
_kept: dict[tuple[str, str, str], tuple[str, datetime]] = {}
_keeping = threading.Lock()


@dataclass(frozen=True, slots=True)
class Secret:
    """By what a partner knows us, and where it gives tokens."""

    address: str
    client_id: str
    client_secret: str


def send(base: str, message: Message, *, host: str, secret: Secret | None, at: datetime) -> Reply:
    """What the partner answers at an address of its host; a redirection is not followed.

    Raises:
        Away, Unreadable: see there.
    """
    headers = {"User-Agent": "Socle", "Accept": "application/json", **message.headers}
    if message.body:
        headers.setdefault("Content-Type", "application/json")
    if secret is not None:
        headers["Authorization"] = f"Bearer {_token(secret, host=host, at=at)}"
    found = _called(base + message.path, message.method, message.body, headers, host)
    if found.status == HTTPStatus.UNAUTHORIZED and secret is not None:
        # A token may end before its time: the partner was started again.
        _forget(secret)
        headers["Authorization"] = f"Bearer {_token(secret, host=host, at=at)}"
        found = _called(base + message.path, message.method, message.body, headers, host)
    require_ready(found.status)
    return Reply(found.status, lowered(found.headers), found.body)


def _called(url: str, method: str, body: bytes, headers: dict[str, str], host: str) -> Answered:
    context = _context(settings.PARTNER_CERTIFICATE, settings.PARTNER_AUTHORITY)
    try:
        return call(url, host=host, method=method, body=body, headers=headers, context=context)
    except TooLong as long:
        raise Unreadable("too long") from long
    except Unreachable as away:
        raise Away(str(away)) from away


def _token(secret: Secret, *, host: str, at: datetime) -> str:
    """An access token of ours, asked for when the last one has ended.

    Raises:
        Away: the partner gives none.
    """
    key = (secret.address, secret.client_id, secret.client_secret)
    with _keeping:
        token, until = _kept.get(key, ("", at))
    if token and at < until:
        return token
    asked = {
        "grant_type": "client_credentials",
        "client_id": secret.client_id,
        "client_secret": secret.client_secret,
    }
    headers = {"User-Agent": "Socle", "Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode(asked).encode()
    found = _called(secret.address + _TOKEN_PATH, "POST", body, headers, host)
    if found.status != HTTPStatus.OK:
        raise Away(f"token {found.status}")
    token, life = _read(found.body)
    with _keeping:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[key] = (token, at + life - _SOONER)
    return token


def _read(body: bytes) -> tuple[str, timedelta]:
    try:
        said = json.loads(body)
        token, seconds = str(said["access_token"]), int(str(said.get("expires_in", "0")))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Away("token unreadable") from None
    is_header = token.isascii() and token.isprintable() and " " not in token
    if not token or not is_header or len(token) > _LONGEST_TOKEN:
        raise Away("token unreadable")
    return token, min(timedelta(seconds=max(seconds, 0)), _LONGEST_LIFE)


def _forget(secret: Secret) -> None:
    with _keeping:
        _kept.pop((secret.address, secret.client_id, secret.client_secret), None)


@lru_cache(maxsize=4)
def _context(certificate: str, authority: str) -> ssl.SSLContext | None:
    """How TLS is spoken with partners; None where the installation says nothing of it."""
    if not certificate and not authority:
        return None
    context = ssl.create_default_context()
    if authority:
        context.load_verify_locations(authority)
    if certificate:
        context.load_cert_chain(certificate)
    return context
