"""The basket on screen: kept, resumed, refused, taken up again, decided one after another."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from tests import factories
from tests.conftest import NOW

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.acts import basket, operations, queries

PERSON, EMPLOYER = factories.CM_PERSON, factories.CM_EMPLOYER
At = Callable[[Desk], Client]
FORM = "/acts/new/correct_civil_status"


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    return place


@pytest.fixture
def at() -> At:
    def signed_in(desk: Desk) -> Client:
        client = Client(headers={"accept-language": "fr"})
        client.post("/sign-in", {"name": desk.login, "password": desk.login})
        return client

    return signed_in


def text_of(answer: Any) -> str:
    assert isinstance(answer, HttpResponse)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def typed(**fields: str) -> dict[str, Any]:
    said = {
        "number": PERSON, "family_name": "ALAWI", "national_id": "100200300",
        "effective_on": "16/03/2020", "motive": "mariage",
    } | fields  # fmt: skip
    return {f"act-{name}": text for name, text in said.items()} | {"key": "k-1"}


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def test_an_act_without_its_piece_is_kept_then_completed_by_a_colleague(
    place: factories.Agency, at: At
) -> None:
    author = at(place.registration)
    refused = author.post(FORM, typed())
    assert refused.status_code == 422
    assert "Il manque une pièce : Pièce d’identité." in refused.content.decode()
    kept = author.post(FORM, typed(effective_on="") | {"decision": "keep"})
    assert kept.headers["Location"] == "/basket?view=complete&kept=1"
    colleague = at(factories.desk(place.fund, Role.REGISTRATION_OFFICER))
    listed = text_of(colleague.get("/basket?view=complete"))
    assert "Il manque une pièce" in listed
    address = re.search(r'href="(/acts/new/[^"]+\?draft=[^"]+)"', listed)
    assert address is not None
    form = text_of(colleague.get(address[1]))
    assert 'value="ALAWI"' in form
    sent = typed() | hidden(form) | {"piece_identity_document": BytesIO(b"%PDF-1.4 la sienne")}
    sent["until_identity_document"] = "01/01/2030"
    done = colleague.post(FORM, sent)
    assert done.headers["Location"].startswith("/proposals/P-")
    with fund_scope(place.fund.id):
        (found,) = queries.proposals()
        assert basket.counts(desk=place.registration).to_complete == 0
    (paper,) = found.evidence
    assert (paper.kind, str(paper.expires_on)) == ("identity_document", "2030-01-01")


def test_what_another_has_saved_since_is_not_written_over(place: factories.Agency, at: At) -> None:
    author = at(place.registration)
    author.post(FORM, typed() | {"decision": "keep"})
    with fund_scope(place.fund.id):
        (draft,) = basket.drafts(desk=place.registration, limit=5, after=None)
    form = text_of(author.get(f"{FORM}?draft={draft.number}"))
    mine = typed(motive="le mien") | hidden(form) | {"decision": "keep"}
    other = at(factories.desk(place.fund, Role.REGISTRATION_OFFICER))
    assert other.post(FORM, typed(motive="le sien") | hidden(form) | {"decision": "keep"}).url  # type: ignore[attr-defined]
    late = author.post(FORM, mine)
    assert late.status_code == 422
    assert "depuis que vous l&#x27;avez ouvert" in late.content.decode()
    assert 'value="le mien"' in late.content.decode()


def test_a_refused_act_comes_back_to_its_author_and_is_proposed_again(
    place: factories.Agency, at: At
) -> None:
    fields = {"number": EMPLOYER, "input": "risk_group", "value": "C"}
    old = factories.act(place.registration, "classify_employer", **fields).act
    with fund_scope(place.fund.id):
        operations.refuse(desk=place.verifier, number=old, reason="Illisible", at=NOW)
    author = at(place.registration)
    assert "Illisible" in text_of(author.get("/basket?view=refused"))
    assert "1 acte refusé à reprendre" in text_of(author.get("/desk"))
    page = text_of(author.get(f"/proposals/{old}"))
    assert f"/proposals/{old}/correct" in page
    opened = author.post(f"/proposals/{old}/correct").headers["Location"]
    form = text_of(author.get(opened))
    sent = {
        "act-number": EMPLOYER, "act-input": "risk_group", "act-value": "C",
        "act-effective_on": "01/01/2015", "act-motive": "Lisible",
    } | hidden(form)  # fmt: skip
    new = author.post(opened, sent).headers["Location"]
    assert old in text_of(author.get(new))
    assert old not in text_of(author.get("/basket?view=refused"))


def test_a_verifier_sees_the_change_its_signals_and_goes_from_one_to_the_next(
    place: factories.Agency, at: At
) -> None:
    numbers = [
        factories.act(
            place.registration,
            "classify_employer",
            number=EMPLOYER,
            input="risk_group",
            value=value,
        ).act
        for value in "CA"
    ]
    verifier = at(place.verifier)
    first = text_of(verifier.get(f"/proposals/{numbers[0]}"))
    assert re.search(r"<del>[^<]*</del>.*<ins>[^<]*</ins>", first)
    assert "attend aussi, pour le même dossier" in first
    assert f'href="/proposals/{numbers[1]}" aria-keyshortcuts="F7"' in first
    done = verifier.post(f"/proposals/{numbers[0]}", {"decision": "validate"})
    shown = text_of(verifier.get(done.headers["Location"]))
    assert f'href="/proposals/{numbers[1]}" aria-keyshortcuts="F7"' in shown
    author = text_of(at(place.registration).get(f"/proposals/{numbers[1]}"))
    assert 'value="validate"' not in author


def test_a_head_of_agency_sees_how_long_queues_have_waited(place: factories.Agency, at: At) -> None:
    fields = {"number": EMPLOYER, "input": "risk_group", "value": "C"}
    factories.act(place.registration, "classify_employer", **fields)
    head = at(factories.desk(place.fund, Role.HEAD_OF_AGENCY))
    assert "Âge des files" in text_of(head.get("/basket"))
    assert "Âge des files" not in text_of(at(place.verifier).get("/basket"))


def test_enter_in_the_reason_refuses_and_never_validates(place: factories.Agency, at: At) -> None:
    """One form held both buttons once: Enter in the reason pressed the first, which validates."""
    fields = {"number": EMPLOYER, "input": "risk_group", "value": "C"}
    number = factories.act(place.registration, "classify_employer", **fields).act
    page = text_of(at(place.verifier).get(f"/proposals/{number}"))
    (form,) = (each for each in re.findall(r"<form.*?</form>", page, re.S) if 'id="reason"' in each)
    assert re.findall(r'<button[^>]*value="(\w+)"', form) == ["refuse"]
