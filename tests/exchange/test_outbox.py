"""Messages to a partner: under one name until it has them, in peace while it is away, none lost."""

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from tests import factories
from tests.exchange import scenes

from socle.api import clock
from socle.exchange.dci.codes import Action
from socle.exchange.models import ExchangeMessage, ExchangeRequest, LinkState
from socle.exchange.operations.outbox import MOST_ATTEMPTS, Outgoing, enqueue, send_due
from socle.exchange.types import LinkView
from socle.platform.access.scope import fund_scope

pytestmark = pytest.mark.usefixtures("db")


class Registry:
    """A partner's server: keeps what it was sent, does each message once by its name."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.answers: list[int] = []  # the next ones; 202 once they are used up
        self.paths: list[str] = []
        self.url = ""

    @property
    def names(self) -> list[str]:
        return [each["header"]["message_id"] for each in self.bodies]


@pytest.fixture
def registry() -> Iterator[Registry]:
    found = Registry()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.bodies.append(json.loads(body))
            found.paths.append(self.path)
            status = found.answers.pop(0) if found.answers else 202
            self.send_response(status)
            if status == 302:
                self.send_header("Location", found.url + "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_said: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serving = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    serving.start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}/dci"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        serving.join(timeout=5)


class Fund:
    """A fund with a link to such a server."""

    def __init__(self, registry: Registry) -> None:
        self.place = factories.agency("CM")
        said = {"address": registry.url, "callback": registry.url, "scope": "enrolments:read"}
        self.link: LinkView = scenes.linked(self.place, ports="enrolment", **said)
        self.now = clock.now()

    def write(self, key: str) -> None:
        outgoing = Outgoing(
            service="ibr.search",
            key=key,
            path="/registry/on-search",
            action=Action.ON_SEARCH,
            message={"transaction_id": key, "correlation_id": key, "search_response": []},
            count=0,
        )
        fund = self.place.fund.id
        with fund_scope(fund):
            enqueue(fund_id=fund, user_id=self.link.user_id, outgoing=outgoing, at=self.now)

    def send(self, later: timedelta = timedelta(0)) -> int:
        return send_due(fund=self.place.fund, at=self.now + later)

    def states(self) -> list[tuple[str, str, int]]:
        with fund_scope(self.place.fund.id):
            rows = ExchangeRequest.objects.order_by("id")
            return [(each.state, each.outcome, each.attempts) for each in rows]

    def rested_until(self) -> datetime | None:
        with fund_scope(self.place.fund.id):
            return LinkState.objects.get().open_until


def test_a_message_is_sent_signed_and_journalled_once(registry: Registry) -> None:
    fund = Fund(registry)
    fund.write("one")
    fund.write("one")
    assert fund.send() == 1
    assert fund.send() == 0
    assert fund.states() == [("sent", "202", 1)]
    [body] = registry.bodies
    assert registry.paths == ["/dci/registry/on-search"]
    assert body["header"]["action"] == "on-search"
    assert body["header"]["receiver_id"] == fund.link.sender_id
    assert ".." in body["signature"]
    with fund_scope(fund.place.fund.id):
        row = ExchangeMessage.objects.get()
    assert (row.direction, row.status, row.message_id) == ("out", "succ", registry.names[0])


def test_a_partner_that_fails_is_sent_the_same_message_again_under_the_same_name(
    registry: Registry,
) -> None:
    fund = Fund(registry)
    registry.answers = [503, 503]
    fund.write("one")
    assert fund.send() == 0
    assert fund.send() == 0  # not due yet
    assert fund.states() == [("waiting", "503", 1)]
    fund.send(timedelta(seconds=11))
    assert fund.send(timedelta(minutes=2)) == 1
    assert fund.states() == [("sent", "202", 3)]
    assert len(set(registry.names)) == 1
    created = {each["header"]["message_ts"] for each in registry.bodies}
    assert len(created) == 3  # signed anew each time


def test_a_partner_away_is_left_in_peace_and_the_rest_spends_no_attempt(registry: Registry) -> None:
    fund = Fund(registry)
    registry.answers = [503] * 40
    for key in ("one", "two", "three"):
        fund.write(key)
    fund.send()
    assert len(registry.bodies) == 1
    assert [attempts for _state, _outcome, attempts in fund.states()] == [1, 0, 0]
    moment = timedelta(0)
    for _round in range(6):
        moment += timedelta(minutes=10)
        fund.send(moment)
    rested = fund.rested_until()
    assert rested is not None
    before = len(registry.bodies)
    fund.send(rested - fund.now - timedelta(seconds=1))
    assert len(registry.bodies) == before
    registry.answers = []
    for hours in (8, 16, 24):
        fund.send(moment + timedelta(hours=hours))
    assert [state for state, _outcome, _attempts in fund.states()] == ["sent"] * 3
    assert len(set(registry.names)) == 3


def test_a_partner_that_says_no_is_not_asked_again(registry: Registry) -> None:
    fund = Fund(registry)
    registry.answers = [400]
    fund.write("one")
    fund.send()
    fund.send(timedelta(days=1))
    assert fund.states() == [("refused", "400", 1)]
    assert len(registry.bodies) == 1


def test_a_redirection_is_an_answer_and_is_not_followed(registry: Registry) -> None:
    fund = Fund(registry)
    registry.answers = [302]
    fund.write("one")
    fund.send()
    assert registry.paths == ["/dci/registry/on-search"]
    assert fund.states() == [("refused", "302", 1)]


def test_what_was_given_up_is_sent_again_by_an_act(registry: Registry) -> None:
    fund = Fund(registry)
    registry.answers = [503] * (MOST_ATTEMPTS + 5)
    fund.write("one")
    for day in range(MOST_ATTEMPTS + 2):
        fund.send(timedelta(days=day))
    [(state, _outcome, attempts)] = fund.states()
    assert (state, attempts) == ("given_up", MOST_ATTEMPTS)
    with fund_scope(fund.place.fund.id):
        row = ExchangeRequest.objects.get().pk
    number = f"M-{fund.now.year}-{row:09d}"
    factories.act(fund.place.registration, "replay_request", request=number)
    registry.answers = []
    fund.send(timedelta(days=60))
    assert fund.states() == [("sent", "202", 1)]
    assert len(set(registry.names)) == 1
