"""The bank and the operator over HTTP."""

import json
import re
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from urllib.request import Request, urlopen

from socle_simulator import bank
from socle_simulator.money import House

_JSON, _XML = "application/json", "application/xml"
Answer = tuple[int, str, bytes]


def serve(port: int) -> None:
    """Serves on the loopback until it is stopped; says its port first."""
    house = House(f"{datetime.now(UTC):%Y-%m-%d}")
    handler = type("Handler", (_Handler,), {"house": house})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    print(server.server_port, flush=True)  # noqa: T201 - whoever started it reads it
    server.serve_forever()


def _json(said: Any, status: int = 200) -> Answer:
    return status, _JSON, json.dumps(said).encode()


def _call(address: str) -> None:
    """Tells whoever sent a batch that it is done; they are on this machine, or not called."""
    if urlsplit(address).hostname == "127.0.0.1":
        asked = Request(address, b"{}", {"Content-Type": _JSON}, method="PUT")  # noqa: S310
        with urlopen(asked, timeout=5):  # noqa: S310 - the loopback
            pass


class _Handler(BaseHTTPRequestHandler):
    house: House

    def do_GET(self) -> None:
        self._answer("GET", b"")

    def do_POST(self) -> None:
        self._answer("POST", self._body())

    def do_PUT(self) -> None:
        self._answer("PUT", self._body())

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _answer(self, method: str, body: bytes) -> None:
        house = self.house
        with house.lock:
            is_ours = method == "PUT" or self.path == "/paid"
            if not is_ours and house.failures.refuse_calls:
                house.failures.refuse_calls -= 1
                status, kind, said = _json({"errorCategory": "serviceUnavailable"}, 503)
            else:
                status, kind, said = self._done(method, body)
            if not is_ours and method == "POST" and house.failures.lose_answers:
                house.failures.lose_answers -= 1
                self.connection.close()
                return
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def _done(self, method: str, body: bytes) -> Answer:
        house, path = self.house, self.path.partition("?")[0]
        if method == "PUT":
            said = json.loads(body)
            if path == "/failures":
                house.fail(said)
            elif path == "/release":
                for address in house.release():
                    _call(address)
            else:
                house.holders.update(said)
            return _json({})
        if path == "/paid":
            return _json(
                {
                    name: {"times": each.times, "amount": str(each.amount)}
                    for name, each in house.paid.items()
                }
            )
        if (method, path) == ("POST", "/bank/pain001"):
            return 200, _XML, bank.take(house, body)
        if found := re.fullmatch(r"/bank/([^/]+)/camt054", path):
            return 200, _XML, bank.camt054(house, found[1])
        if (method, path) == ("POST", "/batchtransactions"):
            correlation = self.headers.get("X-CorrelationID", "")
            call_at = self.headers.get("X-Callback-URL", "")
            batch = house.take(correlation, json.loads(body)["transactions"], call_at)
            said = {"serverCorrelationId": batch.id, "status": "pending"}
            return _json(said | {"objectReference": batch.id}, 202)
        return self._read(path)

    def _read(self, path: str) -> Answer:
        house = self.house
        if found := re.fullmatch(r"/responses/([^/]+)", path):
            known = house.by_correlation.get(found[1])
            return _json({"link": f"/batchtransactions/{known}"}) if known else _json({}, 404)
        if found := re.fullmatch(r"/accounts/msisdn/([^/]+)/accountname", path):
            name = house.holders.get(unquote(found[1]))
            return _json({"name": {"fullName": name}}) if name else _json({}, 404)
        found = re.fullmatch(r"/batchtransactions/([^/]+)(?:/(completions|rejections))?", path)
        if found is None or found[1] not in house.batches:
            return _json({"errorCategory": "identification"}, 404)
        batch = house.batches[found[1]]
        if found[2] is None:
            house.decide(batch)
            status = "completed" if batch.is_decided else "created"
            return _json({"batchId": batch.id, "batchStatus": status})
        batch.was_asked = True
        lines = batch.completions if found[2] == "completions" else batch.rejections
        asked = parse_qs(urlsplit(self.path).query)
        since, most = (
            int(asked.get(name, [size])[0]) for name, size in (("offset", 0), ("limit", 100))
        )
        own = {"late", "line"}  # what the simulator knows of a rejection, and says to nobody
        page = lines[since : since + most]
        return _json([{k: v for k, v in each.items() if k not in own} for each in page])

    def log_message(self, *_said: object) -> None:
        """Nothing is said of each call."""
