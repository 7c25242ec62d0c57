"""Every night each fund is verified piece by piece, and what was found is kept."""

import pytest
from django.db import ProgrammingError, connection, transaction
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector
from tests import factories
from tests.platform.audit.test_verify import intruder

from socle.platform.access.scope import fund_scope
from socle.platform.audit import slices
from socle.platform.audit.slices import Place, Slice, verify_slice
from socle.platform.upkeep import jobs, queries
from socle.platform.upkeep.operations import note
from socle.platform.upkeep.types import Kind
from socle.web import clock


def pieces(fund_id: int) -> list[Slice]:
    """What the pieces of a fund come to, one after the other."""
    found, place = [], Place()
    while True:
        piece = verify_slice(fund_id=fund_id, place=place)
        found.append(piece)
        if piece.next is None:
            return found
        place = piece.next


def test_a_fund_is_verified_piece_by_piece_to_its_last_act(
    own_fund_at_work: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "_ACTS", 40)
    place = own_fund_at_work
    found = pieces(place.fund.id)
    assert [each.first_break for each in found if each.first_break] == []
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_check")
        checks = cursor.fetchone()[0]
        cursor.execute("SELECT count(*), max(id) FROM act")
        acts, last = cursor.fetchone()
    assert acts > 40  # more than one piece of them
    assert len(found) == checks + 2 + acts // 40 + 2
    one_changed_byte_is_found_and_named(place, last)
    the_work_of_a_night_is_cut_and_kept(place, acts, monkeypatch)


def one_changed_byte_is_found_and_named(place: factories.Agency, last: int) -> None:
    with intruder() as cursor:
        cursor.execute("UPDATE act SET motive = motive || 'x' WHERE id = %s", [last])
        cursor.execute("SELECT number FROM act WHERE id = %s", [last])
        (number,) = cursor.fetchone()
        found = pieces(place.fund.id)
        assert found[-1].first_break is not None
        assert number in found[-1].first_break


def the_work_of_a_night_is_cut_and_kept(
    place: factories.Agency, acts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No time is left to any job: each does a piece and lets others go first."""
    monkeypatch.setattr(jobs, "_SECONDS", 0.000_001)
    began = int(clock.now().timestamp())
    waiting = InMemoryConnector()
    done = 0
    with app.replace_connector(waiting):
        jobs.verify_funds(timestamp=began)
        while True:
            todo = [each for each in waiting.jobs.values() if each["status"] == "todo"]
            if not todo:
                break
            (job,) = todo
            job["status"] = "succeeded"
            assert job["priority"] < 0
            jobs.verify_fund(**job["args"])
            done += 1
    assert done > acts // 40
    (kept,) = queries.latest(Kind.VERIFICATION)
    assert (kept.is_good, kept.fund, kept.facts) == (True, place.fund.code, {"acts": acts})
    assert kept.began_at.timestamp() == began


def test_what_was_noted_is_not_rewritten_by_the_application(db: None) -> None:
    now = clock.now()
    note(Kind.BACKUP, began_at=now, ended_at=now, is_good=False, facts={})
    assert queries.latest_good(Kind.BACKUP) is None
    for statement in ("UPDATE upkeep SET is_good = true", "DELETE FROM upkeep"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_server_tells_its_state_and_its_queues(db: None) -> None:
    state = queries.server_state()
    assert state.is_primary
    assert state.standbys == ()  # prepared to tell, and there is none
    assert 0 < state.connections <= state.connections_most
    assert state.database_bytes > 0
    place, now = factories.agency("CM"), clock.now()
    factories.employer(place)
    with fund_scope(place.fund.id):
        assert queries.acts_unsealed(at=now).waiting > 0
        assert queries.notices_waiting(at=now).waiting == 0
    assert queries.jobs_waiting(at=now).failed == 0
