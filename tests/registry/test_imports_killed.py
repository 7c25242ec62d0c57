"""An import whose worker is killed goes on where it stopped, and writes each row once."""

import os
import signal
import time
from datetime import timedelta
from threading import Event

import pytest
from django.db import OperationalError, connection, connections
from tests import factories
from tests.conftest import NOW
from tests.registry.imports import HEADINGS, handed_in, source

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.audit.queries import first_break
from socle.registry.importing import person_slices, pieces, receiving, two_at_a_time
from socle.registry.importing.pieces import Slice
from socle.registry.importing.writing import write_import
from socle.registry.models import ImportRun
from socle.registry.queries.imports import import_of
from socle.registry.types.imports import ImportCounts, ImportState

ROWS, A_SLICE = 1_000, 50
PATIENCE = 60


def content() -> str:
    rows = (f"{rank:010d}K;NOM{rank};Awa;01/01/1980;F;N{rank}\n" for rank in range(ROWS))
    return HEADINGS + "".join(rows)


def written_in_a_child(number: str, fund_id: int) -> int:
    """A worker of its own, that nothing of this process is shared with but the database."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            write_import(number=number, fund_id=fund_id)
        finally:
            os._exit(0)
    return child


def reached(number: str, fund_id: int) -> int:
    with fund_scope(fund_id):
        return import_of(number=number).reached_line


def left_behind(fund_id: int) -> list[tuple[str, str]]:
    """What is to be gone on with, once the server has seen that the worker is gone."""
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        with fund_scope(fund_id):
            if found := receiving.left_behind(at=NOW + timedelta(hours=1)):
                return found
        time.sleep(0.05)
    return []


def test_a_killed_worker_s_import_goes_on_and_each_row_is_written_once(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person_slices, "LEAST_ROWS", A_SLICE)
    monkeypatch.setattr(person_slices, "MOST_ROWS", A_SLICE)
    monkeypatch.setattr(pieces, "PIECE_ROWS", A_SLICE)
    place = factories.agency("CM")
    fund_id = place.fund.id
    number = handed_in(place, source(place), content()).number
    monkeypatch.setattr(receiving, "write_import", lambda **_of: None)
    with fund_scope(fund_id):
        receiving.confirm(desk=place.registration, number=number)
    child = written_in_a_child(number, fund_id)
    limit = time.monotonic() + PATIENCE
    while not (line := reached(number, fund_id)) and time.monotonic() < limit:
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert line
    with fund_scope(fund_id):
        found = import_of(number=number)
        assert found.state is ImportState.WRITING
        assert found.written.good < ROWS
    assert left_behind(fund_id) == [(number, receiving.WRITE_JOB)]
    write_import(number=number, fund_id=fund_id)
    with fund_scope(fund_id), connection.cursor() as cursor:
        done = import_of(number=number)
        cursor.execute("SELECT count(*), count(DISTINCT number) FROM person")
        assert cursor.fetchone() == (ROWS, ROWS)
    assert (done.state, done.written.good, done.written.rows) == (ImportState.DONE, ROWS, ROWS)
    assert first_break(fund_id=fund_id) is None


def in_slices(monkeypatch: pytest.MonkeyPatch, place: factories.Agency, rows: str) -> str:
    """A confirmed import of short slices, that nobody writes yet; its number."""
    monkeypatch.setattr(person_slices, "LEAST_ROWS", A_SLICE)
    monkeypatch.setattr(person_slices, "MOST_ROWS", A_SLICE)
    monkeypatch.setattr(pieces, "PIECE_ROWS", A_SLICE)
    number = handed_in(place, source(place), HEADINGS + rows).number
    monkeypatch.setattr(receiving, "write_import", lambda **_of: None)
    with fund_scope(place.fund.id):
        receiving.confirm(desk=place.registration, number=number)
    return number


def in_order(fund_id: int) -> list[str]:
    with fund_scope(fund_id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.family_name FROM person p JOIN person_civil_status s ON s.person_id = p.id"
            " ORDER BY p.number"
        )
        return [str(name) for (name,) in cursor.fetchall()]


def test_a_slice_is_not_written_before_the_one_that_comes_first(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = factories.agency("CM")
    number = in_slices(monkeypatch, place, content().removeprefix(HEADINGS))
    whole, is_later_done = two_at_a_time.write_persons, Event()
    third, fourth = 2 * A_SLICE + 2, 3 * A_SLICE + 2

    def third_fails(*, run: ImportRun, desk: Desk, of: Slice) -> ImportCounts:
        done = whole(run=run, desk=desk, of=of)
        if of.first_line == fourth:
            is_later_done.set()
        elif of.first_line == third:
            assert is_later_done.wait(PATIENCE)  # both are written at once
            raise RuntimeError("lost")
        return done

    monkeypatch.setattr(two_at_a_time, "write_persons", third_fails)
    with pytest.raises(RuntimeError, match="lost"):
        write_import(number=number, fund_id=place.fund.id)
    assert reached(number, place.fund.id) == third - 1
    assert len(in_order(place.fund.id)) == 2 * A_SLICE
    monkeypatch.setattr(two_at_a_time, "write_persons", whole)
    write_import(number=number, fund_id=place.fund.id)
    assert in_order(place.fund.id) == [f"NOM{rank}" for rank in range(ROWS)]
    assert first_break(fund_id=place.fund.id) is None


def test_two_slices_that_wait_for_each_other_give_up_and_are_written_anew(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One waits for a lock of the other, which waits in Python: no server sees that circle."""
    place = factories.agency("CM")
    number = in_slices(monkeypatch, place, content().removeprefix(HEADINGS))
    whole, has_later_locked = two_at_a_time.write_persons, Event()

    def crossing(*, run: ImportRun, desk: Desk, of: Slice) -> ImportCounts:
        if of.first_line == 2:
            assert has_later_locked.wait(PATIENCE)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(77)")
        has_later_locked.set()
        return whole(run=run, desk=desk, of=of)

    monkeypatch.setattr(two_at_a_time, "write_persons", crossing)
    monkeypatch.setattr(two_at_a_time, "_LONGEST_WAIT", "300ms")
    with pytest.raises(OperationalError, match="lock"):
        write_import(number=number, fund_id=place.fund.id)
    assert in_order(place.fund.id) == []
    monkeypatch.setattr(two_at_a_time, "write_persons", whole)
    write_import(number=number, fund_id=place.fund.id)
    assert in_order(place.fund.id) == [f"NOM{rank}" for rank in range(ROWS)]


def test_numbers_are_given_in_the_order_of_the_file(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = factories.agency("MA")
    rows = "".join(f";NOM{rank};Awa;01/01/1980;F;N{rank}\n" for rank in range(4 * A_SLICE))
    number = in_slices(monkeypatch, place, rows)
    write_import(number=number, fund_id=place.fund.id)
    assert in_order(place.fund.id) == [f"NOM{rank}" for rank in range(4 * A_SLICE)]
