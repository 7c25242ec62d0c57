"""What a form shows of what the fund knows: whose number it is, today's values, two files."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests import factories
from tests.registry.people import validated
from tests.registry.test_merging import asked

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.acts import queries

PERSON, EMPLOYER, OTHER = factories.CM_PERSON, factories.CM_EMPLOYER, "9080706050Z"
At = Callable[[Desk], Client]


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place, birth_on="1980-01-01", national_id="100200300")
    return place


@pytest.fixture
def at() -> At:
    def signed_in(desk: Desk) -> Client:
        client = Client(headers={"accept-language": "fr"})
        client.post("/sign-in", {"name": desk.login, "password": desk.login})
        return client

    return signed_in


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_a_correction_shows_todays_values_beside_the_new_ones(
    place: factories.Agency, at: At
) -> None:
    client = at(place.registration)
    form = page(client, f"/acts/new/correct_civil_status?subject={PERSON}")
    for shown in ("ALAOUI Fatima", "01/01/1980", "•••• 300"):
        assert shown in form
    assert "100200300" not in form
    wrong = client.post("/acts/new/correct_civil_status", {"act-number": PERSON, "key": "k"})
    assert wrong.status_code == 422
    assert "01/01/1980" in wrong.content.decode()


def test_a_number_says_whose_it_is_to_the_fund_and_to_nobody_else(
    place: factories.Agency, at: At
) -> None:
    asked = f"/acts/new/hire?person={PERSON}&employer={EMPLOYER}"
    form = page(at(place.registration), asked)
    assert "ALAOUI Fatima" in form
    assert "Savonnerie du Wouri" in form
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, "0000000000Z")
    form = page(at(clerk), f"/acts/new/preregister_person?employer={EMPLOYER}")
    assert "Savonnerie du Wouri" not in form
    stranger = factories.agency("CM")
    form = page(at(stranger.registration), asked)
    assert "ALAOUI Fatima" not in form
    assert "Savonnerie du Wouri" not in form


def test_two_files_are_compared_before_they_are_merged_and_what_differs_is_marked(
    place: factories.Agency, at: At
) -> None:
    factories.person(place, OTHER, birth_on="1981-02-03", given_names="Fatima Zahra")
    form = page(at(place.registration), f"/acts/new/merge_persons?kept={PERSON}&merged={OTHER}")
    assert form.count("diffère") == 2  # the name and the birth
    typed = {"act-kept": PERSON, "act-merged": OTHER, "key": "k", "decision": "compare"}
    again = at(place.registration).post("/acts/new/merge_persons", typed)
    assert again.status_code == 200
    assert "Les deux dossiers" in again.content.decode()
    assert f'value="{OTHER}"' in again.content.decode()
    with fund_scope(place.fund.id):
        assert queries.proposals() == []


def test_who_decides_a_merge_sees_the_two_files(place: factories.Agency, at: At) -> None:
    factories.person(place, OTHER, birth_on="1981-02-03")
    answer = asked(place, PERSON, OTHER)
    shown = page(at(place.verifier), f"/proposals/{answer.act}")
    assert "Les deux dossiers" in shown
    assert "ALAOUI Fatima" in shown


@pytest.mark.parametrize("ending", ["", "/family", "/details"])
def test_each_page_of_a_merged_number_leads_to_the_one_that_is_kept(
    place: factories.Agency, at: At, ending: str
) -> None:
    factories.passed(
        place,
        "register_person",
        number=OTHER,
        family_name="ALAOUI",
        given_names="Fatima",
        birth_on="1980-01-01",
    )
    validated(place, asked(place, PERSON, OTHER))
    client = at(place.registration)
    led = client.get(f"/persons/{OTHER}{ending}")
    assert led.headers["Location"] == f"/persons/{PERSON}{ending}?merged={OTHER}"
    assert "voici le dossier gardé" in page(client, led.headers["Location"])
    own = page(client, f"/persons/{OTHER}{ending}?own=1")
    assert "Ce numéro a été fusionné avec" in own


def test_whom_a_search_does_not_find_is_registered_with_the_name_that_was_typed(
    place: factories.Agency, at: At
) -> None:
    found = page(at(place.registration), "/search?q=Zbiri+Jean+Noël")
    assert "/acts/new/register_person?family_name=Zbiri&amp;given_names=Jean+No%C3%ABl" in found
    assert "register_person" not in page(at(place.verifier), "/search?q=Zbiri")
    by_number = page(at(place.registration), "/search?q=699000000")
    assert 'href="/acts/new/register_person"' in by_number


def test_a_name_that_is_markup_is_shown_as_text(place: factories.Agency, at: At) -> None:
    factories.passed(
        place, "correct_civil_status", number=PERSON, family_name="<b onclick=x>ALAOUI"
    )
    for path in (f"/acts/new/hire?person={PERSON}", "/acts", f"/persons/{PERSON}/family"):
        assert "<b onclick" not in page(at(place.registration), path)


def test_a_clerk_who_announces_somebody_reads_their_number_and_no_refusal(
    place: factories.Agency, at: At
) -> None:
    client = at(factories.desk(place.fund, Role.EMPLOYER_CLERK, EMPLOYER))
    form = page(client, "/acts/new/preregister_person")
    assert f'name="act-employer" value="{EMPLOYER}"' in form
    assert 'value="keep"' not in form
    typed = {
        "family_name": "OUALI",
        "given_names": "Brahim",
        "birth_on": "03/04/1990",
        "employer": EMPLOYER,
        "effective_on": "01/02/2026",
        "number": OTHER,
    }
    sent = {f"act-{name}": text for name, text in typed.items()} | {"key": "k"}
    answer = client.post("/acts/new/preregister_person", sent)
    assert answer.headers["Location"] == f"/registrations?done={OTHER}"
    assert "Enregistré sous le numéro" in page(client, answer.headers["Location"])
    again = sent | {"key": "k2", "act-number": "9080706051Z", "act-motive": "homonyme"}
    answer = client.post("/acts/new/preregister_person", again)
    assert answer.headers["Location"].startswith("/registrations?asked=P-")
    assert "transmise à la caisse" in page(client, answer.headers["Location"])
    assert (
        client.post("/acts/new/preregister_person", sent | {"decision": "keep"}).status_code == 403
    )
