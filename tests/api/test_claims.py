"""Claims handed in by the API: the act of the counter, in one operation, done once."""

import json
from uuid import uuid4

import pytest
from tests import factories
from tests.api.samples import Caller
from tests.benefits.claiming import liquidator

PERSON = "1122334455B"
SAID = {
    "person": PERSON,
    "benefit": "old_age",
    "event_on": "2026-06-30",
    "filed_on": "2026-07-02",
    "seen": "identity",
}


@pytest.fixture
def place(db: None) -> factories.Agency:
    found = factories.agency("CM")
    factories.person(found, PERSON, birth_on="1966-05-01")
    return found


def test_a_claim_is_filed_once_on_its_day_and_read_where_it_says(place: factories.Agency) -> None:
    caller, key = Caller(liquidator(place)), uuid4().hex
    first = caller.post("/claims", SAID, key=key)
    assert first.status_code == 201, first.content
    said = json.loads(first.content)
    assert (said["filed_on"], said["status"]) == ("2026-07-02", "done")
    assert said["missing_pieces"] == ["signed_claim", "work_certificates"]
    again = caller.post("/claims", SAID, key=key)
    assert (again.status_code, json.loads(again.content)["claim"]) == (200, said["claim"])
    read = json.loads(caller.get(f"/claims/{said['claim']}").content)
    assert (read["channel"], read["act"], read["stage"]) == ("api", said["act"], "incomplete")


def test_what_no_claim_says_is_refused_by_name(place: factories.Agency) -> None:
    caller = Caller(liquidator(place))
    odd = caller.post("/claims", SAID | {"facts": {"colour": "blue"}}, key="k1")
    assert odd.status_code == 422
    assert "colour" in odd.content.decode()
    unknown = caller.post("/claims", SAID | {"benefit": "bonus"}, key="k2")
    assert unknown.status_code == 422
    # The receipt of the public page must be one that was given.
    filing = caller.post("/claims", SAID | {"filing": "DEL-2020-000001"}, key="k3")
    assert filing.status_code == 404


def test_who_receives_no_claims_files_none(place: factories.Agency) -> None:
    assert Caller(place.auditor).post("/claims", SAID, key="k").status_code == 403
