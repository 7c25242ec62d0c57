"""The database is lost at a random instant of a bank statement: all of it stands, or none."""

import random
import threading
import time
from contextlib import suppress

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, connections
from tests import factories
from tests.collection import samples
from tests.collection.samples import Movement, camt, post_statement
from tests.platform.sessions import superuser

from socle.platform.access.scope import fund_scope
from socle.platform.acts.queries import seal
from socle.platform.acts.types import ActAnswer
from socle.platform.audit.queries import first_break

MOVEMENTS, KILLS = 300, 4
SEED = random.Random()  # noqa: S311


class Posting(threading.Thread):
    """A client that sends a statement, and what became of it."""

    def __init__(self, place: factories.Agency, content: bytes) -> None:
        super().__init__()
        self._asked = (place, content)
        self.answer: ActAnswer | None = None
        self.error: Exception | None = None

    def run(self) -> None:
        place, content = self._asked
        try:
            self.answer = post_statement(place.accounts, content)
        except Exception as error:  # noqa: BLE001 - the test judges it
            self.error = error
        finally:
            for each in connections.all():
                with suppress(DatabaseError, InterfaceError):
                    each.close()


def statement(rank: int) -> bytes:
    """Payments of two employers, and of nobody."""
    texts = (factories.CM_EMPLOYER, samples.OTHER, "SANS REFERENCE")
    movements = [Movement(1_000 + each, texts[each % 3]) for each in range(MOVEMENTS)]
    return camt(movements, name=f"ST-{rank}")


def books(place: factories.Agency) -> tuple[int, ...]:
    """How many rows each table has that a statement writes."""
    tables = ("payment", "payment_match", "payment_use", "statement_line", "bank_statement", "act")
    counted = ", ".join(f"(SELECT count(*) FROM {table})" for table in (*tables, "ledger_entry"))
    return tuple(samples.rows(place, f"SELECT {counted}")[0])


def kill(database: str) -> None:
    with superuser(database) as session:
        session.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.mark.slow
def test_a_session_killed_on_the_way_leaves_no_half_statement(own_database: str) -> None:
    place = samples.agency()
    samples.owes(place, 1, 2, 3, wage=700_000)
    began = time.monotonic()
    post_statement(place.accounts, statement(0))
    lasting = time.monotonic() - began
    lost = 0
    for rank in range(1, 100):
        before = books(place)
        client = Posting(place, statement(rank))
        client.start()
        time.sleep(SEED.random() * lasting)
        connections.close_all()
        kill(own_database)
        client.join(120)
        after = books(place)
        if client.answer is None and after == before:
            assert isinstance(client.error, DatabaseError | InterfaceError | psycopg.Error)
            lost += 1
        # Handed in again, whether it was lost or acknowledged: it stands once, whole.
        post_statement(place.accounts, statement(rank))
        again = books(place)
        assert again[0] == before[0] + MOVEMENTS
        assert again[3:6] == (before[3] + MOVEMENTS, before[4] + 1, before[5] + 1)
        if lost >= KILLS:
            break
    assert lost >= KILLS, "the losses come too late to mean anything"
    with fund_scope(place.fund.id):
        seal(fund_id=place.fund.id)
        assert first_break(fund_id=place.fund.id) is None
