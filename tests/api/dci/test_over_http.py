"""A civil registry that runs tells a fund that runs, over HTTP: each event has one effect.

Both are servers here, each with a token and keys of its own; the registry is the simulated one.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings
from tests import factories
from tests.api.dci.institutions import Institution, named
from tests.exchange import scenes
from tests.exchange.dci import letters
from tests.exchange.sources import OURS, Source, agreed, running
from tests.platform.partners.scenes import secret_of
from tests.simulator.started import SECRET

from socle.exchange.models import ExchangeMessage
from socle.exchange.operations.calling import Asking, ask
from socle.exchange.our_keys import our_key_set
from socle.exchange.ports import civil
from socle.platform.access.scope import fund_scope
from socle.platform.database import alone
from socle.web import clock

UIN = "847951632"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_said: Any) -> None:
        return


def _application(environ: Any, start_response: Any) -> Any:
    try:
        return WSGIHandler()(environ, start_response)
    finally:
        alone.forget()  # each call has a thread of its own here


@contextmanager
def serving() -> Iterator[str]:
    """Django on a port, as it is served."""
    server = make_server("127.0.0.1", 0, _application, _Server, _Quiet)
    worker = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    worker.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        worker.join()
        server.server_close()


class Both:
    """A fund that serves, subscribed to a civil registry that runs."""

    def __init__(self, ours: str, source: Source) -> None:
        self.source, self.place, self.civil = source, source.place, source.started
        root = f"{ours}/dci/{self.place.fund.code}"
        client = {
            "secret": SECRET,
            "sender_id": OURS,
            "keys": our_key_set(fund_id=self.place.fund.id),
            "callback": root,
            "callback_oauth": {
                "url": f"{root}/oauth2/client/token",
                "client_id": "civil",
                "client_secret": secret_of(self.place, "civil"),
            },
        }
        self.civil.put("/clients", {self.place.fund.code: client})
        with override_settings(PUBLIC_URL=ours):
            ask(Asking(self.place.fund, source.link, clock.now()), civil.subscribe(at=clock.now()))
        # The registry calls back on its own time: it is asked to have done.
        self.civil.put("/release", {})

    def happens(self, *events: dict[str, Any]) -> None:
        self.civil.put("/events", list(events))
        self.civil.put("/release", {})

    def told(self) -> list[str]:
        return sorted(each.reference for each in scenes.events(self.place))

    def journal(self, service: str) -> list[ExchangeMessage]:
        with fund_scope(self.place.fund.id):
            return list(ExchangeMessage.objects.filter(service=service).order_by("id"))


def died(number: str, uin: str = UIN) -> dict[str, Any]:
    on = clock.today("CM").isoformat()
    return {"type": "death", "person": uin, "on": on, "number": number}


@pytest.fixture
def both(own_database: str, tmp_path: Path) -> Iterator[Both]:
    place = factories.agency()
    with serving() as ours, running("civil", tmp_path) as started:
        people = [
            {
                "identifiers": {"UIN": uin, "NID": f"N{uin}"},
                "surname": "TALLA",
                "given_name": "Camille",
                "sex": "female",
                "birth_date": "1950-01-25",
            }
            for uin in (UIN, "2", "3")
        ]
        source = agreed(place, "civil", started, callback="")
        started.put("/people", people)
        yield Both(ours, source)


def test_a_registry_is_subscribed_to_and_its_events_arrive_once(both: Both) -> None:
    [answer] = both.journal("dci.on-subscribe")
    assert answer.status == "succ"
    assert answer.answers_id == both.journal("civil.subscribe")[0].pk
    both.happens(died("D-1"))
    assert both.told() == ["death:D-1"]
    both.civil.fails(duplicate=2)
    both.happens(died("D-2", "2"))
    assert both.told() == ["death:D-1", "death:D-2"]


def test_what_is_late_out_of_order_or_cut_is_absorbed_or_refused(both: Both) -> None:
    both.civil.fails(hold=True, reorder=True)
    both.happens(died("D-1"), died("D-2", "2"), died("D-3", "3"))
    both.civil.fails(hold=False, reorder=False)
    both.civil.put("/release", {})
    assert both.told() == ["death:D-1", "death:D-2", "death:D-3"]


@pytest.mark.parametrize(
    "failure",
    [
        {"wrong_signature": 50},
        {"unsigned": 50},
        {"revoked_key": True},
        {"forged_sender": "other.example"},
        {"send_truncated": 50},
        {"send_nested": 50},
    ],
    ids=lambda said: next(iter(said)),
)
def test_what_is_not_the_registry_s_own_whole_word_has_no_effect(
    both: Both, failure: dict[str, Any]
) -> None:
    both.civil.fails(**failure)
    both.happens(died("D-1"))
    assert both.told() == []
    sent = [each for each in both.civil.record()["sent"] if each["action"] == "notify"]
    assert sent
    # What was cut, or too long to be read, may find nobody to answer.
    assert all(each["status"] == 0 or 400 <= each["status"] < 500 for each in sent), sent
    # Once the registry speaks as was agreed, it is heard again.
    both.civil.fails(**{name: type(value)() for name, value in failure.items()})
    both.happens(died("D-2", "2"))
    assert "death:D-2" in both.told()


def test_a_name_used_twice_is_taken_once(both: Both) -> None:
    both.happens(died("D-1"))
    both.civil.fails(same_message_id=True)
    both.happens(died("D-2", "2"))
    assert both.told() == ["death:D-1"]
    assert both.civil.record()["sent"][-1]["status"] == 202
    [taken] = both.journal("dci.notify")
    assert taken.status == "rcvd"


def test_of_many_same_messages_at_once_one_is_taken(own_database: str) -> None:
    place = factories.agency()
    teller = Institution(place, scopes="events:civil enrolments:read")
    notice = letters.raw(teller.signed(named(letters.notify(record={"death_date": "2026-11-03"}))))
    search = letters.raw(teller.signed(named(letters.search())))
    with serving() as ours, ThreadPoolExecutor(8) as senders:

        def post(path: str, raw: bytes) -> tuple[int, bytes]:
            connection = HTTPConnection(urlsplit(ours).netloc, timeout=30)
            headers = {"Authorization": f"Bearer {teller.token}"}
            headers["Content-Type"] = "application/json"
            connection.request("POST", teller.root + path, raw, headers)
            answer = connection.getresponse()
            said = answer.status, answer.read()
            connection.close()
            return said

        told = list(senders.map(lambda _each: post("/registry/notify", notice), range(16)))
        asked = list(senders.map(lambda _each: post("/registry/sync/search", search), range(16)))
    assert {status for status, _body in told} == {202}
    assert sum(b'"ACK"' in body for _status, body in told) == 1
    assert len(scenes.events(place)) == 1
    assert {status for status, _body in asked} == {200}
    assert sum(b'"succ"' in body for _status, body in asked) == 1
    assert sum(b"rjct.message_id.duplicate" in body for _status, body in asked) == 15
