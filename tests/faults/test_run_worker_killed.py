"""The worker is killed in the middle of a large run: the next one computes it, once, to the franc.

`SOCLE_KILLS=20` kills twenty times, each at a random instant.
"""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections
from tests import live
from tests.benefits.running import Office

from socle.benefits.operations.asked_runs import RUN_JOB, ask_run, awaited_run
from socle.platform.access.scope import fund_scope
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActRequest
from socle.platform.audit.queries import first_break
from socle.platform.database.embedded import Embedded

KILLS = int(os.environ.get("SOCLE_KILLS", "2"))
SEED = random.Random()  # noqa: S311 - instants, not secrets
AWARDS = 30_000
TABLES = ("benefit_run", "award_due", "run_total", "run_change")
ON = date(2026, 12, 1)
# As a decision writes them, in sets.
INVENTED = (
    "INSERT INTO person (fund_id, number, act_id) SELECT %(fund)s, 'P' || n, %(act)s"
    " FROM generate_series(1, %(size)s) n",
    "INSERT INTO claim (fund_id, number, act_id, person_id, benefit, event_on, filed_on, channel,"
    " choices, recorded_at) SELECT %(fund)s, 'D' || id, %(act)s, id, 'old_age', '2025-12-01',"
    " '2025-12-01', 'counter', '{}', now() FROM person",
    "INSERT INTO claim_decision (fund_id, number, claim_id, act_id, outcome, decided_on, amount,"
    " calculation) SELECT %(fund)s, 'DL' || id, id, %(act)s, 'granted', '2025-12-01', 60000, '{}'"
    " FROM claim",
    "INSERT INTO award (fund_id, number, claim_id, act_id, person_id, beneficiary_id, benefit,"
    " branch, part, periodicity) SELECT %(fund)s, 'R' || id, id, %(act)s, person_id, person_id,"
    " benefit, 'old_age', '', 'monthly' FROM claim ORDER BY id",
    "INSERT INTO award_term (fund_id, award_id, valid, amount, payee_id, status, reason, act_id,"
    " recorded_at) SELECT %(fund)s, id, '[2026-01-01,)', 60000 + id %% 1000, person_id, 'active',"
    " '', %(act)s, now() FROM award ORDER BY id",
    "INSERT INTO decision_term (fund_id, decision_id, award_id, act_id, valid, amount)"
    " SELECT %(fund)s, d.id, t.award_id, %(act)s, t.valid, t.amount FROM award_term t"
    " JOIN award a ON a.id = t.award_id JOIN claim_decision d ON d.claim_id = a.claim_id",
)


@pytest.mark.slow
def test_a_run_whose_worker_is_killed_is_computed_by_the_next_with_the_same_totals(
    spare_server: Embedded,
) -> None:
    office = Office()
    many(office)
    office.run("2026-01")
    began = time.monotonic()
    number = office.compute("2026-02")
    lasting = time.monotonic() - began
    said = told(office, number)
    assert said[0][1] == AWARDS
    met = 0
    for kill in range(KILLS):
        office.act(office.liquidator, "discard_run", run=number)
        before = rows(office)
        with worker(spare_server) as one:
            wait_until(lambda: listens() > 0)
            ask(office)
            wait_until(lambda: job_is("doing"))
            # The first surely on its way, the others at any instant.
            time.sleep((SEED.random() if kill else 0.3) * lasting)
            os.kill(one.pid, signal.SIGKILL)
            one.wait()
        # What was lost on the way left nothing; what was committed is whole.
        wait_until(lambda: idle(office))
        left = [after - old for after, old in zip(rows(office), before, strict=True)]
        whole = [1, said[0][1], len(said[1]), len(said[2])]
        assert left in ([0] * len(TABLES), whole), dict(zip(TABLES, left, strict=True))
        met += not any(left)
        with worker(spare_server):
            wait_until(lambda: run_of(office) != "")
        number = run_of(office)
        added = [after - old for after, old in zip(rows(office), before, strict=True)]
        assert added == whole
        assert told(office, number) == said
    assert met, "no kill met the run on its way"
    office.act(office.officer, "validate_run", run=number)
    assert first_break(fund_id=office.place.fund.id) is None


def many(office: Office) -> None:
    """Thirty thousand pensions of a fund, by one act."""
    by = office.liquidator
    request = ActRequest(by, "decide", {}, ON, "", uuid4().hex)
    with (
        fund_scope(by.fund.id),
        performing(request, subject_kind="award", subject_number="many") as act,
        connection.cursor() as cursor,
    ):
        for statement in INVENTED:
            cursor.execute(statement, {"fund": by.fund.id, "size": AWARDS, "act": act.id})


def ask(office: Office) -> None:
    with fund_scope(office.place.fund.id):
        ask_run(
            desk=office.liquidator,
            month="2026-02",
            on=ON,
            key=uuid4().hex,
            at=datetime.now(UTC),
        )


def run_of(office: Office) -> str:
    """The run that was asked for last, once it is computed."""
    with fund_scope(office.place.fund.id):
        found = awaited_run()
    assert found is not None
    assert found.refusal == "", found.facts
    return found.run


def rows(office: Office) -> list[int]:
    counted = ", ".join(f"(SELECT count(*) FROM {table})" for table in TABLES)
    (found,) = office.ask(f"SELECT {counted}")
    return [int(str(count)) for count in found]


def told(office: Office, number: str) -> list[Any]:
    """What a run says, to the franc, but who computed it and when."""
    (summed,) = office.ask(
        "SELECT md5(string_agg(concat_ws(' ', d.award_id, d.line, d.payee_id, d.month, d.kind,"
        " d.amount), E'\\n' ORDER BY d.award_id, d.line)), count(*) FROM award_due d"
        " JOIN benefit_run r ON r.id = d.run_id WHERE r.number = %s",
        number,
    )
    found = office.read(number)
    return [summed, found.totals, found.changes]


def job_is(status: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text FROM procrastinate_jobs WHERE task_name = %s"
            " ORDER BY id DESC LIMIT 1",
            [RUN_JOB],
        )
        row = cursor.fetchone()
    return row is not None and row[0] == status


def listens() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_workers"
            " WHERE last_heartbeat > now() - interval '5 seconds'"
        )
        return int(cursor.fetchone()[0])


def idle(office: Office) -> bool:
    """Whether the database has done with what the dead worker left open."""
    (found,) = office.ask(
        "SELECT count(*) FROM pg_stat_activity WHERE state <> 'idle' AND pid <> pg_backend_pid()"
        " AND usename = current_user AND query NOT LIKE 'LISTEN%%'"
    )
    return found[0] == 0


@contextmanager
def worker(server: Embedded) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker of its own process, told to stop at the end where it still runs."""
    connections.close_all()
    with (server.data.parent / "run-worker.log").open("a") as log:
        running = subprocess.Popen(
            live.command(["worker"]), env=live.environment(server.data), stderr=log
        )
        try:
            yield running
        finally:
            if running.poll() is None:
                os.kill(running.pid, signal.SIGTERM)
            try:
                running.wait(live.STOP_SECONDS)
            finally:
                running.kill()
                running.wait()


def wait_until(happens: Callable[[], bool]) -> None:
    limit = time.monotonic() + 180
    while not happens():
        assert time.monotonic() < limit
        time.sleep(0.05)
