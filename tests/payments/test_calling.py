"""An operator calls when it has done with a lot: we ask it at once, and believe nothing it said."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import connection
from django.test import Client
from tests.payments import simulated
from tests.payments.scenes import rows, states
from tests.payments.simulated import Simulator
from tests.payments.test_carrying import carried, signed, wallets

from socle.payments.calling import call_address


@pytest.fixture(scope="module")
def operator() -> Iterator[Simulator]:
    with simulated.simulator() as found:
        yield found


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The paths that were called at our own address."""
    paths: list[str] = []

    class Listening(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            paths.append(self.path)
            self.send_response(202)
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            """Nothing is said of each call."""

    with HTTPServer(("127.0.0.1", 0), Listening) as server:
        monkeypatch.setattr(
            "django.conf.settings.PUBLIC_URL", f"http://127.0.0.1:{server.server_port}"
        )
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield paths
        server.shutdown()
        thread.join()


def waiting_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs"
            " WHERE task_name = 'socle.payments.carry_lot' AND queueing_lock IS NOT NULL"
        )
        return int(cursor.fetchone()[0])


def test_an_operator_that_calls_is_asked_once(
    db: None, operator: Simulator, heard: list[str]
) -> None:
    house, lot = wallets(operator)
    signed(house, lot)
    operator.fails(hold=True)
    carried(house, lot)
    assert set(states(house)) == {"sent"}
    operator.ask("PUT", "/release", {})
    [path] = heard
    for _twice in range(2):
        assert Client().put(path, b"<not read>", content_type="text/plain").status_code == 202
    assert waiting_jobs() == 1
    carried(house, lot)
    assert set(states(house)) == {"paid"}
    assert len({number for (number,) in rows(house, "SELECT number FROM payment_order")}) == len(
        operator.paid()
    )


@pytest.mark.parametrize("token", ["WzEsIkxQIl0:1xyz:abc", "x" * 300, "%2e%2e%2f"])
def test_an_address_that_we_never_gave_is_unknown(db: None, token: str) -> None:
    assert Client().put(f"/api/v1/operator-calls/{token}").status_code in {404, 422}
    assert waiting_jobs() == 0


def test_a_site_without_an_address_asks_for_no_call(db: None) -> None:
    assert call_address(fund_id=1, lot="LP-2026-0000001") == ""
