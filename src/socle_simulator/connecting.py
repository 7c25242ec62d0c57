"""Calls over HTTP to this machine and to nowhere else; redirects are not followed."""

import ssl
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from socle_simulator.clients import LOOPBACK

_WAITS = 20


@dataclass(frozen=True)
class Heard:
    """What was answered. Status 0: nobody did."""

    status: int
    headers: Message
    body: bytes


def call(url: str, *, method: str, headers: Mapping[str, str], body: bytes, tls: str = "") -> Heard:
    """What the other side says, whatever it is.

    Raises: ValueError for an address that is not this machine.
    """
    parts = urlsplit(url)
    if parts.hostname not in LOOPBACK or parts.scheme not in {"http", "https"}:
        raise ValueError(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with closing(_connection(parts.scheme, parts.hostname, parts.port, tls)) as connection:
            connection.request(method, target, body, dict(headers))
            answer = connection.getresponse()
            return Heard(answer.status, answer.headers, answer.read())
    except (OSError, HTTPException):
        return Heard(0, Message(), b"")


def _connection(scheme: str, host: str, port: int | None, tls: str) -> HTTPConnection:
    if scheme == "http":
        return HTTPConnection(host, port, timeout=_WAITS)
    folder = Path(tls)
    context = ssl.create_default_context(cafile=folder / "ca.pem")
    context.load_cert_chain(folder / "client.pem", folder / "client.key")
    return HTTPSConnection(host, port, timeout=_WAITS, context=context)
