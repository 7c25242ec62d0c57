"""The basket and the history by the API: kept, completed, tried, taken up again, compared."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import factories
from tests.api.samples import ROOT, Caller
from tests.api.test_documents import whole
from tests.conftest import NOW

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.acts import operations

EMPLOYER, PERSON = factories.CM_EMPLOYER, factories.CM_PERSON
FIELDS = {"number": EMPLOYER, "input": "risk_group", "value": "C"}
BODY: dict[str, Any] = {"fields": FIELDS, "effective_on": "2020-01-01", "motive": "inspection"}


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    return place


def stored(by: Caller, content: bytes, **form: str) -> Any:
    file = SimpleUploadedFile("piece.pdf", content, "application/pdf")
    return by.client.post(ROOT + "/documents", {"file": file} | form, headers=by.headers)


def test_an_act_is_kept_changed_and_completed_by_anyone_who_may(
    place: factories.Agency,
) -> None:
    author = Caller(place.registration)
    colleague = Caller(factories.desk(place.fund, Role.REGISTRATION_OFFICER))
    part = {"fields": {"number": EMPLOYER, "input": "risk_group"}}
    number = author.post("/acts/classify_employer/draft", part).json()["draft"]
    found = colleague.get(f"/drafts/{number}").json()
    assert [each["code"] for each in found["wanting"]] == ["acts.field_missing"]
    again = {"fields": FIELDS, "seen_at": found["saved_at"]}
    assert colleague.post(f"/drafts/{number}/keep", again).status_code == 200
    assert author.post(f"/drafts/{number}/keep", again).status_code == 409
    assert author.get("/basket").json()["to_complete"] == 1
    done = [colleague.post(f"/drafts/{number}/submit", BODY, key="k") for _ in range(2)]
    assert [each.status_code for each in done] == [202, 202]
    assert author.get(f"/drafts/{number}").status_code == 404
    late = author.post(f"/drafts/{number}/submit", BODY, key="late")
    assert (late.status_code, late.json()["code"]) == (409, "acts.draft_closed")


def test_a_file_kept_with_an_act_is_read_by_who_may_complete_it_alone(
    place: factories.Agency,
) -> None:
    author = Caller(place.registration)
    kept = stored(author, b"%PDF-1.4 la sienne").json()["id"]
    colleague = Caller(factories.desk(place.fund, Role.REGISTRATION_OFFICER))
    assert colleague.get(f"/documents/{kept}").status_code == 404
    author.post("/acts/classify_employer/draft", {"fields": {}, "evidence": [kept]})
    assert whole(colleague.get(f"/documents/{kept}")) == b"%PDF-1.4 la sienne"
    assert Caller(place.auditor).get(f"/documents/{kept}").status_code == 404


def test_an_act_is_given_up_with_a_reason(place: factories.Agency) -> None:
    author = Caller(place.registration)
    number = author.post("/acts/classify_employer/draft", {"fields": {}}).json()["draft"]
    assert author.post(f"/drafts/{number}/drop", {"reason": ""}).status_code == 422
    assert author.post(f"/drafts/{number}/drop", {"reason": "doublon"}).status_code == 200
    assert author.get("/drafts").json()["items"] == []


def test_a_proposal_is_tried_refused_and_taken_up_again(place: factories.Agency) -> None:
    author, verifier = Caller(place.registration), Caller(place.verifier)
    number = author.post("/acts/classify_employer", BODY, key="k").json()["act"]
    tried = verifier.get(f"/proposals/{number}/preview").json()
    assert (tried["before"], tried["after"]) == ({"value": "B"}, {"value": "C"})
    assert tried["refusal"] is None
    own = author.get(f"/proposals/{number}/preview").json()
    assert (own["after"], own["refusal"]) == ({}, None)
    assert Caller(place.auditor).get(f"/proposals/{number}/preview").status_code == 403
    with fund_scope(place.fund.id):
        operations.refuse(desk=place.verifier, number=number, reason="Illisible", at=NOW)
    (refused,) = author.get("/basket/refused").json()["items"]
    assert (refused["status"], refused["refusal"]) == ("refused", "Illisible")
    draft = author.post(f"/proposals/{number}/correct", {}).json()["draft"]
    new = author.post(f"/drafts/{draft}/submit", BODY, key="k2").json()["act"]
    assert author.get(f"/proposals/{new}").json()["corrects"] == number
    assert author.get("/basket/refused").json()["items"] == []


def test_a_piece_is_handed_in_under_its_kind(place: factories.Agency) -> None:
    author = Caller(place.registration)
    fields = {"number": PERSON, "family_name": "ALAWI", "national_id": "100200300"}
    body = {"fields": fields, "effective_on": "2020-01-01"}
    refused = author.post("/acts/correct_civil_status", body, key="a")
    assert [each["code"] for each in refused.json()["errors"]] == ["acts.piece_missing"]
    (kind,) = (
        each
        for each in author.get("/acts/catalogue").json()["items"]
        if each["type"] == "correct_civil_status"
    )
    (required,) = (each["kind"] for each in kind["pieces"] if each["required"])
    kept = stored(author, b"%PDF-1.4 la sienne", kind=required, expires_on="2030-01-01").json()
    assert (kept["kind"], kept["expires_on"]) == (required, "2030-01-01")
    unknown = stored(author, b"%PDF-1.4 autre", kind="inconnue")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "document.kind_unknown")
    done = author.post("/acts/correct_civil_status", body | {"evidence": [kept["id"]]}, key="b")
    assert done.status_code == 202


def test_two_readings_are_compared_with_the_act_of_each_difference(
    place: factories.Agency,
) -> None:
    hired = factories.act(place.registration, "hire", person=PERSON, employer=EMPLOYER)
    caller = Caller(place.auditor)
    asked = f"/persons/{PERSON}/compare?on=2014-01-01&with_on=2020-01-01"
    found = {each["table"]: each for each in caller.get(asked).json()["differences"]}
    work = found["employment"]
    assert work["before"] is None
    assert work["after"]["act"] == hired.act
    assert work["item"]["employer"].startswith(EMPLOYER)
    told = caller.get(f"/persons/{PERSON}/acts?limit=1").json()["acts"]
    assert [each["number"] for each in told] == [hired.act]
    clerk = Caller(factories.desk(place.fund, Role.EMPLOYER_CLERK, "0000000000X"))
    assert clerk.get(f"/employers/{EMPLOYER}/compare").status_code == 404
