"""Where partners may be called: the agreed host, by https, and never into the fund's own network.

A name is resolved once and the address that was judged is the one that is called: a name that
answers otherwise the second time reaches nothing. A server of the fund's own network is called only
where whoever installs has named it.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

# What an answer may take from name to last header, and between two of its bytes.
LONGEST_SECONDS, _SILENT_SECONDS = 10, 5
LONGEST_URL = 300
MOST_BYTES = 2_000_000
_LAST_PORT = 65_535
# IPv4 inside IPv6, by translators that would lead where they please.
_TRANSLATED = IPv6Network("64:ff9b::/32")


class Unreachable(Exception):  # noqa: N818 - an answer that the caller records
    """Nothing answered there, or the address is not one that may be called."""


class TooLong(Unreachable):
    """What answered said more than is read."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What an address answered; a redirection is an answer, and is not followed."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Called:
    """Where a notice is sent."""

    host: str
    port: int
    target: str
    is_plain: bool


def may_be_called(url: str, *, host: str) -> bool:
    """Whether notices may be sent to an address: https at the agreed host, nothing hidden in it."""
    try:
        return _called(urlsplit(url), host) is not None and len(url) <= LONGEST_URL
    except ValueError:
        return False


def post(url: str, *, host: str, body: bytes, headers: dict[str, str]) -> int:
    """The status that an address answers to a notice; what more it says is not read.

    Raises:
        Unreachable: it may not be called, or did not answer in time.
    """
    called = _agreed(url, host)
    return _answered(called, "POST", body, headers, _judged, context=None, most=0).status


def call(
    url: str,
    *,
    host: str,
    method: str,
    body: bytes,
    headers: Mapping[str, str],
    context: ssl.SSLContext | None = None,
) -> Answered:
    """What an address of a partner answers, whole; `context` shows who we are.

    Raises:
        TooLong: the answer is longer than what is read.
        Unreachable: it may not be called, or did not answer whole and in time.
    """
    called = _agreed(url, host)
    return _answered(called, method, body, headers, _judged, context=context, most=MOST_BYTES)


def call_own(
    url: str,
    *,
    method: str,
    body: bytes,
    headers: Mapping[str, str],
    context: ssl.SSLContext | None = None,
) -> Answered:
    """What a server answers that the installation names, wherever it is.

    Raises:
        TooLong: the answer is longer than what is read.
        Unreachable: it did not answer whole and in time.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Unreachable("address")
    is_plain = parts.scheme == "http"
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    port = parts.port or (80 if is_plain else 443)
    called = Called(parts.hostname, port, target or "/", is_plain)
    return _answered(called, method, body, headers, _any, context=context, most=MOST_BYTES)


def _agreed(url: str, host: str) -> Called:
    try:
        called = _called(urlsplit(url), host)
    except ValueError:
        called = None
    if called is None:
        raise Unreachable("address")
    return called


def _answered(
    called: Called,
    method: str,
    body: bytes,
    headers: Mapping[str, str],
    address_of: Callable[[str, int], str],
    *,
    context: ssl.SSLContext | None,
    most: int,
) -> Answered:
    began = time.monotonic()
    try:
        connection = _connected(called, address_of(called.host, called.port), context)
    except (OSError, ValueError) as error:
        raise Unreachable(type(error).__name__) from error
    # A server that lets its answer drip keeps us no longer than this.
    deadline = threading.Timer(LONGEST_SECONDS, _cut, [connection.sock])
    deadline.start()
    try:
        connection.request(method, called.target, body or None, dict(headers))
        response = connection.getresponse()
        said = _whole(response, most) if most else b""
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        deadline.cancel()
        connection.close()
    if most and time.monotonic() - began >= LONGEST_SECONDS:
        # It was cut, and what it had said by then could pass for the whole.
        raise Unreachable("TimeoutError")
    return Answered(response.status, tuple(response.getheaders()), said)


def _whole(response: http.client.HTTPResponse, most: int) -> bytes:
    """An answer to its end.

    Raises:
        TooLong: it is longer.
        HTTPException: it ended before what it had announced.
    """
    said = response.read(most + 1)
    if len(said) > most:
        raise TooLong("TooLong")
    if response.length:
        raise http.client.IncompleteRead(said, response.length)
    return said


def _any(host: str, port: int) -> str:
    return str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0])


def _called(asked: SplitResult, host: str) -> Called | None:
    is_loopback = settings.NOTICES_TO_LOOPBACK and asked.hostname == "127.0.0.1"
    is_plain = asked.scheme == "http" and is_loopback
    if not is_plain and (asked.scheme != "https" or not host or asked.hostname != host):
        return None
    if asked.username is not None or asked.password is not None or asked.fragment:
        return None
    port = asked.port or (80 if is_plain else 443)
    target = asked.path or "/"
    if asked.query:
        target += "?" + asked.query
    if not target.isascii() or not target.isprintable() or " " in target or port > _LAST_PORT:
        return None
    return Called(asked.hostname or "", port, target, is_plain)


def _judged(host: str, port: int) -> str:
    """The first address of a host, all of which are judged: one in our network is refused."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    if not addresses or not all(_is_public(ip_address(each)) for each in addresses):
        raise Unreachable("private address")
    return addresses[0]


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped or address.sixtofour or address.teredo or address in _TRANSLATED:
            return False
    elif address.is_loopback and settings.NOTICES_TO_LOOPBACK:
        return True
    return address.is_global and not address.is_multicast


def _connected(
    called: Called, address: str, context: ssl.SSLContext | None
) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(called.host, called.port, timeout=_SILENT_SECONDS)
    opened = socket.create_connection((address, called.port), _SILENT_SECONDS)
    if not called.is_plain:
        try:
            secured = context or ssl.create_default_context()
            opened = secured.wrap_socket(opened, server_hostname=called.host)
        except OSError:
            opened.close()
            raise
    connection.sock = opened
    return connection


def _cut(opened: socket.socket) -> None:
    try:
        opened.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it has ended by itself
