"""Careers elsewhere, the medical adviser and certificates of rights, by their screens."""

import io
import json
from datetime import date

import pytest
from django.test import Client
from tests import factories
from tests.benefits.bordering import form
from tests.benefits.claiming import filed, liquidator, read
from tests.conftest import NOW

from socle.benefits.queries.borders import foreign_periods
from socle.benefits.queries.certificates import rights_certificate
from socle.benefits.queries.medical import medical_basket, reviews
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.documents.operations import store_document

EVENT = date(2025, 11, 30)


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("CM")


def signed_in(desk: Desk) -> Client:
    client = Client()
    client.post("/sign-in", {"name": desk.login, "password": desk.login})
    return client


def sent(client: Client, path: str, content: bytes) -> tuple[int, str]:
    file = io.BytesIO(content)
    file.name = "liaison.json"
    answer = client.post(path, {"file": file}, follow=True)
    return answer.status_code, answer.content.decode()


def test_a_form_is_taken_on_the_page_of_a_person_and_given_to_another_fund(
    place: factories.Agency,
) -> None:
    person = factories.person(place, birth_on="1966-05-01")
    client, path = signed_in(liquidator(place)), f"/persons/{person}/liaison"
    status, page = sent(client, path, json.dumps(form(issued_on="hier")).encode())
    assert status == 422
    assert "issued_on" in page
    with fund_scope(place.fund.id):
        assert not foreign_periods(number=person)
    for words in ("comptent pour les demandes", "rien n’a été ajouté"):
        status, page = sent(client, path, json.dumps(form()).encode())
        assert status == 200
        assert words in page
    assert "MA cnss-la-bas" in page
    said = json.loads(client.get(f"{path}.json").content)
    assert (said["person"]["number"], said["total_months"]) == (person, 0)
    for language in ("fr", "ar"):
        printed = client.get(f"{path}.pdf", {"language": language})
        assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")


def test_a_medical_opinion_is_given_on_its_page_and_papers_are_the_advisers_alone(
    place: factories.Agency,
) -> None:
    person = factories.person(place, birth_on="1980-05-01")
    by, doctor = liquidator(place), factories.desk(place.fund, Role.MEDICAL_ADVISER)
    claim = filed(place, by, person, "invalidity", EVENT)
    with fund_scope(place.fund.id):
        paper = store_document(
            fund_id=place.fund.id,
            stream=io.BytesIO(b"ce dont on souffre"),
            name="certificat.txt",
            limit_bytes=1000,
            at=NOW,
            by=by.user_id,
            kind="medical_certificate",
        )
    answer = factories.act(by, "add_claim_pieces", evidence=(paper.id,), claim=claim)
    file = f"/acts/{answer.act}/evidence/{paper.id}"
    others, client = signed_in(by), signed_in(doctor)
    assert others.get(file).status_code == 403
    assert b"ce dont on souffre" in client.get(file).content
    assert others.get("/medical").status_code == 403
    assert claim in client.get("/medical").content.decode()
    page = f"/medical/{claim}"
    given = {"incapacity_percent": "66", "since": "01/12/2025", "until": "01/11/2025"}
    assert client.post(page, given).status_code == 422
    given |= {"until": "01/12/2026", "review_on": "01/06/2026"}
    assert client.post(page, given).status_code == 302
    with fund_scope(place.fund.id):
        (line,) = medical_basket(fund=place.fund, limit=9)
        assert not reviews(fund=place.fund, on=date(2026, 6, 1), limit=9)
    assert line.opinion is not None
    assert line.opinion.percent == "66"
    assert line.opinion.review_on == date(2026, 6, 1)
    assert line.is_to_review(date(2026, 6, 1))
    assert read(place, claim).told["incapacity_percent"][0] == "66"
    assert "66 %" in client.get(page).content.decode()


def test_a_certificate_of_rights_is_given_and_checked_by_anybody(place: factories.Agency) -> None:
    person = factories.person(place)
    client, path = signed_in(liquidator(place)), f"/persons/{person}/rights"
    page = client.post(path, follow=True).content.decode()
    number = page.partition("/rights/")[2].partition(".pdf")[0]
    printed = client.get(f"/rights/{number}.pdf")
    assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")
    with fund_scope(place.fund.id):
        code = rights_certificate(number=number).code
    assert "droits aux prestations" in Client().get(f"/verify/{code}").content.decode()
    assert client.get("/awards").status_code == 302
