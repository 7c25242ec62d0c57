"""Evidence on the screens: taken with a form, kept while it is corrected, shown without danger."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from tests import factories
from tests.contributions.test_prefills import agency as moroccan_agency
from tests.contributions.test_prefills import content_of, issue
from tests.web.test_site import at_desk, text_of

from socle.platform.access.scope import fund_scope
from socle.platform.acts.queries import act, acts

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
HTML = b"<script>alert(1)</script>"
TEXT = "Reçu le 3 mars. <script>alert(1)</script>".rjust(600)


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place)
    return place


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def post(client: Client, code: str, *files: SimpleUploadedFile, **typed: object) -> HttpResponse:
    sent = {"act-effective_on": "01/01/2020", "act-number": factories.CM_EMPLOYER, "key": "k"}
    sent |= {"evidence": list(files)} | typed  # type: ignore[operator]
    answer: HttpResponse = client.post(f"/acts/new/{code}", sent)  # type: ignore[assignment]
    return answer


def renamed(client: Client, *files: SimpleUploadedFile, **typed: object) -> HttpResponse:
    return post(client, "update_employer", *files, **({"act-legal_name": "Autre"} | typed))


def whole(answer: Any) -> bytes:
    """The bytes of a file that was answered."""
    return b"".join(answer.streaming_content)


def shown(place: factories.Agency) -> list[tuple[str, str]]:
    """The evidence of the last act: name and kind."""
    with fund_scope(place.fund.id):
        [last] = acts(before=None, limit=1)
        return [(each.name, each.media_type) for each in act(number=last.number).evidence]


def test_an_act_carries_its_files_and_shows_them(place: factories.Agency) -> None:
    client = at_desk(place.registration)
    files = [file("scan.png", PNG), file("lettre.pdf", b"%PDF-1.7 x"), file("note.txt", b"vu")]
    answer = renamed(client, *files)
    assert answer.status_code == 302, text_of(answer)
    assert shown(place) == [
        ("scan.png", "image/png"),
        ("lettre.pdf", "application/pdf"),
        ("note.txt", "text/plain"),
    ]
    page = text_of(client.get(answer.headers["Location"]))  # type: ignore[arg-type]
    assert re.search(r'<img src="/acts/[^"]+/evidence/\d+" alt="scan.png"', page)


def test_a_form_to_correct_keeps_its_files(place: factories.Agency) -> None:
    client = at_desk(place.registration)
    wrong = renamed(client, file("a.png", PNG), file("b.txt", b"b"), **{"act-legal_name": ""})
    assert wrong.status_code == 422
    page = text_of(wrong)
    assert "inutile de les choisir à nouveau" in page
    signed = re.search(r'name="kept" value="([^"]+)"', page)
    kept = re.findall(r'name="keep" value="(\d+)" checked', page)
    assert signed is not None
    assert len(kept) == 2
    done = renamed(client, file("c.txt", b"c"), kept=signed[1], keep=kept[:1])
    assert done.status_code == 302, text_of(done)
    assert [name for name, _ in shown(place)] == ["a.png", "c.txt"]


def test_ids_that_we_did_not_write_are_no_evidence(place: factories.Agency) -> None:
    client = at_desk(place.registration)
    page = text_of(renamed(client, file("a.png", PNG), **{"act-legal_name": ""}))
    kept = re.findall(r'name="keep" value="(\d+)"', page)
    other = at_desk(factories.agency("CM", code="another").registration)
    signed = re.search(r'name="kept" value="([^"]+)"', page)
    assert signed is not None
    assert renamed(client, kept="[1]:forged", keep=kept).status_code == 302
    assert shown(place) == []
    assert "a.png" not in text_of(renamed(other, kept=signed[1], keep=kept))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("vide.pdf", b"", "est vide"),
        ("scan.pdf", HTML, "pas ce que son nom annonce"),
        ("photo.jpg", PNG, "pas ce que son nom annonce"),
        ("gros.bin", b"0" * 3000, "dépasse"),
    ],
)
def test_a_file_that_is_not_taken_is_told_at_its_field(
    place: factories.Agency, settings_of_a_small_limit: None, name: str, content: bytes, said: str
) -> None:
    client = at_desk(place.registration)
    answer = renamed(client, file("bon.png", PNG), file(name, content))
    page = text_of(answer)
    assert answer.status_code == 422
    why = re.search(r'id="act-evidence-why">([^<]+)<', page)
    assert why is not None
    assert said in why[1]
    assert "bon.png" in page, "the good file stays"
    assert shown(place) == []


@pytest.fixture
def settings_of_a_small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "EVIDENCE_LIMIT_BYTES", 2000)


def test_the_verifier_sees_the_files_before_validating(place: factories.Agency) -> None:
    author, verifier = at_desk(place.registration), at_desk(place.verifier)
    typed = {"act-input": "risk_group", "act-value": "C"}
    answer = post(author, "classify_employer", file("rapport.png", PNG), **typed)
    address = answer.headers["Location"]
    page = text_of(verifier.get(address))  # type: ignore[arg-type]
    seen = re.search(r'<img src="([^"]+)" alt="rapport.png"', page)
    assert seen is not None
    assert whole(verifier.get(seen[1])) == PNG
    done = verifier.post(address, {"decision": "validate"})
    assert done.status_code == 302
    assert shown(place) == [("rapport.png", "image/png")]


def test_a_stored_file_is_never_run(place: factories.Agency) -> None:
    client = at_desk(place.registration)
    files = [file("a.png", PNG), file("page.html", HTML), file("note.txt", TEXT.encode())]
    address = renamed(client, *files).headers["Location"].removesuffix("?done=1")
    page = text_of(client.get(address))  # type: ignore[arg-type]
    places = re.findall(rf'<p><a href="({address}/evidence/\d+)"', page)
    image, other, text = (client.get(each) for each in places)
    for answer in (image, other):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "no-store"
    assert whole(image) == PNG
    assert image.headers["Content-Type"] == "image/png"
    assert image.headers["Content-Disposition"].startswith("inline")
    assert other.headers["Content-Type"] == "application/octet-stream"
    assert other.headers["Content-Disposition"].startswith("attachment")
    assert whole(other) == HTML
    assert "&lt;script&gt;" in text_of(text)  # type: ignore[arg-type]
    assert "<script>alert" not in text_of(text)  # type: ignore[arg-type]
    assert whole(client.get(f"{places[2]}?download=1")).decode() == TEXT


def test_a_file_opens_with_its_own_act_only(place: factories.Agency) -> None:
    client = at_desk(place.registration)
    first = renamed(client, file("a.png", PNG)).headers["Location"].removesuffix("?done=1")
    second = (
        renamed(client, key="other", **{"act-legal_name": "Encore"})
        .headers["Location"]
        .removesuffix("?done=1")
    )
    page = text_of(client.get(first))  # type: ignore[arg-type]
    found = re.search(r"/evidence/(\d+)", page)
    assert found is not None
    assert client.get(f"{second}/evidence/{found[1]}").status_code == 404
    elsewhere = at_desk(factories.agency("CM", code="elsewhere").registration)
    assert elsewhere.get(f"{first}/evidence/{found[1]}").status_code == 404
    clerk = at_desk(place.administrator)
    assert clerk.get(f"{first}/evidence/{found[1]}").status_code == 403


def test_a_prefilled_file_is_loaded_from_the_screen(db: None) -> None:
    place = moroccan_agency()
    made = content_of(place, issue(place))
    client = at_desk(place.accounts)
    assert "/acts/new/load_prefill" in text_of(client.get("/acts"))  # type: ignore[arg-type]
    sent = {"act-effective_on": "25/01/2026", "key": "k"}
    wrong = client.post("/acts/new/load_prefill", sent)
    assert wrong.status_code == 422
    assert 'id="act-evidence-why"' in text_of(wrong)  # type: ignore[arg-type]
    broken = client.post("/acts/new/load_prefill", sent | {"evidence": BytesIO(b"A00 nothing")})
    assert broken.status_code == 422
    loaded = SimpleUploadedFile("a.txt", made)
    done = client.post("/acts/new/load_prefill", sent | {"evidence": loaded})
    assert done.status_code == 302, text_of(done)  # type: ignore[arg-type]
    assert shown(place) == [("a.txt", "text/plain")]
    cameroon = factories.agency("CM")
    page = text_of(at_desk(cameroon.accounts).get("/acts"))  # type: ignore[arg-type]
    assert "/acts/new/load_prefill" not in page
