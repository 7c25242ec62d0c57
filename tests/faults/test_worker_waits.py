"""A worker whose database is away for some seconds waits for it, and goes on by itself."""

import io
import os
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection, connections
from tests import factories, live
from tests.contributions.files import dipe

from socle.contributions import operations, queries
from socle.platform.access.scope import fund_scope
from socle.platform.database.embedded import Embedded

LONG = 4_000  # lines: more than is read while the caller waits
AWAY_SECONDS = 2


@pytest.mark.slow
def test_a_worker_outlives_the_absence_of_its_database(spare_server: Embedded) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    before = workers()
    connections.close_all()
    log = spare_server.data.parent / "worker.log"
    with log.open("w") as said:
        worker = subprocess.Popen(
            live.command(["worker"]), env=live.environment(spare_server.data), stderr=said
        )
    try:
        wait_until(lambda: workers() - before != set())
        connections.close_all()
        spare_server.stop()
        wait_until(lambda: "does not answer" in log.read_text())
        time.sleep(AWAY_SECONDS)
        assert worker.poll() is None, log.read_text()
        spare_server.start()
        number = handed_in(place)
        wait_until(lambda: status(place, number) == "posted")
        wait_until(lambda: "the database answers" in log.read_text())
        connections.close_all()
        spare_server.stop()
        time.sleep(1)
        os.kill(worker.pid, signal.SIGTERM)
        assert worker.wait(live.STOP_SECONDS) == 0, log.read_text()
    finally:
        worker.kill()
        worker.wait()
    told = log.read_text().splitlines()
    of_the_database = [line for line in told if line.startswith("the database")]
    assert [line.split(":")[0].split(" after")[0] for line in of_the_database[:2]] == [
        "the database does not answer, work waits for it",
        "the database answers",
    ]
    assert "Traceback" not in "\n".join(told)


def handed_in(place: factories.Agency) -> str:
    now = datetime.now(UTC)
    with fund_scope(place.fund.id):
        return operations.hand_in(
            desk=place.accounts,
            stream=io.BytesIO(dipe([200_000] * LONG)),
            file_name="dipe.txt",
            deposited_on=now.date(),
            key="after",
            at=now,
        )


def status(place: factories.Agency, number: str) -> str:
    with fund_scope(place.fund.id):
        return queries.outcome(number=number).status


def workers() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_workers")
        return {row[0] for row in cursor.fetchall()}


def wait_until(happens: Callable[[], bool]) -> None:
    limit = time.monotonic() + 180
    while not happens():
        assert time.monotonic() < limit
        time.sleep(0.1)
