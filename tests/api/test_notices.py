"""A run of letters by the API: asked for once by a key, read until it is over."""

from tests import factories
from tests.api.samples import Caller
from tests.arrears.scenes import OWED, declare, owing, pays
from tests.conftest import NOW

from socle.arrears.jobs import send_letters_job
from socle.arrears.operations.runs import send_letters
from socle.platform.access.scope import fund_scope


def test_a_run_is_asked_for_once_then_read_until_it_is_sent(db: None, standing_clock: None) -> None:
    place = owing(8, 9, 10)
    caller = Caller(place.accounts)
    first = caller.post("/notice-runs", {}, key="one")
    assert first.status_code == 202
    asked = first.json()
    assert (asked["status"], asked["letters"], asked["act"]) == ("waiting", 0, None)
    assert caller.post("/notice-runs", {}, key="one").json() == asked
    other = caller.post("/notice-runs", {}, key="two")
    assert (other.status_code, other.json()["code"]) == (409, "arrears.run_under_way")
    send_letters_job.func(number=asked["number"], fund_id=place.fund.id)
    sent = caller.get(f"/notice-runs/{asked['number']}").json()
    assert (sent["status"], sent["by_step"]) == ("sent", {"reminder": 1})
    assert sent["act"].startswith("A-")
    assert sent["started_at"] is not None


def test_a_run_that_finds_nothing_says_why_and_others_may_not_ask(db: None) -> None:
    place = owing(10)
    declare(place, 9, employer=factories.CM_EMPLOYER)
    pays(place, 2 * OWED, "2026-11-16")
    caller = Caller(place.accounts, language="en")
    number = caller.post("/notice-runs", {"on": "2026-11-22"}, key="one").json()["number"]
    with fund_scope(place.fund.id):
        send_letters(number=number, at=NOW)
    found = caller.get(f"/notice-runs/{number}").json()
    assert (found["status"], found["letters"]) == ("refused", 0)
    assert found["refusal"]["code"] == "arrears.nothing_to_send"
    assert Caller(place.auditor).post("/notice-runs", {}, key="x").status_code == 403
    assert Caller(place.auditor).get(f"/notice-runs/{number}").status_code == 403
    assert caller.get("/notice-runs/N-1").status_code == 404
