"""What every registry does over HTTP: tokens, faults on demand, its own record."""

import json
import re
import signal
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from socle_simulator import pages, playing, signing
from socle_simulator.clients import LOOPBACK, Client, Clients
from socle_simulator.faults import Failures, nested
from socle_simulator.keys import Keys
from socle_simulator.pages import Form, Page, Table
from socle_simulator.record import Record
from socle_simulator.sending import Sender

_JSON = "application/json; charset=utf-8"
_LARGEST = 32_000_000
_TOKEN = "/oauth2/client/token"  # noqa: S105 - a path
_PAGE = "/"
_OPEN = ("/.well-known/jwks.json", "/openapi.json", "/elsewhere")


@dataclass(frozen=True)
class Call:
    """What somebody asks. `client` is who holds the token, once it was looked at."""

    method: str
    path: str
    query: dict[str, str]
    headers: Message
    body: bytes
    target: str = ""
    client: Client = field(default_factory=lambda: Client("", ""))

    def json(self) -> Any:
        """Raises: Refusal."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise Refusal(400, "err.request.bad", "the body is not JSON") from None


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    is_cut: bool = False  # half of it is said, then nothing more


class Refusal(Exception):  # noqa: N818
    """What is not done, said as the standard's transport errors are."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message

    def answer(self) -> Answer:
        return answered({"errors": [{"code": self.code, "message": self.message}]}, self.status)


Route = tuple[str, str, Callable[[Call], Answer]]


def answered(said: Any, status: int = 200, **headers: str) -> Answer:
    body = json.dumps(said, ensure_ascii=False).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, body, {"Content-Type": _JSON} | named)


class Registry:
    """A registry: its clients, keys, faults and record; a subject adds its routes and data."""

    title = "Registre"

    def __init__(self, data: dict[str, Any], keys: Keys) -> None:
        self.id: str = data["id"]
        self.port = 0  # once it listens
        self._last = ""  # what came of the last form of its page
        self.keys = keys
        self.clients = Clients(data.get("clients", {}))
        self.failures = Failures()
        self.record = Record()
        self.sender = Sender(self.failures, self.record)
        self.lock = threading.RLock()

    def routes(self) -> list[Route]:
        """Method, pattern of the path, and what answers: for holders of a token."""
        raise NotImplementedError

    def controls(self) -> dict[str, Callable[[Any], Any]]:
        """What may be put at run time, beside what all have."""
        return {}

    def openapi(self) -> dict[str, Any]:
        raise NotImplementedError

    def tables(self) -> list[Table]:
        """What its page shows of what it knows."""
        return []

    def forms(self) -> list[Form]:
        """What may be had to happen from its page."""
        return []

    def happen(self, form: str, said: dict[str, str]) -> str:
        """Has something happen that a form says; what came of it, in words.

        Raises: KeyError, ValueError.
        """
        raise KeyError(form)

    def signed(self, said: Any) -> Answer:
        """An answer with a signature of its bytes, which says that it was this registry's."""
        found = answered(said)
        if self.failures.takes("unsigned"):
            return found
        told = found.body + b" " if self.failures.takes("wrong_signature") else found.body
        made = signing.detached(told, self.keys, is_revoked=self.failures.revoked_key)
        return replace(found, headers=found.headers | {"X-Signature": made})

    def is_control(self, call: Call) -> bool:
        return call.method == "PUT" or call.path in {"/record", "/keys"}

    def reply(self, call: Call) -> Answer | None:
        """The answer with what goes wrong in it; nothing when the answer is lost."""
        if self.is_control(call):
            return self._controlled(call)
        if call.path == _PAGE:
            return self._paged(call)
        entry = self.record.received(call.method, call.path, _shown(call.headers), call.body)
        failures = self.failures
        if failures.slow:
            time.sleep(failures.slow)
        if failures.takes("down"):
            found = Refusal(503, "err.service.unavailable", "down").answer()
        elif call.path in {*_OPEN, _TOKEN}:
            found = self._open(call)
        elif failures.takes("redirect"):
            found = Answer(302, b"", {"Location": failures.redirect_to})
        else:
            found = self.worked(call)
            if failures.takes("lose_answers"):
                self.record.answered(entry, 0)
                return None
            if failures.takes("nesting"):
                found = Answer(found.status, nested(failures.nesting_bytes), found.headers)
            if failures.takes("truncate"):
                found = Answer(found.status, found.body, found.headers, is_cut=True)
        self.record.answered(entry, found.status)
        return found

    def worked(self, call: Call) -> Answer:
        """The work of the subject, for whoever holds a token."""
        client = self.clients.holder(call.headers.get("Authorization", ""))
        client = client or self.clients.through_bus(call.headers.get("X-Road-Client", ""))
        if client is None:
            return Refusal(401, "err.request.unauthorized", "a token is needed").answer()
        known = replace(call, client=client)
        for method, pattern, work in self.routes():
            if method == call.method and re.fullmatch(pattern, call.path):
                try:
                    return work(known)
                except Refusal as refusal:
                    return refusal.answer()
        return Refusal(404, "err.request.not_found", call.path).answer()

    def _open(self, call: Call) -> Answer:
        if call.path == "/elsewhere":
            return answered({"elsewhere": True})
        if call.path == "/openapi.json":
            return answered(self.openapi())
        if call.path != _TOKEN:
            return answered(self.keys.jwks())
        kind, authorization = (
            call.headers.get(name, "") for name in ("Content-Type", "Authorization")
        )
        made = self.clients.token(call.body, kind, authorization)
        if made is None:
            return Refusal(401, "err.request.unauthorized", "unknown client or secret").answer()
        said = {"access_token": made, "token_type": "bearer", "expires_in": "3600"}
        return answered(said, Cache_Control="no-store")

    def _paged(self, call: Call) -> Answer:
        """The page for a person, and what its forms say: a page elsewhere can post none."""
        if call.method == "POST":
            if not pages.is_of_this_page(call.headers, self.port):
                return Refusal(403, "err.request.forbidden", "not from the page of here").answer()
            self._last = self._played(pages.posted(call.body))
            return Answer(303, b"", {"Location": _PAGE})
        with self.lock:
            tables = [*self.tables(), playing.sent(self.record.told()["sent"])]
            page = Page(self.title, tables, self.forms(), self._last, [playing.failures()])
        self._last = ""
        headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
        return Answer(200, pages.written(page), headers | {"Content-Security-Policy": pages.CSP})

    def _played(self, said: dict[str, str]) -> str:
        form = said.pop("form", "")
        try:
            if form != "failure":
                return self.happen(form, said)
            words, failure = playing.failure_set(said.get("failure", ""))
            self._fail(dict(failure))
            if said["failure"] == "none":
                self.sender.release()
            return words
        except (KeyError, ValueError, TypeError) as mistake:
            return f"Rien n’a été fait : {mistake}"

    def _controlled(self, call: Call) -> Answer:
        if call.method == "GET":
            if call.path == "/record":
                return answered(self.record.told())
            pair = {"current": self.keys.jwks(), "revoked": self.keys.jwks(is_revoked=True)}
            return answered(pair)
        known = {
            "/failures": self._fail,
            "/clients": self.clients.take,
            "/release": lambda _said: self.sender.release(),
        } | self.controls()
        if call.path not in known:
            return Refusal(404, "err.request.not_found", call.path).answer()
        try:
            said = known[call.path](call.json())
        except Refusal as refusal:
            return refusal.answer()
        except (KeyError, TypeError, ValueError, AttributeError) as mistake:
            return Refusal(400, "err.request.bad", repr(mistake)).answer()
        return said if isinstance(said, Answer) else answered(said or {})

    def _fail(self, said: dict[str, Any]) -> None:
        if said.pop("drop_tokens", False):
            self.clients.forget_tokens()
        self.failures.set(said)


def _shown(headers: Message) -> dict[str, str]:
    """What is kept of the headers of a call: a token is nobody's to read."""
    told = dict(headers.items())
    if "Authorization" in told:
        told["Authorization"] = told["Authorization"].partition(" ")[0] + " …"
    return told


def serve(registry: Registry, *, host: str, port: int, tls: Path | None) -> None:
    """Serves on the loopback until SIGTERM; says its port first.

    Raises: ValueError for another address than the loopback.
    """
    if host not in LOOPBACK:
        raise ValueError("a simulator listens on this machine only")
    handler = type("Handler", (_Handler,), {"registry": registry})
    server = _Server((host, port), handler)
    if tls:
        server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.context.load_cert_chain(tls / "server.pem", tls / "server.key")
        server.context.load_verify_locations(tls / "ca.pem")
        server.context.verify_mode = ssl.CERT_REQUIRED
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: threading.Thread(target=server.shutdown).start())
    registry.port = server.server_port
    print(server.server_port, flush=True)  # noqa: T201 - whoever started it reads it
    with server:
        server.serve_forever(poll_interval=0.1)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    context: ssl.SSLContext | None = None

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        if self.context is not None:  # greeted by the thread that serves it, not by all
            connection = self.context.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        return connection, address

    def handle_error(self, *_said: object) -> None:
        """A caller who hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 120  # of a caller who says nothing more
    disable_nagle_algorithm = True
    server_version, sys_version = "registry", ""
    registry: Registry

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def do_PATCH(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        size = self.headers.get("Content-Length", "0")
        is_known = "Transfer-Encoding" not in self.headers and size.isdecimal()
        if not is_known or int(size) > _LARGEST:
            self.close_connection = True
            self._say(Refusal(413, "err.request.bad", "an unknown or large size").answer())
            return
        parts = urlsplit(self.path)
        query = {name: said[-1] for name, said in parse_qs(parts.query).items()}
        body = self.rfile.read(int(size))
        call = Call(self.command, parts.path, query, self.headers, body, self.path)
        found = self.registry.reply(call)
        if found is None:
            self._hang_up()
        else:
            self._say(found)

    def _say(self, found: Answer) -> None:
        self.send_response(found.status)
        for name, value in found.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(found.body)))
        self.end_headers()
        self.wfile.write(found.body[: len(found.body) // 2] if found.is_cut else found.body)
        if found.is_cut:
            self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_said: object) -> None:
        """Nothing is said of each call."""
