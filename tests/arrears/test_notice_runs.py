"""Runs of letters: asked for, sent by the worker once, whatever dies in between."""

import threading
import time
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connections
from tests import factories
from tests.arrears.scenes import ONE, TWO, act, declare, owing
from tests.conftest import NOW, TODAY
from tests.platform.sessions import superuser

from socle.arrears.jobs import send_left_letters, send_letters_job
from socle.arrears.operations.runs import ask_notices, left_run, send_letters
from socle.arrears.queries.notices import notices
from socle.arrears.queries.runs import notice_run, notice_runs
from socle.arrears.types import NoticeStep, RunState, RunView
from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.platform.access.operations import end_role
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.audit.queries import first_break
from socle.web import clock

Place = factories.Agency


def late(place: Place | None = None) -> Place:
    """Two employers: one did not pay, the other did not declare either."""
    found: Place = owing(8, place=place)
    for month in (9, 10):
        declare(found, month)
    owing(8, employer=TWO, place=found)
    return found


def asked(place: Place, *, key: str = "", on: date = TODAY) -> str:
    with fund_scope(place.fund.id):
        return ask_notices(desk=place.accounts, on=on, key=key or uuid4().hex, at=NOW)


def sent(place: Place, number: str) -> RunView:
    with fund_scope(place.fund.id):
        send_letters(number=number, at=NOW)
        return notice_run(number=number)


def letters(place: Place) -> list[tuple[str, str, str]]:
    with fund_scope(place.fund.id):
        return sorted((each.employer_number, each.step, each.about) for each in notices())


def test_a_run_waits_then_sends_each_letter_once(db: None) -> None:
    place = late()
    number = asked(place)
    with fund_scope(place.fund.id):
        assert notice_run(number=number).state is RunState.WAITING
    assert letters(place) == []
    run = sent(place, number)
    assert (run.state, run.by_step, run.count) == (RunState.SENT, {NoticeStep.REMINDER: 3}, 3)
    assert letters(place) == [
        (ONE, "reminder", "payment"),
        (TWO, "reminder", "declaration"),
        (TWO, "reminder", "payment"),
    ]
    assert sent(place, number) == run
    assert len(letters(place)) == 3


def test_the_same_key_is_the_same_run_and_two_are_not_under_way_together(db: None) -> None:
    place = late()
    number = asked(place, key="one")
    assert asked(place, key="one") == number
    with pytest.raises(Conflict, match=f"run_under_way.*{number}"):
        asked(place, key="two")
    with pytest.raises(Conflict, match="key_reused"):
        asked(place, key="one", on=TODAY - timedelta(days=1))
    sent(place, number)
    assert asked(place, key="two") != number


def test_what_the_act_refuses_is_kept_with_the_run(db: None) -> None:
    place = late()
    sent(place, asked(place))
    again = sent(place, asked(place))
    assert again.state is RunState.REFUSED
    assert again.refusal is not None
    assert again.refusal.code == "arrears.nothing_to_send"
    to_come = sent(place, asked(place, on=clock.today("CM") + timedelta(days=3)))
    assert to_come.refusal is not None
    assert to_come.refusal.code == "acts.future_day"


def test_whoever_may_no_more_recover_sends_nothing(db: None) -> None:
    place = late()
    number = asked(place)
    login, code = place.accounts.login, place.fund.code
    end_role(login=login, fund_code=code, role=Role.ACCOUNTS_OFFICER, on=TODAY)
    run = sent(place, number)
    assert (run.state, letters(place)) == (RunState.REFUSED, [])
    with pytest.raises(Refused, match="forbidden"), fund_scope(place.fund.id):
        ask_notices(desk=place.auditor, on=TODAY, key="x", at=NOW)


def test_letters_of_a_run_equal_those_of_the_act(db: None) -> None:
    by_run, by_act = late(), late(factories.agency("CM"))
    sent(by_run, asked(by_run))
    act(by_act.accounts, "issue_notices")
    assert letters(by_run) == letters(by_act)


def test_a_run_is_of_its_fund_alone(db: None) -> None:
    place, other = late(), factories.agency("CM")
    number = asked(place)
    with fund_scope(other.fund.id):
        with pytest.raises(NotKnown):
            notice_run(number=number)
        send_letters(number=number, at=NOW)
        assert notice_runs() == []
    assert letters(place) == []


def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_sends_once(
    own_database: str,
) -> None:
    place = late()
    number = asked(place)
    worker = threading.Thread(target=working, args=(number, place.fund.id))
    with superuser(own_database) as session:
        # The act has claimed its key and waits for this lock when the worker is lost.
        session.execute("SELECT pg_advisory_lock(hashtextextended('notices', %s))", [place.fund.id])
        worker.start()
        killed = None
        for _ in range(1200):
            killed = session.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks"
                " WHERE locktype = 'advisory' AND NOT granted"
            ).fetchone()
            if killed:
                break
            time.sleep(0.05)
        assert killed == (True,)
        worker.join(20)
        session.execute("SELECT pg_advisory_unlock_all()")
    with fund_scope(place.fund.id):
        assert notice_run(number=number).state is RunState.PREPARING
        assert left_run(before=NOW) is None  # it was asked for just now
    assert letters(place) == []
    send_left_letters.func(timestamp=int((NOW + timedelta(minutes=2)).timestamp()))
    with fund_scope(place.fund.id):
        assert notice_run(number=number).state is RunState.SENT
    assert len(letters(place)) == 3
    send_letters_job.func(number=number, fund_id=place.fund.id)
    assert len(letters(place)) == 3
    assert first_break(fund_id=place.fund.id) is None


def working(number: str, fund_id: int) -> None:
    """What the worker does, on a connection of its own, until it is lost."""
    try:
        send_letters_job.func(number=number, fund_id=fund_id)
    except Exception:  # noqa: BLE001 - its connection was ended under it
        return
    finally:
        connections.close_all()
