"""A fund with a pensioner, and an institution with a server of its own that asks and is asked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.test import override_settings
from tests import factories
from tests.api.dci.institutions import Institution
from tests.benefits import awarded
from tests.benefits.running import Office

from socle.exchange.operations.calling import Asking, hear
from socle.exchange.operations.outbox import send_due
from socle.exchange.operations.subscribing import tell_changes
from socle.exchange.ports import Question, civil
from socle.exchange.queries.links import link
from socle.kernel.errors import Unavailable
from socle.platform.access.scope import fund_scope
from socle.web import clock

NID, JAN = "CM100200300", date(2026, 1, 1)


@dataclass
class Heard:
    """A partner's server: what it was sent, and what it answers."""

    url: str = ""
    status: int = 202
    location: str = ""
    calls: list[tuple[str, dict[str, Any], bytes]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def said(self) -> list[dict[str, Any]]:
        return [body for _path, body, _raw in self.calls]


@contextmanager
def partner_server() -> Iterator[Heard]:
    heard = Heard()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            answer = b"{}"
            if self.path.endswith("/oauth2/client/token"):
                answer = b'{"access_token": "abc", "token_type": "bearer", "expires_in": "900"}'
            else:
                heard.calls.append((self.path, json.loads(raw), raw))
                heard.headers.append({k.lower(): v for k, v in self.headers.items()})
            is_token = answer != b"{}"
            self.send_response(200 if is_token else heard.status)
            if heard.location:
                self.send_header("Location", heard.location)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_said: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    heard.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Lab:
    """A pensioner of a fund, and an institution whose server hears its answers."""

    def __init__(self, heard: Heard) -> None:
        self.office, self.heard = Office(), heard
        place = self.office.place
        self.fund = place.fund
        self.pensioner = factories.person(place, "", birth_on="1950-04-12", national_id=NID)
        awarded.granted(self.office.liquidator, self.pensioner, [(JAN, None, 60_000)])
        scopes = "enrolments:read events:civil"
        link = {"callback": f"{heard.url}/dci", "address": f"{heard.url}/registry"}
        self.asker = Institution(place, scopes=scopes, link=link)

    def sent(self) -> int:
        return send_due(fund=self.fund, at=clock.now() + timedelta(minutes=1))

    def acked(self, path: str, said: dict[str, Any]) -> str:
        response = self.asker.send(path, said)
        assert response.status_code == 202, response.content
        message = response.json()["message"]
        assert message["ack_status"] == "ACK"
        return str(message["correlation_id"])

    def enrols(self, number: str, national_id: str) -> None:
        """Somebody is registered, and given a pension."""
        person = factories.person(self.office.place, number, national_id=national_id)
        awarded.granted(self.office.liquidator, person, [(JAN, None, 1_000)])

    def told(self) -> int:
        return tell_changes(fund=self.fund, at=clock.now())


def at_request(lab: Lab, question: Question) -> tuple[str, dict[str, Any], dict[str, str]]:
    """A question of ours as it arrives at a registry: the path, the message, the headers."""
    on = clock.today("CM")
    factories.act(
        lab.office.place.administrator,
        "keep_credential",
        on=on,
        partner=lab.asker.code,
        client_id="us",
        client_secret="their-secret",
    )
    with fund_scope(lab.fund.id):
        source = link(code=lab.asker.code, on=on)
    asking = Asking(lab.fund, source, clock.now())
    with override_settings(PUBLIC_URL="https://cnps.exemple.cm"), pytest.raises(Unavailable):
        hear(asking, question)
    [(path, body, _raw)] = lab.heard.calls
    return path.removeprefix("/registry"), body, lab.heard.headers[-1]


def of_number() -> Question:
    return civil.bearer(kind="NID", number=NID, at=clock.now())


def of_changes() -> Question:
    return civil.changed(since=clock.now().isoformat(), page=1, at=clock.now())


def to_be_told() -> Question:
    return civil.subscribe(at=clock.now())
