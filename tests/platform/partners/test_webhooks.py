"""Partners told over HTTP by a real server: signed, again after failures, never twice in effect."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from tests import factories
from tests.api.samples import Drawers, drawers
from tests.platform.partners.scenes import CODE, agree, end, subscribed, system

from socle.api import clock
from socle.platform.access.scope import fund_scope
from socle.platform.acts.errors import Invalid
from socle.platform.partners import addresses, courier, webhooks
from socle.platform.partners.addresses import Unreachable, may_be_called, post

TODAY = clock.today("CM")


@pytest.fixture
def cm(db: None) -> Drawers:
    return drawers()


class Partner:
    """A partner's server: keeps what it was told, and does each event once by its id."""

    def __init__(self) -> None:
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.done: set[str] = set()
        self.answers: list[int] = []  # the next ones; 200 once they are used up
        self.slow_seconds = 0.0
        self.url = ""

    def told(self, headers: dict[str, str], body: bytes) -> int:
        self.calls.append((headers, body))
        time.sleep(self.slow_seconds)
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            self.done.add(json.loads(body)["id"])
        return status


@contextmanager
def listening(partner: Partner) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = partner.told(dict(self.headers.items()), body)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", partner.url)
            self.end_headers()

        def log_message(self, *_said: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serving = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    serving.start()
    partner.url = f"http://127.0.0.1:{server.server_address[1]}/avis?de=socle"
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        serving.join(timeout=5)


@pytest.fixture
def partner() -> Iterator[Partner]:
    found = Partner()
    with listening(found):
        yield found


def rounds(place: factories.Agency, count: int = 1, at: datetime | None = None) -> int:
    """Some rounds of the courier, an hour apart; how many notices were told."""
    moment = at or clock.now()
    return sum(
        courier.deliver(fund=place.fund, at=moment + timedelta(hours=7 * rank))
        for rank in range(count)
    )


def hired(cm: Drawers) -> None:
    factories.act(cm.place.registration, "hire", person=cm.person, employer=cm.employer)


def untold(place: factories.Agency, number: str) -> list[Any]:
    with fund_scope(place.fund.id):
        return webhooks.untold(code=CODE, number=number, on=TODAY, limit=50)


def test_an_event_is_told_signed_and_holds_nothing_of_anybody(
    cm: Drawers, partner: Partner
) -> None:
    agree(cm.place, "persons:read")
    number = subscribed(cm.place, partner.url)
    hired(cm)
    assert rounds(cm.place) == 1
    [(headers, body)] = partner.calls
    told = json.loads(body)
    assert set(told) == {"id", "type", "subject", "act", "recorded_at"}
    assert (told["type"], told["subject"]["number"]) == ("person.changed", cm.person)
    assert headers["X-Socle-Event"] == told["id"]
    key = webhooks.signing_key(fund=cm.place.fund, number=number)
    said = headers["X-Socle-Timestamp"].encode() + b"." + body
    made = hmac.new(key.encode(), said, hashlib.sha256).hexdigest()
    assert headers["X-Socle-Signature"] == made
    assert rounds(cm.place) == 0
    assert len(partner.calls) == 1


def test_a_partner_is_told_only_of_what_it_asked_and_may_read(
    cm: Drawers, partner: Partner
) -> None:
    agree(cm.place, "persons:read")
    subscribed(cm.place, partner.url, "person.changed", "employer.changed", "person.registered")
    hired(cm)
    factories.person(cm.place, "7766554433K")
    rounds(cm.place)
    types = [json.loads(body)["type"] for _headers, body in partner.calls]
    assert types == ["person.changed", "person.registered"]


def test_what_failed_is_told_again_later_and_counts_once(cm: Drawers, partner: Partner) -> None:
    agree(cm.place, "persons:read")
    subscribed(cm.place, partner.url)
    hired(cm)
    partner.answers = [500, 302]
    now = clock.now()
    assert courier.deliver(fund=cm.place.fund, at=now) == 0
    assert courier.deliver(fund=cm.place.fund, at=now + timedelta(seconds=9)) == 0
    assert len(partner.calls) == 1  # it waits before it is tried again
    assert courier.deliver(fund=cm.place.fund, at=now + timedelta(seconds=11)) == 0
    assert len(partner.calls) == 2  # a redirection is an answer, and is not followed
    assert courier.deliver(fund=cm.place.fund, at=now + timedelta(seconds=60)) == 1
    bodies = {body for _headers, body in partner.calls}
    assert len(partner.calls) == 3
    assert len(bodies) == len(partner.done) == 1


def test_a_courier_lost_after_it_was_heard_tells_again_under_the_same_id(
    cm: Drawers, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(cm.place, "persons:read")
    subscribed(cm.place, partner.url)
    hired(cm)
    now = clock.now()

    def lost(*_given: Any) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as patched:
        patched.setattr(courier, "_record", lost)
        with pytest.raises(ConnectionResetError):
            courier.deliver(fund=cm.place.fund, at=now)
    assert courier.deliver(fund=cm.place.fund, at=now + timedelta(seconds=5)) == 0
    assert courier.deliver(fund=cm.place.fund, at=now + timedelta(seconds=61)) == 1
    assert len(partner.calls) == 2
    assert len(partner.done) == 1


def test_a_partner_that_is_down_is_asked_once_a_round_and_misses_nothing(cm: Drawers) -> None:
    partner = Partner()
    with listening(partner):
        pass  # the port is known, nobody listens any more
    agree(cm.place, "persons:read")
    number = subscribed(cm.place, partner.url)
    for rank in range(3):
        factories.person(cm.place, f"776655443{rank}K")
    now = clock.now()
    rounds(cm.place, at=now)
    assert sorted(each.attempts for each in untold(cm.place, number)) == [0, 0, 1]
    back = Partner()
    back.url = partner.url
    with listening(back):
        agree(cm.place, "persons:read", on=TODAY)
        moved = subscribed(cm.place, back.url, key="moved")
        factories.person(cm.place, "7766554439K")
        rounds(cm.place, count=1, at=now + timedelta(seconds=1))
    assert len(back.done) == 1
    assert untold(cm.place, moved) == []


def test_what_nobody_takes_is_given_up_and_replayed_when_asked(
    cm: Drawers, partner: Partner
) -> None:
    agree(cm.place, "persons:read")
    number = subscribed(cm.place, partner.url)
    hired(cm)
    partner.answers = [400] * courier.MOST_ATTEMPTS
    rounds(cm.place, courier.MOST_ATTEMPTS + 2)
    assert len(partner.calls) == courier.MOST_ATTEMPTS
    [notice] = untold(cm.place, number)
    assert (notice.outcome, notice.attempts) == ("400", courier.MOST_ATTEMPTS)
    assert notice.given_up_at is not None
    with fund_scope(cm.place.fund.id):
        [shown] = webhooks.subscriptions(code=CODE, on=TODAY)
        assert (shown.given_up, shown.waiting) == (1, 0)
        assert webhooks.replay(code=CODE, number=number, on=TODAY, at=clock.now()) == 1
    assert rounds(cm.place) == 1
    assert untold(cm.place, number) == []


def test_one_event_that_is_refused_holds_no_other_back(cm: Drawers, partner: Partner) -> None:
    agree(cm.place, "persons:read")
    subscribed(cm.place, partner.url)
    for rank in range(3):
        factories.person(cm.place, f"776655443{rank}K")
    partner.answers = [422]
    assert rounds(cm.place) == 2


def test_a_slow_answer_is_cut(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "LONGEST_SECONDS", 0.2)
    partner.slow_seconds = 10.0
    began = time.monotonic()
    with pytest.raises(Unreachable):
        post(partner.url, host="", body=b'{"id": "x"}', headers={})
    assert time.monotonic() - began < 8


def test_nothing_is_sent_once_the_agreement_or_the_subscription_is_over(
    cm: Drawers, partner: Partner
) -> None:
    agree(cm.place, "persons:read")
    number = subscribed(cm.place, partner.url)
    hired(cm)
    with fund_scope(cm.place.fund.id):
        webhooks.end_subscription(
            desk=cm.place.administrator, code=CODE, number=number, key="end", on=TODAY
        )
    assert rounds(cm.place) == 0
    subscribed(cm.place, partner.url, key="again")
    end(cm.place, on=TODAY)
    factories.person(cm.place, "7766554433K")
    assert rounds(cm.place) == 0
    assert partner.calls == []


# ---------------------------------------------------------------- where notices may go


@pytest.mark.parametrize(
    ("url", "is_allowed"),
    [
        ("https://api.mutuelle.cm/avis", True),
        ("https://api.mutuelle.cm:8443/avis?a=1", True),
        ("http://api.mutuelle.cm/avis", False),
        ("https://mutuelle.cm/avis", False),
        ("https://api.mutuelle.cm.evil.example/", False),
        ("https://api.mutuelle.cm@10.0.0.1/", False),
        ("https://u:p@api.mutuelle.cm/", False),
        ("https://10.0.0.1/", False),
        ("https://api.mutuelle.cm/\r\nX: y", False),
        ("https://api.mutuelle.cm:99999/", False),
        ("file:///etc/passwd", False),
        ("https://[::1]/", False),
        ("", False),
    ],
)
def test_notices_go_to_the_agreed_host_only(url: str, is_allowed: bool) -> None:
    assert may_be_called(url, host="api.mutuelle.cm") is is_allowed


@pytest.mark.parametrize(
    "address",
    ["10.1.2.3", "192.168.0.9", "172.16.5.5", "169.254.169.254", "100.64.0.1", "127.0.0.1",
     "0.0.0.1", "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "2002:a00:1::", "64:ff9b::a00:1",
     "224.0.0.1"],
)  # fmt: skip
def test_a_name_that_leads_into_our_own_network_is_not_called(
    address: str, monkeypatch: pytest.MonkeyPatch, settings_without_loopback: None
) -> None:
    """As an attacker's name server would answer: for a name agreed, an address of ours."""
    found = [(0, 0, 0, "", ("93.184.216.34", 443)), (0, 0, 0, "", (address, 443))]
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *_a, **_k: found)
    with pytest.raises(Unreachable, match="private address"):
        post("https://api.mutuelle.cm/", host="api.mutuelle.cm", body=b"", headers={})


@pytest.fixture
def settings_without_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "NOTICES_TO_LOOPBACK", False)


# ---------------------------------------------------------------- by the API


def test_a_partner_subscribes_itself_once_by_its_key(cm: Drawers, partner: Partner) -> None:
    caller = system(cm.place, "persons:read")
    body = {"url": partner.url, "events": ["person.changed"]}
    made = caller.post("/subscriptions", body, key="k")
    again = caller.post("/subscriptions", body, key="k")
    assert made.status_code == again.status_code == 201
    assert made.json() == again.json()
    [shown] = caller.get("/subscriptions").json()["items"]
    assert (shown["number"], shown["waiting"]) == (made.json()["number"], 0)
    other = system(cm.place, "persons:read", code="other")
    path = f"/subscriptions/{shown['number']}"
    assert other.get(path + "/untold").status_code == 404
    assert other.post(path + "/end", key="e").status_code == 404
    assert caller.get(path + "/untold").json() == {"items": []}
    assert caller.post(path + "/replay").json() == {"count": 0}
    assert caller.post(path + "/end", key="e").status_code == 200
    assert caller.get("/subscriptions").json() == {"items": []}


def test_a_subscription_elsewhere_is_refused(cm: Drawers) -> None:
    agree(cm.place, "persons:read", host="api.mutuelle.cm")
    with pytest.raises(Invalid) as told:
        subscribed(cm.place, "https://evil.example/", "person.changed", "x")
    assert [each.code for each in told.value.faults] == [
        "partners.event_unknown",
        "partners.url_refused",
    ]
