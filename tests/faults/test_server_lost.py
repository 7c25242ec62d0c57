"""The database is lost at a random instant of a large deposit: all of it stands, or none.

Nothing half done is ever visible, and the same deposit handed in again posts once.
"""

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache

import numpy as np
import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, connection, connections
from tests import factories
from tests.contributions.files import JANUARY, dipe, handed_in
from tests.platform.sessions import superuser

from socle.contributions.types import Outcome
from socle.platform.access.scope import fund_scope
from socle.platform.acts.queries import seal
from socle.platform.audit.queries import first_break
from socle.platform.database.embedded import Embedded

LINES = 200_000
EMPLOYERS = [f"{rank:010d}K" for rank in range(1, 21)]
KILLS, CRASHES = 10, 3
SEED = random.Random()  # noqa: S311


def working() -> factories.Agency:
    place = factories.agency("CM")
    for number in EMPLOYERS:
        factories.employer(place, number)
    factories.person(place)
    return place


@cache
def january() -> bytes:
    share = LINES // len(EMPLOYERS)
    return b"".join(
        dipe(
            [200_000 + each for each in range(share)],
            persons=[f"{rank * share + each:010d}X" for each in range(share)],
            employer=number,
        )
        for rank, number in enumerate(EMPLOYERS)
    )


def large(month: int) -> bytes:
    """A payroll bureau's month: `LINES` lines of as many insured, for twenty employers."""
    lines = np.frombuffer(january(), np.uint8).reshape(LINES, -1).copy()
    lines[:, 23:25] = np.frombuffer(f"{month % 12 + 1:02d}".encode(), np.uint8)
    return lines.tobytes()


class Depositing(threading.Thread):
    """A client that hands in a file, and what became of it."""

    def __init__(self, place: factories.Agency, content: bytes, key: str) -> None:
        super().__init__()
        self._asked = (place, content, key)
        self.outcome: Outcome | None = None
        self.error: Exception | None = None

    def run(self) -> None:
        place, content, key = self._asked
        try:
            self.outcome = handed_in(place.accounts, content, key=key)
        except Exception as error:  # noqa: BLE001 - the test judges it
            self.error = error
        finally:
            for each in connections.all():
                with suppress(DatabaseError, InterfaceError):
                    each.close()


def books(place: factories.Agency) -> dict[str, int]:
    """How much is posted; lines, branches, ledger and receipts say one total."""
    counted = ("declaration", "declaration_branch", "declaration_line", "ledger_entry", "act")
    summed = {
        "declaration_line": "employee + employer",
        "declaration_branch": "amount",
        "deposit": "total_employee + total_employer",
        "entry_debt": "total",
    }
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        found = {}
        for table in counted:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = int(cursor.fetchone()[0])
        totals = set()
        for table, column in summed.items():
            cursor.execute(f"SELECT coalesce(sum({column}), 0)::bigint FROM {table}")
            totals.add(int(cursor.fetchone()[0]))
    (found["owed"],) = totals
    return found


def lose_repeatedly(place: factories.Agency, times: int, lose: Callable[[], None]) -> None:
    """Hands in one month after the other; each is lost on the way until it was posted."""
    empty = books(place)
    first = handed_in(place.accounts, large(JANUARY), key="measured")
    assert first.status == "posted", first.faults
    began = time.monotonic()
    assert handed_in(place.accounts, large(JANUARY + 1), key="timed").status == "posted"
    lasting = time.monotonic() - began
    month, lost = JANUARY + 2, 0
    before = books(place)
    one = {name: (count - empty[name]) // 2 for name, count in before.items()}
    while lost < times:
        client = Depositing(place, large(month), f"month {month}")
        client.start()
        time.sleep(SEED.random() * lasting)
        connections.close_all()
        lose()
        client.join(120)
        assert not client.is_alive()
        after = books(place)
        if client.outcome is not None or after != before:
            # Posted before it was lost, acknowledged or not: then wholly.
            assert after == {name: before[name] + one[name] for name in one}
            before, month = after, month + 1
            assert month < JANUARY + 10, "the losses come too late to mean anything"
            continue
        assert isinstance(client.error, DatabaseError | InterfaceError | psycopg.Error)
        lost += 1
    last = handed_in(place.accounts, large(month), key=f"month {month}")
    assert (last.status, last.lines, last.total) == ("posted", LINES, first.total)
    again = handed_in(place.accounts, large(month), key="again")
    assert (again.status, again.receipt) == ("already_posted", last.receipt)
    assert books(place) == {name: before[name] + one[name] for name in one}
    with fund_scope(place.fund.id):
        seal(fund_id=place.fund.id)
        assert first_break(fund_id=place.fund.id) is None


@pytest.mark.slow
def test_a_session_killed_on_the_way_leaves_nothing_half_done(own_database: str) -> None:
    place = working()

    def kill() -> None:
        with superuser(own_database) as session:
            session.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    lose_repeatedly(place, KILLS, kill)


@pytest.mark.slow
def test_a_server_that_crashes_on_the_way_leaves_nothing_half_done(own_server: Embedded) -> None:
    place = working()
    how = iter([signal.SIGQUIT, signal.SIGKILL] * 20)

    def crash() -> None:
        postmaster = int((own_server.cluster / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, next(how))
        own_server.start()
        for alias in connections:
            connections[alias].settings_dict["HOST"] = own_server.host

    lose_repeatedly(place, CRASHES, crash)
