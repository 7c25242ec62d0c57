"""Employers, persons and search over HTTP, in their two times."""

from datetime import date

import pytest
from tests import factories
from tests.api.samples import LINE, MARK, OTHER_EMPLOYER, Caller, Drawers, dipe

from socle.api import clock
from socle.platform.access.types import Desk, Role


def test_a_person_is_read_with_the_act_that_said_so(cm: Drawers) -> None:
    said = Caller(cm.place.auditor).get(f"/persons/{cm.person}").json()
    assert said["family_name"] == f"{MARK}ALAOUI"
    assert (said["birth_on"], said["on"]) == ("1980-01-01", clock.today("CM").isoformat())
    assert said["belief"]["act"].startswith("A-")
    assert said["known_at"] is None


def test_a_person_is_read_as_the_fund_knew_them(cm: Drawers) -> None:
    caller = Caller(cm.place.auditor)
    path = f"/persons/{cm.person}"
    recorded_at = caller.get(path).json()["belief"]["recorded_at"]
    Caller(cm.place.verifier).post(f"/proposals/{cm.proposal}/validate")
    now = caller.get(path, on="2020-01-01").json()
    assert now["family_name"] == f"{MARK}BENNANI"
    before = caller.get(path, on="2020-01-01", known_at=recorded_at).json()
    assert before["family_name"] == f"{MARK}ALAOUI"
    assert before["known_at"] == recorded_at
    early = caller.get(path, on="2020-01-01", known_at="2014-01-01")
    assert early.status_code == 404
    assert early.json()["code"] == "registry.person_unknown_then"
    mistyped = caller.get(path, known_on="2014-01-01")
    assert (mistyped.status_code, mistyped.json()["code"]) == (422, "api.parameter_unknown")
    assert mistyped.json()["do"].endswith(": known_at, on.")


def test_an_employer_is_read_on_a_day(cm: Drawers) -> None:
    said = Caller(cm.place.auditor).get(f"/employers/{cm.employer}", on="2020-01-01").json()
    assert said["legal_name"] == f"{MARK} Savonnerie"
    assert said["classification"]["risk_group"] == "B"
    assert said["status"] == "active"


def test_an_account_is_read_as_known_at_an_instant(cm: Drawers) -> None:
    caller = Caller(cm.place.auditor)
    path = f"/employers/{cm.employer}/account"
    said = caller.get(path).json()
    (month,) = said["months"]
    assert (month["month"], month["owed"]) == ("2026-01", {"minor": 125_300, "currency": "XAF"})
    assert sum(each["minor"] for each in month["by_branch"].values()) == 125_300
    assert said["balance"] == month["balance"]
    assert caller.get(path, known_at="2020-01-01").json()["months"] == []


def test_a_career_and_employments_are_read(cm: Drawers) -> None:
    factories.act(
        cm.place.registration, "hire", person=cm.person, employer=cm.employer, occupation="Fondeur"
    )
    caller = Caller(cm.place.auditor)
    (month,) = caller.get(f"/persons/{cm.person}/career").json()["months"]
    assert (month["month"], month["wage"]["minor"]) == ("2026-01", 350_000)
    assert month["declaration"] == cm.declaration
    path = f"/persons/{cm.person}/employments"
    (work,) = caller.get(path).json()["employments"]
    assert (work["employer"], work["valid_until"]) == (cm.employer, None)
    assert caller.get(path, on="2014-12-31").json()["employments"] == []


@pytest.mark.parametrize("name", ["on", "known_at"])
@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01",
        "9999-12-31",
        "2025-02-30",
        "1700000000",
        "2025-1-1",
        "hier",
        "\x00",
        "",
        "2025-01-01T00:00:00",
        "2025-01-01T25:00:00Z",
        "2025-01-01T00:00:00+99:99",
        "9999-12-31T23:59:59-23:59",
        "-2025-01-01",
    ],
)
def test_a_day_that_cannot_be_is_refused(cm: Drawers, name: str, text: str) -> None:
    for path in (f"/persons/{cm.person}", f"/employers/{cm.employer}"):
        response = Caller(cm.place.auditor).get(path, **{name: text})
        assert response.status_code == 422
        (error,) = response.json()["errors"]
        assert (error["field"], error["where"]["in"]) == (name, "query")


def test_what_is_not_known_yet_is_refused(cm: Drawers) -> None:
    response = Caller(cm.place.auditor).get(f"/persons/{cm.person}", known_at="2198-01-01")
    assert response.status_code == 422
    assert response.json()["code"] == "api.known_at_to_come"


def test_an_instant_keeps_its_zone(cm: Drawers) -> None:
    caller = Caller(cm.place.auditor)
    said = caller.get(f"/employers/{cm.employer}/account", known_at="2026-01-01T01:00:00+01:00")
    assert said.json()["known_at"] == "2026-01-01T00:00:00Z"
    # The last instant of a day is the one of the country.
    day = caller.get(f"/employers/{cm.employer}/account", known_at="2026-01-01").json()
    assert day["known_at"] == "2026-01-01T22:59:59.999999Z"


def test_search_finds_by_number_and_by_name(cm: Drawers) -> None:
    caller = Caller(cm.place.auditor)
    found = caller.get("/search", q=MARK).json()
    assert {(each["kind"], each["number"]) for each in found["items"]} == {
        ("person", cm.person),
        ("employer", cm.employer),
    }
    assert caller.get("/search", q=cm.person).json()["items"][0]["kind"] == "person"
    assert caller.get("/search", q="%").json()["items"] == []
    for wrong in ("", "x" * 101, "\x00"):
        assert caller.get("/search", q=wrong).status_code == 422
    assert caller.get("/search").json()["errors"][0]["code"] == "api.missing"


def test_a_clerk_finds_their_employer_and_no_person(cm: Drawers) -> None:
    factories.employer(cm.place, OTHER_EMPLOYER, legal_name=f"{MARK} Autre")
    clerk = Caller(factories.desk(cm.place.fund, Role.EMPLOYER_CLERK, cm.employer))
    found = clerk.get("/search", q=MARK, limit=1).json()
    assert [each["number"] for each in found["items"]] == [cm.employer]
    assert clerk.get("/search", q=cm.person).json()["items"] == []


def test_a_clerk_reads_their_employer_and_no_other(cm: Drawers) -> None:
    factories.employer(cm.place, OTHER_EMPLOYER, legal_name="Autre")
    clerk = Caller(factories.desk(cm.place.fund, Role.EMPLOYER_CLERK, cm.employer))
    for end in ("", "/account"):
        assert clerk.get(f"/employers/{cm.employer}{end}").status_code == 200
        outside = clerk.get(f"/employers/{OTHER_EMPLOYER}{end}").json()
        unknown = clerk.get(f"/employers/5555555555Y{end}").json()
        assert outside["status"] == 404
        assert outside["detail"].replace(OTHER_EMPLOYER, "5555555555Y") == unknown["detail"]
    for end in ("", "/career", "/employments"):
        known, nobody = clerk.get(f"/persons/{cm.person}{end}"), clerk.get(f"/persons/0{end}")
        assert known.status_code == nobody.status_code == 403
        assert known.content == nobody.content
    for path in ("/acts", f"/acts/{cm.act}", "/proposals"):
        assert clerk.get(path).status_code == 403
    other = Caller(factories.desk(cm.place.fund, Role.EMPLOYER_CLERK, OTHER_EMPLOYER))
    answer = other.deposit(dipe(LINE), key="z").json()
    assert {each["code"] for each in answer["errors"]} <= {
        "declaration.employer_unknown",
        "declaration.file_already_posted",
    }


def test_a_person_is_read_with_other_names_registration_and_death(cm: Drawers) -> None:
    said = Caller(cm.place.auditor).get(f"/persons/{cm.person}").json()
    assert said["registration"] == {
        "state": "registered",
        "origin": None,
        "source": "",
        "since": None,
        "lapses_on": None,
    }
    assert (said["names"], said["died_on"]) == ([], None)


def test_registrations_to_complete_are_listed_by_pages_and_by_state(cm: Drawers) -> None:
    today = clock.today("CM")
    for number in ("2233445566C", "3344556677D"):
        factories.act(
            cm.place.registration,
            "preregister_person",
            on=today,
            number=number,
            family_name=f"{MARK}ATEBA",
        )
    caller = Caller(cm.place.registration)
    first = caller.get("/registrations", limit=1).json()
    (one,) = first["items"]
    assert (one["number"], one["state"], one["since"]) == (
        "2233445566C",
        "preregistered",
        today.isoformat(),
    )
    second = caller.get("/registrations", limit=1, cursor=first["next"]).json()
    assert [each["number"] for each in second["items"]] == ["3344556677D"]
    assert second["next"] is None
    assert caller.get("/registrations", state="lapsed").json()["items"] == []
    assert caller.get("/registrations", cursor="x").status_code == 422
    assert Caller(cm.place.auditor).get("/registrations").status_code == 403


def test_an_affiliation_is_read_on_a_day_as_the_fund_knew_it(cm: Drawers) -> None:
    path = f"/employers/{cm.employer}/affiliation"
    caller = Caller(cm.place.auditor)
    said = caller.get(path).json()
    assert (said["kind"], said["origin"], said["representatives"]) == ("company", "request", [])
    assert [each["status"] for each in said["life"]] == ["active"]
    for kind, fields in (
        ("open_agency", {"agency_code": "DLA", "agency_name": "Bonanjo"}),
        ("transfer_to_agency", {"number": cm.employer, "agency": "DLA"}),
        ("suspend_employer", {"number": cm.employer, "on": date(2025, 1, 1)}),
    ):
        factories.passed(cm.place, kind, **fields)
    now = caller.get(path).json()
    assert now["agency"] == {"code": "DLA", "name": "Bonanjo", "city": ""}
    assert [each["status"] for each in now["life"]] == ["active", "suspended"]
    then = caller.get(path, known_at=said["life"][0]["since"])
    assert then.status_code == 404
    assert caller.get("/agencies").json()["items"] == [now["agency"]]
    stranger = factories.desk(cm.place.fund, Role.EMPLOYER_CLERK, OTHER_EMPLOYER)
    assert Caller(stranger).get(path).status_code == 404


def test_what_is_wrong_in_an_affiliation_is_told_field_by_field(cm: Drawers) -> None:
    body = {
        "effective_on": "2024-01-01",
        "fields": {
            "number": "3210100565S",
            "legal_name": "Maison",
            "affiliate_kind": "household_employer",
            "legal_form": "llc",
            "headcount": "deux",
        },
    }
    said = Caller(cm.place.registration).post("/acts/affiliate_employer", body, key="a")
    assert said.status_code == 422
    assert {(each["code"], each["field"]) for each in said.json()["errors"]} == {
        ("employer.not_asked", "legal_form"),
        ("acts.field_missing", "national_id"),
        ("acts.field_missing", "risk_group"),
        ("employer.not_a_count", "headcount"),
    }


def test_the_telephone_of_a_representative_is_whole_for_who_enters_it_and_for_their_employer(
    cm: Drawers,
) -> None:
    fields = {"number": cm.employer, "full_name": "Paul Ekambi", "capacity": "director"}
    factories.passed(
        cm.place, "add_representative", **fields, scope="everything", phone="677001122"
    )
    path = f"/employers/{cm.employer}/affiliation"

    def phone(desk: Desk) -> str:
        [one] = Caller(desk).get(path).json()["representatives"]
        return str(one["phone"])

    clerk = factories.desk(cm.place.fund, Role.EMPLOYER_CLERK, cm.employer)
    assert [phone(desk) for desk in (cm.place.registration, clerk)] == ["+237677001122"] * 2
    assert [phone(desk) for desk in (cm.place.auditor, cm.place.verifier)] == ["•••• 1122"] * 2
