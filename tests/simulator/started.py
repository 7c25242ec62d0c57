"""The simulated registries as processes of their own, and somebody who is called back by them."""

import json
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

_SOURCES = Path(__file__).parents[2] / "src"
SECRET = "a secret of this test"


@dataclass(frozen=True)
class Heard:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Started:
    """A simulator that runs: `client` is the partner whose tokens its calls carry."""

    url: str
    process: "subprocess.Popen[str]"
    context: ssl.SSLContext | None = None
    tokens: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Heard:
        """What it answers; status 0 when the answer was lost or cut."""
        parts = urlsplit(self.url)
        assert parts.hostname is not None
        if self.context:
            connection: HTTPConnection = HTTPSConnection(
                parts.hostname, parts.port, timeout=20, context=self.context
            )
        else:
            connection = HTTPConnection(parts.hostname, parts.port, timeout=20)
        with closing(connection):
            try:
                connection.request(method, path, body, dict(headers))
                answer = connection.getresponse()
                return Heard(answer.status, dict(answer.headers.items()), answer.read())
            except (HTTPException, ConnectionError, ssl.SSLError):
                return Heard(0, {}, b"")

    def token(self, client: str = "socle") -> str:
        if client not in self.tokens:
            asked = {"grant_type": "client_credentials", "client_id": client}
            asked["client_secret"] = SECRET
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            said = self.ask("POST", "/oauth2/client/token", urlencode(asked).encode(), kind)
            self.tokens[client] = said.json()["access_token"]
        return self.tokens[client]

    def post(self, path: str, said: Any, client: str = "socle") -> Heard:
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        headers = {"Content-Type": "application/json"} | self._bearer(client)
        return self.ask("POST", path, body, headers)

    def get(self, path: str, client: str = "socle") -> Heard:
        return self.ask("GET", path, None, self._bearer(client))

    def put(self, path: str, said: Any) -> Any:
        """A control, which must succeed."""
        heard = self.ask("PUT", path, json.dumps(said).encode(), {})
        assert heard.status == 200, heard.body
        return heard.json()

    def fails(self, **said: Any) -> None:
        self.put("/failures", said)

    def record(self) -> Any:
        return self.ask("GET", "/record", None, {}).json()

    def _bearer(self, client: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(client)}"} if client else {}


@contextmanager
def registry(
    what: str,
    *options: str,
    data: Mapping[str, Any] | None = None,
    folder: Path | None = None,
    context: ssl.SSLContext | None = None,
) -> Iterator[Started]:
    """A simulator on a free port, with its own synthetic data or what is given; ended after."""
    told = list(options)
    if data is not None:
        assert folder is not None
        path = folder / f"{what}.json"
        path.write_text(json.dumps({"synthetic": True, "id": f"{what}.example"} | dict(data)))
        told += ["--data", str(path)]
    with subprocess.Popen(
        [sys.executable, "-m", "socle_simulator", what, *told],
        env=os.environ | {"PYTHONPATH": str(_SOURCES)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            scheme = "https" if context else "http"
            url = f"{scheme}://127.0.0.1:{int(process.stdout.readline())}"
            yield Started(url, process, context)
        finally:
            process.kill()


@dataclass
class Listener:
    """Somebody who takes what a registry sends."""

    url: str
    taken: list[Heard] = field(default_factory=list)
    status: int = 200

    def messages(self) -> list[Any]:
        return [each.json() for each in self.taken]


@contextmanager
def listener() -> Iterator[Listener]:
    """Keeps what is posted, and answers what its `status` says."""
    made: Listener

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.taken.append(Heard(0, dict(self.headers.items()), body))
            self.send_response(made.status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Listener(f"http://127.0.0.1:{server.server_port}")
    worker = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    worker.start()
    try:
        yield made
    finally:
        server.shutdown()
        worker.join()
        server.server_close()
