"""Cards and certificates on screen: given by a button, printed by who may, checked by anybody."""

import json
from datetime import date

import pytest
from django.test import Client
from tests import factories
from tests.registry.people import done

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.printing.models import PaperMade
from socle.registry.queries import certificates

PERSON, EMPLOYER = factories.CM_PERSON, factories.CM_EMPLOYER
SINCE = date(2026, 1, 5)


@pytest.fixture
def place(db: None) -> factories.Agency:
    made = factories.agency("CM")
    factories.person(made)
    factories.employer(made)
    return made


def signed_in(desk: Desk) -> Client:
    client = Client()
    client.post("/sign-in", {"name": desk.login, "password": desk.login})
    return client


def given(place: factories.Agency, kind: str = "person") -> str:
    """The number of a certificate given by an act."""
    if kind == "person":
        said = {"number": PERSON, "certificate_kind": "registration"}
        act = done(place, "certify_person", on=SINCE, **said).act
    else:
        act = done(place, "certify_affiliation", on=SINCE, employer=EMPLOYER).act
    with fund_scope(place.fund.id):
        return certificates.certificate_of_act(act_number=act).number


def test_a_certificate_is_given_printed_and_logged(place: factories.Agency) -> None:
    client, path = signed_in(place.registration), f"/persons/{PERSON}/papers"
    answer = client.post(path, {"kind": "registration", "motive": "visa"}, follow=True)
    with fund_scope(place.fund.id):
        (found,) = certificates.certificates_of(kind="person", number=PERSON)
    assert found.number in answer.content.decode()
    for language in ("fr", "ar", "xx"):
        printed = client.get(f"/attestations/{found.number}.pdf", {"language": language})
        assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")
        assert "no-store" in printed["Cache-Control"]
    with fund_scope(place.fund.id):
        logged = PaperMade.objects.values_list("kind", "number", "subject", "made_by_id")
        said = ("registration", found.number, f"person:{PERSON}", place.registration.user_id)
        assert list(logged) == [said] * 3


def test_what_cannot_be_certified_is_said_on_the_page(place: factories.Agency) -> None:
    done(place, "declare_death", on=SINCE, motive="acte vu", number=PERSON)
    client = signed_in(place.registration)
    answer = client.post(f"/persons/{PERSON}/papers", {"kind": "registration"})
    assert (answer.status_code, "décédée" in answer.content.decode()) == (422, True)
    assert "/acts/new/issue_card" not in answer.content.decode()


def test_a_card_is_printed_by_who_registers_and_by_nobody_else(place: factories.Agency) -> None:
    done(place, "issue_card", on=SINCE, number=PERSON)
    client = signed_in(place.registration)
    page = client.get("/cards").content.decode()
    assert "ALAOUI Fatima" in page
    number = page.split('name="card" value="')[1].split('"')[0]
    for query in ({"card": number}, {"card": [number], "sheet": "1"}):
        printed = client.get("/cards/print", query)
        assert (printed.status_code, printed.content[:5]) == (200, b"%PDF-")
    assert client.get("/cards/print").status_code == 422
    assert client.get("/cards/print", {"card": "K-99999999"}).status_code == 404
    assert client.get("/cards/print", {"card": "../1"}).status_code == 404
    offered = client.get(f"/persons/{PERSON}/papers").content.decode()
    assert "/acts/new/hand_over_card" in offered
    assert "/acts/new/issue_card" not in offered
    other = signed_in(place.auditor)
    assert other.get("/cards/print", {"card": number}).status_code == 403
    assert "/cards/print" not in other.get(f"/persons/{PERSON}/papers").content.decode()


def test_an_employer_prints_its_own_certificates_alone(place: factories.Agency) -> None:
    number, of_person = given(place, "employer"), given(place)
    ours = signed_in(factories.desk(place.fund, Role.EMPLOYER_CLERK, EMPLOYER))
    factories.employer(place, "9876543210Z", legal_name="Autre")
    theirs = signed_in(factories.desk(place.fund, Role.EMPLOYER_CLERK, "9876543210Z"))
    assert ours.get(f"/attestations/{number}.pdf").status_code == 200
    assert ours.get(f"/attestations/{of_person}.pdf").status_code == 403
    assert theirs.get(f"/attestations/{number}.pdf").status_code == 404
    assert theirs.get(f"/employers/{EMPLOYER}/papers").status_code == 404
    posted = ours.post(f"/employers/{EMPLOYER}/papers", {"kind": "affiliation"}, follow=True)
    assert posted.content.decode().count(".pdf?language=fr") == 2


def test_anybody_checks_a_certificate_of_the_register_by_its_code(place: factories.Agency) -> None:
    number = given(place)
    with fund_scope(place.fund.id):
        code = certificates.certificate_given(number=number).code
    answer = Client().get(f"/verify/{code.lower()}")
    said = answer.content.decode()
    assert answer.status_code == 200
    assert ("ALAOUI Fatima" in said, "immatriculation" in said) == (True, True)
    assert PERSON not in said


def test_the_page_read_without_network_is_given_keys_and_a_list_that_are_anybody_s(
    place: factories.Agency,
) -> None:
    client = Client()
    before = {each["code"] for each in client.get("/verify/lists").json()["funds"]}
    assert place.fund.code not in before
    done(place, "issue_card", on=SINCE, number=PERSON)
    signed_in(place.registration).get("/cards/print", {"card": _card(place)})
    said = client.get("/verify/lists")
    (ours,) = (each for each in said.json()["funds"] if each["code"] == place.fund.code)
    assert (set(ours), len(ours["keys"])) == ({"code", "name", "keys", "list"}, 1)
    assert "private" not in json.dumps(said.json())
    page = client.get("/verify/offline")
    assert "camera=(self)" in page["Permissions-Policy"]
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert "<script>" not in page.content.decode()
    assert client.get("/verify/worker.js")["Content-Type"].startswith("text/javascript")


def test_cards_and_certificates_go_by_the_api(place: factories.Agency) -> None:
    done(place, "issue_card", on=SINCE, number=PERSON)
    number = given(place)
    client, root = signed_in(place.registration), "/api/v1"
    (card,) = client.get(f"{root}/persons/{PERSON}/cards").json()
    assert (card["state"], card["expires_on"]) == ("made", "2031-01-04")
    code = client.get(f"{root}/cards/{card['number']}/code").json()
    assert code["card"] == card["number"]
    (found,) = client.get(f"{root}/persons/{PERSON}/certificates").json()
    assert found["number"] == number
    assert client.get(f"{root}/employers/{EMPLOYER}/affiliation-certificates").json() == []


def _card(place: factories.Agency) -> str:
    client = signed_in(place.registration)
    number: str = client.get(f"/api/v1/persons/{PERSON}/cards").json()[0]["number"]
    return number
