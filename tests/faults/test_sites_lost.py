"""The primary's site is lost, or cut from the other: callers wait, nobody is told what is not so.

Two real servers, the first of which acknowledges nothing that the second does not have; Socle's own
processes between them and callers by HTTP.
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connections
from django.test import Client
from tests import factories, live
from tests.collection import samples
from tests.contributions.files import dipe
from tests.faults.pair import Pair, Server, two_sites
from tests.faults.works import LONG, HandedIn, Lost, Office, office

from socle.platform.access.models import User
from socle.platform.access.scope import fund_scope
from socle.platform.audit.queries import first_break

OUTAGE_SECONDS = 2.0
LOAD_SECONDS = 2.0
LONGEST_READ_GAP_SECONDS = 20.0  # of a machine that does other things
LONGEST_SILENCE_SECONDS = 7.0  # the same, and two and a half of ours; without, the kernel's eight


@pytest.fixture
def pair(house: str, migrated: Path) -> Iterator[Pair]:
    """Two sites; our own connections go to the first."""
    held = {alias: dict(connections[alias].settings_dict) for alias in connections}
    with two_sites(migrated) as pair:
        point_at(pair.one)
        try:
            yield pair
        finally:
            connections.close_all()
            for alias, settings in held.items():
                connections[alias].settings_dict.update(settings)


def point_at(server: Server) -> None:
    connections.close_all()
    for alias in connections:
        place = {"HOST": str(server.sockets), "PORT": "5432", "NAME": "socle"}
        connections[alias].settings_dict.update(place)


@contextmanager
def site(pair: Pair, folder: Path, **more: str) -> Iterator[str]:
    """`socle serve` on the two sites, with the secret by which the tests sign sessions."""
    data = folder / "site"
    given = pair.environment(data, SOCLE_SECRET_KEY="only-for-tests", **more)
    with live.serving(data, "serve", given=given) as (_running, url):
        yield url


@pytest.mark.slow
def test_a_commit_that_is_on_one_site_alone_is_not_acknowledged(pair: Pair, tmp_path: Path) -> None:
    """The wait for the other site is cut short: PostgreSQL says "done", with a warning."""
    with site(pair, tmp_path, SOCLE_WAIT_SECONDS="1", SOCLE_ANSWER_SECONDS="3") as url:
        at = office(url)
        first = pay(at, "first")
        pair.other.end(signal.SIGKILL)
        told: list[Exception] = []
        asking = threading.Thread(target=lambda: told.append(refusal(lambda: pay(at, "second"))))
        asking.start()
        waken = 0
        with pair.one.superuser() as session:
            while asking.is_alive():
                waken += len(session.execute(_WAKEN).fetchall())
                time.sleep(0.1)
        assert waken
        # Done here, and asked again within the site: that neither is acknowledged.
        assert payments(at) == 2
        assert "api.outcome_unknown" in str(told[0]), told
        pair.other.start(*pair.follows)
        second = pay(at, "second")
        pair.one.end(signal.SIGKILL)
        pair.promote()
        point_at(pair.other)
        assert [pay(at, "first")["act"], pay(at, "second")["act"]] == [
            first["act"],
            second["act"],
        ]
        assert payments(at) == 2


@pytest.mark.slow
def test_nobody_s_request_fails_while_the_primary_is_replaced(pair: Pair, tmp_path: Path) -> None:
    with site(pair, tmp_path) as url:
        at = office(url)
        browser = Browser(url, at.place.accounts.login)
        assert browser.page("/desk")[0] == ""
        file = HandedIn(at.accounts, dipe([200_000] * LONG), "long")
        file.send()
        callers = [Paying(at, rank) for rank in range(3)]
        reading = Reading(browser)
        for each in (*callers, reading):
            each.start()
        time.sleep(LOAD_SECONDS)
        pair.one.end(signal.SIGKILL)
        time.sleep(OUTAGE_SECONDS)
        pair.promote()
        point_at(pair.other)
        time.sleep(LOAD_SECONDS)
        for each in (*callers, reading):
            each.is_told = True
        for each in (*callers, reading):
            each.join(90)
            assert each.error is None, each.error
        done = {key: number for each in callers for key, number in each.done.items()}
        assert len(set(done.values())) == len(done) == payments(at)
        assert all(pay(at, key)["act"] == number for key, number in done.items())
        # It was told of what it read, and from when, and never signed out.
        assert any(reading.as_of), "no page came from the copy"
        assert reading.longest_gap < LONGEST_READ_GAP_SECONDS
        file.wait_for("posted")
    with fund_scope(at.place.fund.id):
        assert first_break(fund_id=at.place.fund.id, with_digests=False) is None


@pytest.mark.slow
def test_who_reads_leaves_a_primary_that_gives_no_sign_of_life(pair: Pair, tmp_path: Path) -> None:
    """Frozen, it takes connections and answers none: nothing but its silence tells."""
    with site(pair, tmp_path) as url:
        at = office(url)
        browser = Browser(url, at.place.accounts.login)
        assert browser.page("/desk")[0] == ""
        pair.one.freeze()
        try:
            for _time in range(2):
                began = time.monotonic()
                assert browser.page("/desk")[0], "the page came from the one that is frozen"
                assert time.monotonic() - began < LONGEST_SILENCE_SECONDS
        finally:
            pair.one.thaw()
        limit = time.monotonic() + 60
        while browser.page("/desk")[0]:
            assert time.monotonic() < limit, "it answers again, and is not asked"
            time.sleep(0.1)


# Whoever waits for the other site is told to wait no longer, as a query's time limit does.
_WAKEN = (
    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity"
    " WHERE wait_event = 'SyncRep' AND usename = 'socle_app'"
)


class Caller(threading.Thread):
    """Asks again and again until told to stop; the first failure ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.is_told = False
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            while not self.is_told:
                self.ask()
        except Exception as error:  # noqa: BLE001 - the test judges it
            self.error = error

    def ask(self) -> None:
        raise NotImplementedError


class Paying(Caller):
    """Enters payments, each under its key, and sends none twice."""

    def __init__(self, at: Office, rank: int) -> None:
        super().__init__()
        self._at, self._rank = at, rank
        self.done: dict[str, str] = {}

    def ask(self) -> None:
        key = f"{self._rank}-{len(self.done)}"
        self.done[key] = pay(self._at, key)["act"]
        time.sleep(0.05)


class Browser:
    """Somebody who is signed in."""

    def __init__(self, url: str, login: str) -> None:
        client = Client()
        client.force_login(User.objects.get(login=login))
        self._session = client.cookies["sessionid"].value
        self._place = urlsplit(url).hostname or "", urlsplit(url).port

    def page(self, path: str) -> tuple[str, str]:
        """Since when the page is known, where it is a copy's, and the page."""
        link = HTTPConnection(*self._place, timeout=60)
        link.request("GET", path, headers={"Cookie": f"sessionid={self._session}"})
        answer = link.getresponse()
        page = answer.read().decode()
        link.close()
        assert answer.status == HTTPStatus.OK, (answer.status, page)
        return answer.headers.get("Socle-As-Of", ""), page


class Reading(Caller):
    """Reads their desk."""

    def __init__(self, browser: Browser) -> None:
        super().__init__()
        self._browser = browser
        self.as_of: list[str] = []
        self.longest_gap = 0.0

    def ask(self) -> None:
        began = time.monotonic()
        as_of, page = self._browser.page("/desk")
        self.longest_gap = max(self.longest_gap, time.monotonic() - began)
        assert bool(as_of) == ("Lecture d’une copie, à jour à" in page)
        self.as_of.append(as_of)
        time.sleep(0.05)


def pay(at: Office, key: str) -> dict[str, Any]:
    said = {"employer": factories.CM_EMPLOYER, "amount": 1_000, "means": "cash"}
    _, answer = at.cashier.post("/payments", said, key=key)
    return dict(answer)


def refusal(ask: Callable[[], object]) -> Exception:
    """Why an answer did not come; the whole of what the site said."""
    try:
        return AssertionError(f"acknowledged: {ask()}")
    except Lost as lost:
        return lost


def payments(at: Office) -> int:
    return int(samples.rows(at.place, "SELECT count(*) FROM payment")[0][0])
