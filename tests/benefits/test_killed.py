"""A run whose process is killed at a random instant is whole or absent; asked again, it is once.

`SOCLE_KILLS=20` kills twenty times.
"""

import os
import random
import signal
import time
from typing import Any

import pytest
from django.db import connections
from tests import factories
from tests.benefits import awarded
from tests.benefits.running import JAN, Office

from socle.platform.audit.queries import first_break

KILLS = int(os.environ.get("SOCLE_KILLS", "4"))
SEED = random.Random()  # noqa: S311 - instants, not secrets
PENSIONS = 6
TABLES = ("act", "benefit_run", "award_due", "run_total", "run_change", "run_anomaly")


@pytest.mark.slow
def test_a_run_killed_anywhere_is_whole_or_absent_and_done_once(own_database: str) -> None:
    office = Office()
    revised, *_others = [pension(office, rank) for rank in range(PENSIONS)]
    office.run("2026-01")
    # Raised threefold since January: arrears, a change and an anomaly beside the month.
    awarded.decided_again(office.liquidator, revised, [(JAN, None, 300_000)])
    before = rows(office)
    began = time.monotonic()
    number = february(office, "unhurt")
    lasting = time.monotonic() - began
    one = [after - old for after, old in zip(rows(office), before, strict=True)]
    said = told(office, number)
    assert all(one), dict(zip(TABLES, one, strict=True))
    for kill in range(KILLS):
        office.act(office.liquidator, "discard_run", run=number)
        before = rows(office)
        killed(office, f"kill {kill}", SEED.random() * 2 * lasting)
        added = [after - old for after, old in zip(rows(office), before, strict=True)]
        assert added in ([0] * len(TABLES), one), dict(zip(TABLES, added, strict=True))
        number = february(office, f"kill {kill}")
        added = [after - old for after, old in zip(rows(office), before, strict=True)]
        assert added == one
        assert told(office, number) == said
    office.act(
        office.liquidator, "accept_anomaly", run=number, kind="tripled", motive="jugement vu"
    )
    office.act(office.officer, "validate_run", run=number)
    assert first_break(fund_id=office.place.fund.id) is None


def pension(office: Office, rank: int) -> str:
    person = factories.person(office.place, number=f"{2_233_445_500 + rank}B")
    return awarded.granted(office.liquidator, person, [(JAN, None, 100_000 + rank)])


def rows(office: Office) -> list[int]:
    """How many rows each table has, at one instant."""
    counted = ", ".join(f"(SELECT count(*) FROM {table})" for table in TABLES)
    (found,) = office.ask(f"SELECT {counted}")
    return [int(str(count)) for count in found]


def february(office: Office, key: str) -> str:
    """The run of February under this key: computed, or found."""
    return office.act(office.liquidator, "compute_run", key=key, month="2026-02").subject


def told(office: Office, number: str) -> list[Any]:
    """What a run says, but who computed it and when."""
    found = office.read(number)
    unusual = [(each.award, each.kind, each.amount, each.detail) for each in found.anomalies]
    return [found.totals, found.changes, unusual, found.payees, office.dues(number)]


def killed(office: Office, key: str, after: float) -> None:
    """Another process computes the run, and is killed after these seconds."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            february(office, key)
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
