"""Affiliating on the screens: the kind first, then only what it needs; the page that shows it."""

import pytest
from django.http import HttpResponse
from django.test import Client
from tests import factories

from socle.platform.access.scope import fund_scope
from socle.registry.queries.affiliations import affiliation

FARM = "1111111"


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("MA")


def signed_in(place: factories.Agency) -> Client:
    client, desk = Client(), place.registration
    client.post("/sign-in", {"name": desk.login, "password": desk.login})
    return client


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_the_form_asks_what_the_kind_needs_and_nothing_else(place: factories.Agency) -> None:
    client = signed_in(place)
    chosen = text(client.get("/acts/new/affiliate_employer"))
    assert "affiliate_kind=household_employer" in chosen
    household = text(client.get("/acts/new/affiliate_employer?affiliate_kind=household_employer"))
    assert "act-national_id" in household
    for name in ("act-legal_form", "act-company_number", "act-parent_company", "act-agency"):
        assert name not in household
    assert "piece_company_register_extract" not in household
    farm = text(client.get("/acts/new/affiliate_employer?affiliate_kind=farm"))
    assert "act-legal_form" in farm
    assert "piece_company_register_extract" in farm
    # One regime alone: there is nothing to ask.
    assert "act-filing_regime" not in farm
    assert client.get("/acts/new/affiliate_employer?affiliate_kind=nulle").status_code == 422


def test_a_farm_is_affiliated_and_its_page_says_so(place: factories.Agency) -> None:
    client = signed_in(place)
    typed = {
        "act-affiliate_kind": "farm",
        "act-number": FARM,
        "act-legal_name": "Ferme du Loukkos",
        "act-headcount": "12",
        "act-phone": "0612345678",
        "act-effective_on": "01/01/2024",
        "key": "farm",
    }
    wrong = client.post("/acts/new/affiliate_employer", typed | {"act-headcount": "douze"})
    assert wrong.status_code == 422
    assert "act-legal_form" in text(wrong)
    assert client.post("/acts/new/affiliate_employer", typed).status_code == 302
    with fund_scope(place.fund.id):
        assert affiliation(number=FARM, on=factories.SINCE.replace(2025), known_at=None).headcount
    page = text(client.get(f"/employers/{FARM}"))
    for words in ("Exploitation agricole", "+212612345678", "Vie de l’affiliation", "tous les tri"):
        assert words in page
    offered = "/acts/new/suspend_employer" in page, "/acts/new/reopen_employer" in page
    assert offered == (True, False)
    factories.passed(place, "close_employer", on=factories.SINCE.replace(2025), number=FARM)
    page = text(client.get(f"/employers/{FARM}"))
    offered = "/acts/new/suspend_employer" in page, "/acts/new/reopen_employer" in page
    assert offered == (False, True)
