"""Coverage checks over HTTP: with their reasons, within a partner's scope, each read recorded."""

from datetime import date

import pytest
from tests.api.samples import Caller
from tests.platform.partners.scenes import CODE, system
from tests.registry.families import Household, household

from socle.platform.access.scope import fund_scope
from socle.platform.partners import queries

SINCE = date(2026, 1, 1)


@pytest.fixture
def home(db: None) -> Household:
    home = household("MA")
    home.person("TAZI", "1980-01-01")
    home.done("open_coverage", SINCE, person=home.by_name["TAZI"], category="tadamon")
    home.done("record_household_score", SINCE, person=home.by_name["TAZI"], score="9,74")
    return home


def reads(home: Household) -> list[tuple[str, str, str]]:
    with fund_scope(home.place.fund.id):
        found = queries.accesses(code=CODE, limit=50)
    return [
        (each.operation, each.subject_number, each.outcome)
        for each in reversed(found)
        if each.operation != "take_token"
    ]


def test_a_partner_is_told_why_a_right_is_closed_and_its_read_is_recorded(
    home: Household,
) -> None:
    person = home.by_name["TAZI"]
    caller = system(home.place, "coverage:read")
    asked = {"person": person, "on": "2026-03-01"}
    told = caller.get("/coverage", **asked).json()
    assert (told["is_open"], told["reason"]["code"]) == (False, "score_above")
    assert told["cover"]["scheme"] == "amo_tadamon"
    assert (told["reason"]["score"], told["reason"]["reopens"]) == (
        {"value": "9.74", "since": "2026-01-01"}, ["new_score", "achamil"],
    )  # fmt: skip
    assert "01/01/2026" in told["reason"]["message"]
    assert told["figures"][0]["status"] == "provisional"
    assert caller.get("/coverage", **asked, scheme="amo_tadamon").status_code == 200
    other = caller.get("/coverage", **asked, scheme="cnss")
    assert (other.status_code, other.json()["code"]) == (422, "coverage.scheme_other")
    assert caller.get("/coverage", person="199999990").status_code == 404
    assert reads(home) == [
        ("check_coverage", person, "done"),
        ("check_coverage", person, "done"),
        ("check_coverage", person, "coverage.scheme_other"),
        ("check_coverage", "199999990", "registry.person_unknown"),
    ]


def test_many_are_checked_at_once_each_read_recorded(home: Household) -> None:
    person = home.by_name["TAZI"]
    caller = system(home.place, "coverage:read")
    told = caller.post("/coverage/checks", {"persons": [person, "199999990"]}).json()
    assert [each["person"] for each in told["checks"]] == [person, "199999990"]
    assert told["checks"][0]["check"]["is_open"] is False
    assert told["checks"][1]["check"] is None
    assert ("check_coverages", "199999990", "registry.person_unknown") in reads(home)
    assert ("check_coverages", person, "done") in reads(home)
    assert caller.post("/coverage/checks", {"persons": []}).status_code == 422
    assert caller.post("/coverage/checks", {"persons": ["1"] * 101}).status_code == 422


def test_another_scope_or_role_checks_nothing(home: Household) -> None:
    person = home.by_name["TAZI"]
    partner = system(home.place, "persons:read")
    assert partner.get("/coverage", person=person).status_code == 403
    assert Caller(home.place.accounts).get("/coverage", person=person).status_code == 403
    assert Caller(home.officer).get("/coverage", person=person).json()["is_open"] is False
