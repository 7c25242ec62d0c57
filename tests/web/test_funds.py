"""A person of several funds: the first that opens, and the way from one to another."""

import pytest
from django.test import Client
from tests import factories

from socle.platform.access import operations as access
from socle.platform.access.types import Role

MINE = factories.CM_EMPLOYER


@pytest.fixture
def funds(db: None) -> list[factories.Agency]:
    """Two funds, in the order in which they are tried."""
    places = [factories.agency("CM"), factories.agency("CM")]
    return sorted(places, key=lambda place: place.fund.code)


@pytest.fixture
def firm(funds: list[factories.Agency]) -> str:
    """A mandatary in both, with a mandate in the second alone."""
    login = factories.mandatary(funds[0].fund)
    access.grant_role(login=login, fund_code=funds[1].fund.code, role=Role.MANDATARY)
    factories.employer(funds[1], MINE)
    clerk = factories.desk(funds[1].fund, Role.EMPLOYER_CLERK, MINE)
    factories.act(clerk, "give_mandate", employer=MINE, mandatary=login)
    return login


def signed_in(login: str) -> Client:
    web = Client(headers={"accept-language": "fr"})
    assert web.login(username=login, password=login)
    return web


def test_a_mandatary_enters_the_fund_where_a_mandate_is_held(
    funds: list[factories.Agency], firm: str
) -> None:
    web = signed_in(firm)
    space = web.get("/desk").content.decode()
    assert "Savonnerie du Wouri" in space
    assert f'value="{funds[0].fund.code}"' in space
    assert web.get(f"/api/v1/employers/{MINE}").status_code == 200


def test_from_a_fund_without_a_mandate_one_leaves_for_another(
    funds: list[factories.Agency], firm: str
) -> None:
    web = signed_in(firm)
    closed, opened = (place.fund.code for place in funds)
    refused = web.post("/fund", {"fund": closed}, follow=True)
    page = refused.content.decode()
    assert refused.status_code == 404
    assert "Aucun employeur ne vous a donné de mandat" in page
    assert f'name="fund" value="{opened}"' in page
    assert 'action="/sign-out"' in page
    entered = web.post("/fund", {"fund": opened}, follow=True)
    assert "Savonnerie du Wouri" in entered.content.decode()


def test_a_page_refused_inside_a_fund_offers_no_other(
    funds: list[factories.Agency], firm: str
) -> None:
    page = signed_in(firm).get("/employers/0987654321Z").content.decode()
    assert 'action="/fund"' not in page


def test_nobody_chooses_a_fund_unknown(db: None) -> None:
    answer = Client().post("/fund", {"fund": "x"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in")
