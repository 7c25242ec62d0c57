"""Performing, validating, refusing and reversing acts over HTTP."""

from typing import Any

import pytest
from tests import factories
from tests.api.samples import MARK, Caller, Drawers

PERSON = {
    "fields": {"number": "5566778899C", "family_name": "KAMGA", "birth_on": "1990-05-01"},
    "effective_on": "2020-01-01",
}


def test_an_act_is_performed_once(db: None) -> None:
    caller = Caller(factories.agency().registration)
    done, again = (caller.post("/acts/register_person", PERSON, key="a") for _ in range(2))
    assert (done.status_code, again.status_code) == (201, 200)
    assert done.json() == {
        "act": done.json()["act"],
        "status": "done",
        "subject": "5566778899C",
        "errors": [],
    }
    assert again.json() == done.json() | {"status": "already_done"}
    assert caller.post("/acts/register_person", PERSON, key="b").status_code == 409


def test_a_key_serves_one_request(db: None) -> None:
    caller = Caller(factories.agency().registration)
    caller.post("/acts/register_person", PERSON, key="my-key")
    other = PERSON | {"motive": "Autre"}
    response = caller.post("/acts/register_person", other, key="my-key")
    assert (response.status_code, response.json()["code"]) == (409, "acts.key_reused")
    assert "my-key" in response.json()["detail"]


def test_every_wrong_field_is_told_at_once(db: None) -> None:
    caller = Caller(factories.agency().registration)
    given = {"birth_on": "1990-02-30", "sex": "x", "shoe_size": "42", "number": None}
    body = {"fields": given, "effective_on": "2020-01-01"}
    response = caller.post("/acts/register_person", body, key="a")
    assert response.status_code == 422
    said = response.json()
    assert said["code"] == "acts.invalid"
    assert {each["field"]: each["code"] for each in said["errors"]} == {
        "number": "acts.field_missing",
        "family_name": "acts.field_missing",
        "birth_on": "acts.not_a_date",
        "sex": "acts.not_a_choice",
        "shoe_size": "acts.field_unknown",
    }


def test_a_refusal_says_which_field_it_is_about(db: None) -> None:
    caller = Caller(factories.agency().registration)
    body = {
        "fields": {"person": "9999999999A", "employer": factories.CM_EMPLOYER},
        "effective_on": "2026-01-05",
    }
    said = caller.post("/acts/hire", body, key="a").json()
    assert said["code"] == "registry.person_unknown"
    assert [(each["field"], each["code"]) for each in said["errors"]] == [("person", said["code"])]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"effective_on": "0001-01-01"}, "effective_on"),
        ({"effective_on": "9999-12-31"}, "effective_on"),
        ({"effective_on": 20200101}, "effective_on"),
        ({"effective_on": None}, "effective_on"),
        ({"motive": "x" * 501}, "motive"),
        ({"motive": "\ud800"}, "motive"),
        ({"motive": "\x00"}, "motive"),
        ({"motive": ["x"]}, "motive"),
        ({"fields": {"number": 5}}, "fields.number"),
        ({"fields": {"number": "\x00"}}, "fields.number"),
        ({"fields": {"number": "\udfff"}}, "fields.number"),
        ({"fields": {"family_name": "x" * 1001}}, "fields.family_name"),
        ({"fields": []}, "fields"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_badly_written_request_is_located(db: None, change: dict[str, Any], field: str) -> None:
    caller = Caller(factories.agency().registration)
    response = caller.post("/acts/register_person", PERSON | change, key="a")
    assert response.status_code == 422
    assert field in {each["field"] for each in response.json()["errors"]}


def test_a_lone_surrogate_as_a_name_is_refused(db: None) -> None:
    caller = Caller(factories.agency().registration)
    body = PERSON | {"fields": {"\ud800": "x"}}
    assert caller.post("/acts/register_person", body, key="a").status_code == 422


def test_a_key_is_required(db: None) -> None:
    caller = Caller(factories.agency().registration)
    assert caller.post("/acts/register_person", PERSON).json()["code"] == "api.key_missing"
    assert caller.post("/acts/A-1/reverse", {"motive": "x"}).status_code == 400


def test_the_catalogue_says_what_each_act_asks(db: None) -> None:
    caller = Caller(factories.agency().registration, "en")
    types = {each["type"]: each for each in caller.get("/acts/catalogue").json()["items"]}
    assert {"register_person", "affiliate_employer", "hire"} <= set(types)
    fields = {each["name"]: each for each in types["affiliate_employer"]["fields"]}
    assert fields["legal_name"]["required"]
    assert "B" in fields["risk_group"]["choices"]
    assert types["correct_civil_status"]["needs_four_eyes"]
    assert not types["correct_civil_status"]["needs_motive"]
    assert types["reveal_identity"]["needs_motive"]


def test_who_may_not_act_is_told_so(cm: Drawers) -> None:
    for desk in (cm.place.accounts, cm.place.auditor, cm.place.verifier, cm.place.administrator):
        caller = Caller(desk)
        assert caller.post("/acts/register_person", PERSON, key="a").status_code == 403
    unknown = Caller(cm.place.registration).post("/acts/nothing", PERSON, key="a")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "acts.type_unknown")


def test_a_proposal_is_validated_by_another_person(cm: Drawers) -> None:
    verifier = Caller(cm.place.verifier)
    listed = verifier.get("/proposals").json()["items"]
    assert [each["number"] for each in listed] == [cm.proposal]
    assert listed[0]["fields"]["family_name"] == f"{MARK}BENNANI"
    path = f"/proposals/{cm.proposal}/validate"
    assert Caller(cm.place.registration).post(path).status_code == 403
    done, again = verifier.post(path), verifier.post(path)
    assert (done.status_code, again.status_code) == (201, 200)
    assert done.json()["act"] == again.json()["act"]
    assert verifier.get("/proposals").json() == {"items": []}
    act = verifier.get(f"/acts/{done.json()['act']}").json()
    assert act["validator"] == cm.place.verifier.name
    assert act["before"]["family_name"] == f"{MARK}ALAOUI"


def test_an_act_that_needs_four_eyes_is_proposed(cm: Drawers) -> None:
    caller = Caller(cm.place.registration)
    body = {
        "fields": {"number": cm.person, "family_name": "TALLA"},
        "effective_on": "2021-01-01",
    }
    # Keys alike at their start are different keys.
    keys = ["k" * 60 + end for end in "ab"]
    first, second = (caller.post("/acts/correct_civil_status", body, key=key) for key in keys)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["status"] == "to_validate"
    assert first.json()["act"] != second.json()["act"]
    again = caller.post("/acts/correct_civil_status", body, key=keys[0])
    assert again.json() == first.json()


def test_a_proposal_is_refused_with_its_reason(cm: Drawers) -> None:
    verifier = Caller(cm.place.verifier)
    path = f"/proposals/{cm.proposal}/refuse"
    empty = verifier.post(path, {"reason": " "})
    assert (empty.status_code, empty.json()["errors"][0]["field"]) == (422, "reason")
    assert verifier.post(path, {"reason": "Pièce illisible"}).json() == {
        "proposal": cm.proposal,
        "status": "refused",
    }
    assert verifier.post(path, {"reason": "Encore"}).status_code == 404
    assert verifier.post(f"/proposals/{cm.proposal}/validate").status_code == 422
    assert verifier.post("/proposals/P-0/validate").status_code == 404


def test_an_act_is_reversed_once(db: None) -> None:
    place = factories.agency()
    caller = Caller(place.registration)
    factories.employer(place)
    body = {
        "fields": {"number": factories.CM_EMPLOYER, "legal_name": "Nouveau nom"},
        "effective_on": "2022-01-01",
    }
    done = caller.post("/acts/update_employer", body, key="a").json()
    path = f"/acts/{done['act']}/reverse"
    assert caller.post(path, {"motive": ""}, key="r").status_code == 422
    assert Caller(place.auditor).post(path, {"motive": "x"}, key="r").status_code == 403
    reversed_, again = (caller.post(path, {"motive": "Erreur"}, key="r") for _ in range(2))
    assert (reversed_.status_code, again.status_code) == (201, 200)
    assert caller.post(path, {"motive": "Erreur"}, key="s").status_code in {409, 422}
    act = caller.get(f"/acts/{done['act']}").json()
    assert act["reversed_by"] == reversed_.json()["act"]
    assert caller.post("/acts/A-0/reverse", {"motive": "x"}, key="t").status_code == 404


def test_the_act_of_a_deposit_is_not_reversed(cm: Drawers) -> None:
    response = Caller(cm.place.registration).post(
        f"/acts/{cm.act}/reverse", {"motive": "x"}, key="t"
    )
    assert response.status_code in {403, 404, 422}


def test_the_acts_are_read_by_pages(cm: Drawers) -> None:
    caller = Caller(cm.place.auditor)
    numbers: list[str] = []
    cursor = ""
    while cursor is not None:
        page = caller.get("/acts", limit=1, cursor=cursor).json()
        numbers += [each["number"] for each in page["items"]]
        cursor = page["next"]
    assert len(numbers) == len(set(numbers)) == 3
    assert numbers[0] == cm.act
    act = caller.get(f"/acts/{cm.act}").json()
    assert act["type"] == "deposit_declaration"
    assert act["evidence"][0]["name"] == f"{MARK}-dipe.txt"
    assert len(act["digest"]) == 64
