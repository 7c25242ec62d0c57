"""A run as the API tells it: what it costs, why it is not last month's, what waits; its proofs."""

import pytest
from tests import factories
from tests.api.samples import Caller
from tests.benefits import awarded
from tests.benefits.running import FEB, JAN, Office


@pytest.fixture
def office(db: None) -> Office:
    """January validated at 100 000; February at three times as much, which waits."""
    office = Office()
    person = factories.person(office.place)
    pension = awarded.granted(office.liquidator, person, [(JAN, None, 100_000)])
    office.run("2026-01")
    awarded.decided_again(office.liquidator, pension, [(JAN, FEB, 100_000), (FEB, None, 300_000)])
    office.compute("2026-02")
    return office


def test_runs_are_listed_by_pages_and_told_whole(office: Office) -> None:
    caller = Caller(office.officer)
    first = caller.get("/runs", limit="1").json()
    last = caller.get("/runs", limit="1", cursor=first["next"]).json()
    (february,), (january,) = first["items"], last["items"]
    assert [february["month"], february["state"]] == ["2026-02", "computed"]
    assert [january["month"], january["state"]] == ["2026-01", "validated"]
    assert (january["step_by"], last["next"]) == (office.officer.name, None)
    told = caller.get(f"/runs/{february['number']}").json()
    assert told == february | {key: told[key] for key in set(told) - set(february)}
    (total,), (change,), (anomaly,) = told["totals"], told["changes"], told["open_anomalies"]
    assert (told["payees"], total["kind"], total["amount"]["minor"]) == (1, "regular", 300_000)
    assert (change["cause"], change["amount"]["minor"]) == ("raised", 200_000)
    assert (anomaly["kind"], anomaly["detail"]) == ("tripled", "100000")


@pytest.mark.parametrize("cursor", ["x", "0", "²", str(2**63)])
def test_a_place_that_no_page_gave_is_refused(office: Office, cursor: str) -> None:
    assert Caller(office.officer).get("/runs", cursor=cursor).json()["code"] == "api.cursor_invalid"


def test_proofs_that_rights_wait_for_are_listed_by_state(office: Office) -> None:
    caller = Caller(office.liquidator)
    (due,) = caller.get("/proofs", on="2026-11-15", state="due").json()["items"]
    assert (due["kind"], due["state"], due["until"]) == ("life", "due", "2026-12-31")
    assert caller.get("/proofs", on="2026-11-15", state="suspended").json()["items"] == []
