"""The form that takes a claim asks the pieces of its benefit, and no others."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import factories
from tests.benefits.claiming import liquidator
from tests.web.test_site import at_desk, text_of


@pytest.fixture
def counter(db: None) -> Client:
    place = factories.agency("CM")
    factories.person(place)
    return at_desk(liquidator(place))


def pieces(page: str) -> set[str]:
    return set(re.findall(r'type="file" id="act-piece_(\w+)"', page))


def shown(client: Client, path: str) -> str:
    return unescape(text_of(client.get(path)))  # type: ignore[arg-type]


def test_the_basket_and_the_file_ask_which_benefit_first(counter: Client) -> None:
    for path in ("/claims", f"/persons/{factories.CM_PERSON}"):
        page = shown(counter, path)
        assert 'action="/acts/new/file_claim"' in page
        assert '<option value="family_allowance">Allocations familiales</option>' in page


def test_a_form_whose_benefit_is_known_asks_its_pieces_alone(counter: Client) -> None:
    form = "/acts/new/file_claim"
    every = pieces(shown(counter, form))
    family = pieces(shown(counter, f"{form}?benefit=family_allowance"))
    survivors = pieces(shown(counter, f"{form}?benefit=survivors"))
    assert family < every
    page = shown(counter, f"{form}?benefit=family_allowance")
    assert "séparés par des virgules : signed_claim (Demande signée)" in page
    assert "death_record" in survivors - family


def test_a_paper_sent_with_another_benefit_stays_on_the_form(counter: Client) -> None:
    paper = SimpleUploadedFile("acte.pdf", b"%PDF-1.7 fictif", "application/pdf")
    typed = {"act-benefit": "family_allowance", "act-person": "", "piece_death_record": paper}
    answer = counter.post("/acts/new/file_claim?benefit=survivors", typed | {"key": "k"})
    assert answer.status_code == 422
    page = unescape(text_of(answer))  # type: ignore[arg-type]
    assert "acte.pdf" in page
    assert "death_record" in pieces(page)
