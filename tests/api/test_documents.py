"""Documents over HTTP: handed in, joined to an act by whoever handed them in, read again."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from tests import factories
from tests.api.samples import ROOT, Caller, Drawers

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
PERSON = {
    "fields": {"number": "5566778899C", "family_name": "KAMGA"},
    "effective_on": "2020-01-01",
}


def store(caller: Caller, content: bytes = PNG, name: str = "acte.png") -> HttpResponse:
    sent = {"file": SimpleUploadedFile(name, content)}
    answer: HttpResponse = caller.client.post(ROOT + "/documents", sent, headers=caller.headers)
    return answer


def whole(answer: Any) -> bytes:
    """The bytes of a document."""
    return b"".join(answer.streaming_content)


def test_an_act_carries_the_documents_of_its_author(db: None) -> None:
    place = factories.agency()
    caller = Caller(place.registration)
    stored = store(caller)
    assert stored.status_code == 201, stored.content
    said = stored.json()
    assert (said["media_type"], said["size"], said["name"]) == ("image/png", 48, "acte.png")
    assert store(caller).json() == said, "the same file again is the same document"
    body = PERSON | {"evidence": [said["id"]]}
    done, again = (caller.post("/acts/register_person", body, key="a") for _ in range(2))
    assert (done.status_code, again.status_code) == (201, 200)
    auditor = Caller(place.auditor)
    assert auditor.get(f"/acts/{done.json()['act']}").json()["evidence"] == [said]
    read = auditor.get(f"/documents/{said['id']}")
    assert whole(read) == PNG
    assert read.headers["X-Content-Type-Options"] == "nosniff"


def test_a_key_covers_the_documents(db: None) -> None:
    caller = Caller(factories.agency().registration)
    first, second = (store(caller, PNG + end).json()["id"] for end in (b"1", b"2"))
    body = PERSON | {"evidence": [first]}
    assert caller.post("/acts/register_person", body, key="a").status_code == 201
    other = caller.post("/acts/register_person", body | {"evidence": [second]}, key="a")
    assert (other.status_code, other.json()["code"]) == (409, "acts.key_reused")


def test_nobody_uses_or_reads_the_document_of_another(cm: Drawers) -> None:
    mine = store(Caller(cm.place.registration)).json()["id"]
    other = Caller(factories.desk(cm.place.fund, next(iter(cm.place.registration.roles))))
    elsewhere = Caller(factories.agency().registration)
    deposited = Caller(cm.place.auditor).get(f"/acts/{cm.act}").json()["evidence"][0]["id"]
    for caller, document in ((other, mine), (elsewhere, mine), (other, deposited), (other, 10**12)):
        body = PERSON | {"evidence": [document]}
        refused = caller.post("/acts/register_person", body, key="a")
        assert (refused.status_code, refused.json()["code"]) == (404, "document.unknown")
    for caller in (other, elsewhere, Caller(cm.place.auditor)):
        assert caller.get(f"/documents/{mine}").status_code == 404
    assert b"C04" in whole(Caller(cm.place.auditor).get(f"/documents/{deposited}"))


def test_who_performs_no_act_hands_in_no_document(cm: Drawers) -> None:
    assert store(Caller(cm.place.auditor)).status_code == 403
    assert store(Caller(None)).status_code == 401


def test_a_document_that_is_not_what_it_says_is_refused(db: None) -> None:
    caller = Caller(factories.agency().registration)
    for name, content, code in (
        ("a.pdf", PNG, "document.kind_differs"),
        ("a.pdf", b"", "document.empty"),
    ):
        refused = store(caller, content, name)
        assert (refused.status_code, refused.json()["code"]) == (422, code)


def test_a_proposal_shows_its_documents(cm: Drawers) -> None:
    author = Caller(cm.place.registration)
    stored = store(author).json()
    fields = {"number": cm.person, "family_name": "TALLA"}
    body = {"fields": fields, "effective_on": "2021-01-01", "evidence": [stored["id"]]}
    proposed = author.post("/acts/correct_civil_status", body, key="p").json()["act"]
    verifier = Caller(cm.place.verifier)
    listed = {each["number"]: each for each in verifier.get("/proposals").json()["items"]}
    assert listed[proposed]["evidence"] == [stored]
    assert whole(verifier.get(f"/documents/{stored['id']}")) == PNG
