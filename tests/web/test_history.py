"""History on screen: who changed what, two dates compared, the old belief beside the new."""

from datetime import date

import pytest
from django.test import Client
from tests import factories
from tests.conftest import NOW
from tests.platform.acts.papers import paper
from tests.web.test_basket import text_of

from socle.platform.access.scope import fund_scope
from socle.platform.acts.operations import submit, validate

PERSON = factories.CM_PERSON


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    by = place.registration
    kept = paper(by, "birth_certificate", name="naissance.pdf")
    with fund_scope(place.fund.id):
        asked = submit(
            desk=by,
            act_type_code="correct_civil_status",
            fields={"number": PERSON, "family_name": "ALAWI", "given_names": "Fatima"},
            effective_on=date(2020, 5, 1),
            motive="Jugement",
            key="k",
            at=NOW,
            evidence=(kept,),
        )
        validate(desk=place.verifier, number=asked.act, at=NOW)
    return place


@pytest.fixture
def client(place: factories.Agency) -> Client:
    client = Client(headers={"accept-language": "fr"})
    client.post("/sign-in", {"name": place.auditor.login, "password": place.auditor.login})
    return client


def test_a_file_says_who_changed_what_when_why_and_on_which_evidence(
    place: factories.Agency, client: Client
) -> None:
    page = text_of(client.get(f"/persons/{PERSON}/history"))
    for said in (place.registration.name, place.verifier.name, "Jugement", "naissance.pdf"):
        assert said in page
    assert "<del>ALAOUI</del>" in page
    assert "<ins>ALAWI</ins>" in page


def test_two_dates_are_compared_by_their_differences_alone(client: Client) -> None:
    page = text_of(client.get(f"/persons/{PERSON}/compare?on=01/01/2019&with_on=01/01/2021"))
    assert "<del>ALAOUI</del>" in page
    assert "<ins>Fatima" not in page
    same = text_of(client.get(f"/persons/{PERSON}/compare?on=01/01/2021&with_on=02/01/2021"))
    assert "Rien ne diffère" in same
    wrong = text_of(client.get(f"/persons/{PERSON}/compare?with_on=demain"))
    assert 'href="#compare-with_on"' in wrong


def test_a_page_leads_to_the_states_around_and_shows_what_was_corrected(client: Client) -> None:
    today = text_of(client.get(f"/persons/{PERSON}"))
    assert 'rel="prev"' in today
    assert "Corrigé depuis" not in today
    then = text_of(client.get(f"/persons/{PERSON}?on=2021-01-01"))
    assert "<del>ALAOUI</del>" in then
    before = text_of(client.get(f"/persons/{PERSON}?on=2019-01-01"))
    assert 'rel="next"' in before
    assert "on=2020-05-01" in before


def test_an_employers_file_is_compared_as_a_persons_is(
    place: factories.Agency, client: Client
) -> None:
    factories.act(
        place.registration,
        "update_employer",
        number=factories.CM_EMPLOYER,
        legal_name="Savonnerie nouvelle",
        on=date(2021, 1, 1),
    )
    address = f"/employers/{factories.CM_EMPLOYER}/compare?on=01/06/2020&with_on=01/06/2021"
    assert "<ins>Savonnerie nouvelle</ins>" in text_of(client.get(address))


def test_the_public_list_of_pieces_is_that_of_the_counter(place: factories.Agency) -> None:
    anybody = Client(headers={"accept-language": "fr"})
    page = text_of(anybody.get(f"/pieces/{place.fund.code}"))
    assert "Corriger l’état civil" in page
    officer = Client(headers={"accept-language": "fr"})
    login = place.registration.login
    officer.post("/sign-in", {"name": login, "password": login})
    form = text_of(officer.get("/acts/new/correct_civil_status"))
    for label in ("Pièce d’identité", "Extrait d’acte de naissance"):
        assert label in page
        assert label in form
    assert anybody.get("/pieces/nulle-part").status_code == 404
