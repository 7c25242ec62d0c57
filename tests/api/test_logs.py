"""How long logs are kept and what of them was purged, by the API."""

import json

import pytest
from tests.api.samples import Caller, Drawers, drawers
from tests.platform.keeping.scenes import keep, logged

from socle.platform.keeping import operations
from socle.platform.keeping.jobs import purge_logs
from socle.platform.keeping.types import Log
from socle.web import clock


@pytest.fixture
def cm(db: None) -> Drawers:
    return drawers()


def test_durations_are_told_as_of_a_day_and_purges_by_pages(
    cm: Drawers, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = Caller(cm.place.administrator)
    assert json.loads(admin.get("/logs").content)["items"] == []
    logged(cm.place, 800, 900, 10)
    act = keep(cm.place, Log.PARTNER_CALLS, "24")
    today = clock.today("CM")
    assert json.loads(admin.get("/logs").content)["items"] == [
        {"log": "partner_calls", "months": 24, "since": today.isoformat(), "act": act}
    ]
    assert json.loads(admin.get("/logs", on="2020-01-01").content)["items"] == []
    monkeypatch.setattr(operations, "MOST_ROWS", 1)
    purge_logs(timestamp=int(clock.now().timestamp()))
    first = json.loads(admin.get("/logs/purges", limit=1).content)
    [last] = first["items"]
    assert (last["log"], last["rows"]) == ("partner_calls", 1)
    assert last["kept_since"] < last["purged_at"]
    second = json.loads(admin.get("/logs/purges", limit=1, cursor=first["next"]).content)
    assert second["items"][0]["act"] != last["act"]
    assert second["next"] is None


def test_only_the_administrator_is_told(cm: Drawers) -> None:
    for path in ("/logs", "/logs/purges"):
        assert Caller(cm.place.auditor).get(path).status_code == 403
