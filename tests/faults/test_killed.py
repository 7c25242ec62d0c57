"""The site, the worker or the database is killed at a random instant of what callers send.

What was acknowledged stands once; what was not is whole or absent; sent again with the same key it
stands once; jobs resume by themselves; the verification finds nothing changed.

`SOCLE_KILLS=20` kills twenty times in every pair of the table, and counts what the kills met.
"""

import os
import random
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connections
from tests import live
from tests.collection import samples
from tests.faults.works import BACK_SECONDS, WORKS, Lost, Office, Step, office, patiently

from socle.contributions.operations import READ_JOB
from socle.platform.audit.queries import first_break
from socle.platform.database.embedded import Embedded

# Who is killed in what; the first five every time, all of them when a number is given.
PAIRS = (
    ("worker", "long_deposit"),
    ("site", "short_deposit"),
    ("database", "corrective"),
    ("site", "receipt"),
    ("database", "statement"),
    ("database", "long_deposit"),
    ("site", "corrective"),
    ("worker", "corrective"),
    ("site", "statement"),
    ("worker", "statement"),
    ("database", "short_deposit"),
    ("database", "receipt"),
)
KILLS = int(os.environ.get("SOCLE_KILLS", "0"))
SEED = random.Random()  # noqa: S311


class Sending(threading.Thread):
    """A caller who sends a work's steps, until no answer comes."""

    def __init__(self, steps: Sequence[Step]) -> None:
        super().__init__()
        self._steps = steps
        self.answered = 0
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            for step in self._steps[self.answered :]:
                step.send()
                self.answered += 1
        except Lost:
            pass
        except Exception as error:  # noqa: BLE001 - the test judges it
            self.error = error


@pytest.mark.slow
def test_what_is_killed_on_the_way_is_done_once_and_whole(spare_server: Embedded) -> None:
    connections.close_all()
    spare_server.stop()
    met: Counter[str] = Counter()
    with live.serving(spare_server.data, "serve") as (serve, url):
        at = office(url)
        victims: dict[str, Callable[[], None]] = {
            "site": lambda: kill_site(serve.pid),
            "worker": lambda: kill(child(serve.pid, "socle.platform.jobs")),
            "database": lambda: kill_database(spare_server.cluster),
        }
        whole, lasting = measured(at)
        for rank, (victim, work) in enumerate(PAIRS * KILLS or PAIRS[:5], 1):
            found = lose(at, work, rank, victims[victim], whole, lasting[work])
            met[f"{victim} killed, {work}: {found}"] += 1
        nothing_waits(at)
        connections.close_all()
        verified = live.socle("audit", "verify", data=spare_server.data)
        assert verified.returncode == 0, verified.stderr
    for said, count in sorted(met.items()):
        print(f"{count:5} {said}")  # noqa: T201 - shown with -rP


def measured(at: Office) -> tuple[dict[str, dict[str, int]], dict[str, list[float]]]:
    """What each work writes when nothing is lost, and how long each of its steps takes."""
    whole: dict[str, dict[str, int]] = {}
    lasting: dict[str, list[float]] = {}
    for work, steps_of in WORKS.items():
        steps = steps_of(at, 0)
        before = books(at, steps)
        instants = [time.monotonic()]
        for step in steps:
            step.send()
            instants.append(time.monotonic())
        lasting[work] = [after - before for before, after in pairwise(instants)]
        whole[work] = {name: count - before[name] for name, count in books(at, steps).items()}
        assert all(whole[work].values()), whole[work]
    return whole, lasting


def lose(
    at: Office,
    work: str,
    rank: int,
    kill_it: Callable[[], None],
    whole: dict[str, dict[str, int]],
    lasting: Sequence[float],
) -> str:
    """Sends a work, kills on the way, sends what was not answered; what the kill met."""
    # Who was killed before may be just back; what a work begins with has keys, and is asked again.
    steps, one = patiently(lambda: WORKS[work](at, rank)), whole[work]
    before = books(at, steps)
    sending = Sending(steps)
    connections.close_all()
    sending.start()
    aimed_at = SEED.randrange(len(steps))
    while sending.answered < aimed_at and sending.is_alive():
        time.sleep(0.001)
    time.sleep(SEED.random() * lasting[aimed_at])
    kill_it()
    sending.join(120)
    assert sending.error is None, sending.error
    answered = sending.answered
    after = patiently(lambda: books(at, steps))
    stands = [stands_whole(step, before, after, one) for step in steps]
    assert all(stands[:answered]), f"{work}: acknowledged, and not there: {stands}, {answered}"
    assert first_break(fund_id=at.place.fund.id, with_digests=False) is None
    while sending.answered < len(steps):
        sending = again(steps, sending.answered)
    for step in steps:
        patiently(step.send)
    done = books(at, steps)
    assert done == {name: before[name] + one[name] for name in one}, f"{work}: not once"
    return f"{answered} of {len(steps)} steps acknowledged, {sum(stands)} stood"


def again(steps: Sequence[Step], answered: int) -> Sending:
    sending = Sending(steps)
    sending.answered = answered
    sending.run()
    assert sending.error is None, sending.error
    return sending


def stands_whole(
    step: Step, before: dict[str, int], after: dict[str, int], one: dict[str, int]
) -> bool:
    """Whether what a step writes is there; it must be there wholly or not at all."""
    added = {name: after[name] - before[name] for name in step.tables}
    if not any(added.values()):
        return False
    assert added == {name: one[name] for name in step.tables}, f"half done: {added}"
    return True


def books(at: Office, steps: Sequence[Step]) -> dict[str, int]:
    """How many rows the tables of these steps have, at one instant."""
    tables = list(dict.fromkeys(table for step in steps for table in step.tables))
    counted = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
    return dict(zip(tables, samples.rows(at.place, f"SELECT {counted}")[0], strict=True))


def nothing_waits(at: Office) -> None:
    """No deposit is left to be read, and every act is sealed."""
    limit = time.monotonic() + BACK_SECONDS
    left = [(1, 1)]
    while left != [(0, 0)] and time.monotonic() < limit:
        time.sleep(0.2)
        left = samples.rows(
            at.place,
            "SELECT (SELECT count(*) FROM act) - (SELECT count(*) FROM act_seal), (SELECT count(*)"
            " FROM procrastinate_jobs WHERE task_name = %s AND status IN ('todo', 'doing'))",
            READ_JOB,
        )
    assert left == [(0, 0)], left


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def kill_site(serve: int) -> None:
    """Granian's first process, the one that answers, or both."""
    first = child(serve, "granian")
    answering = children(first)
    SEED.choice(
        [
            lambda: kill(first),
            lambda: [kill(each) for each in answering],
            lambda: os.killpg(first, signal.SIGKILL),
        ]
    )()


def kill_database(cluster: Path) -> None:
    """The whole server's first process, or one of its sessions."""
    postmaster = int((cluster / "postmaster.pid").read_text().split()[0])
    sessions = children(postmaster, "socle_app")
    kill(SEED.choice([postmaster, *sessions[:1]]))


def child(parent: int, name: str) -> int:
    """A child that may be starting again just now."""
    return patiently(lambda: children(parent, name)[0])


def children(parent: int, name: str = ".") -> list[int]:
    found = subprocess.run(
        ["pgrep", "-P", str(parent), "-f", name], capture_output=True, text=True, check=False
    )
    return [int(each) for each in found.stdout.split()]
