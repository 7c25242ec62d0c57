"""The screens of mandates: given and ended by the clerk, at work in the mandatary's space."""

import pytest
from django.test import Client
from tests import factories

from socle.platform.access.types import Desk, Role

MINE, OTHER = factories.CM_EMPLOYER, "0987654321Z"
PAGE = f"/employers/{MINE}/mandates"


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place, MINE)
    factories.employer(place, OTHER, legal_name="Scierie de la Sanaga")
    return place


@pytest.fixture
def clerk(place: factories.Agency) -> Desk:
    return factories.desk(place.fund, Role.EMPLOYER_CLERK, MINE)


def signed_in(login: str) -> Client:
    web = Client(headers={"accept-language": "fr"})
    assert web.login(username=login, password=login)
    return web


def test_a_clerk_gives_a_mandate_and_ends_it(place: factories.Agency, clerk: Desk) -> None:
    firm = factories.mandatary(place.fund)
    mandatary, mine = signed_in(firm), signed_in(clerk.login)
    assert "Aucun employeur ne vous a donné de mandat" in mandatary.get("/desk").content.decode()
    said = {"do": "give", "mandatary": firm, "since": "01/03/2026", "key": "one"}
    assert firm in mine.post(PAGE, said, follow=True).content.decode()
    space = mandatary.get("/desk").content.decode()
    assert "Savonnerie du Wouri" in space
    assert "Scierie de la Sanaga" not in space
    assert mandatary.get(f"/employers/{OTHER}/mandates").status_code == 404
    assert "Mettre fin" not in mandatary.get(PAGE).content.decode()
    assert mandatary.post(PAGE, said | {"key": "two"}).status_code in {403, 422}
    ended = mine.post(PAGE, {"do": "end", "mandatary": firm, "key": "end"}, follow=True)
    assert "Terminé" in ended.content.decode()
    assert mandatary.get(f"/employers/{MINE}").status_code == 404


def test_what_is_wrong_is_said_at_its_field(place: factories.Agency, clerk: Desk) -> None:
    web = signed_in(clerk.login)
    said = {"do": "give", "mandatary": "personne", "since": "31/02/2026", "key": "one"}
    answer = web.post(PAGE, said)
    assert answer.status_code == 422
    assert 'id="since-why"' in answer.content.decode()
    unknown = web.post(PAGE, said | {"since": "01/02/2026"}).content.decode()
    assert "Aucun mandataire ne se connecte ici" in unknown
    assert 'value="personne"' in unknown


def test_the_fund_is_led_to_the_act_that_takes_the_signed_document(
    place: factories.Agency,
) -> None:
    page = signed_in(place.registration.login).get(PAGE).content.decode()
    assert f'href="/acts/new/give_mandate?employer={MINE}"' in page
