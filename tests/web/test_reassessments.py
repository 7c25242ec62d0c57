"""A law that changed afterwards, from the screen and from the API: seen, proposed, validated."""

import re

import pytest
from django.test import Client
from tests import factories
from tests.api.samples import Caller
from tests.contributions.reformed import change_the_law, two_months_declared
from tests.contributions.test_reassessment import owed, posted
from tests.web.test_declaring import signed_in

from socle.platform.access.types import Role


@pytest.fixture
def place(db: None) -> factories.Agency:
    return two_months_declared()


@pytest.fixture
def web(place: factories.Agency) -> Client:
    return signed_in(place.accounts)


def test_a_month_is_asked_for_in_words_that_say_what_to_write(web: Client) -> None:
    assert "Écrivez le mois ainsi" in web.get("/reassessments?month=janvier").content.decode()
    page = web.get("/reassessments?month=2026-01").content.decode()
    assert "est due comme elle a été comptée" in page
    assert "Proposer" not in page


def test_the_differences_are_proposed_as_they_were_shown(
    web: Client, place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_the_law(monkeypatch)
    before = owed(place)
    page = web.get("/reassessments?month=2026-01").content.decode()
    assert "Une déclaration de janvier 2026 est due autrement" in page
    [seen] = re.findall(r'name="seen" value="(\w+)"', page)
    said = {"month": "2026-01", "seen": seen, "key": "one"}
    answer = web.post("/reassessments", said)
    number = answer["Location"].rsplit("/", 1)[1]
    assert owed(place) == before
    posted(place, number)
    assert owed(place) > before


def test_several_months_are_proposed_from_one_page(
    web: Client, place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_the_law(monkeypatch)
    page = web.get("/reassessments?month=2026-01&until=2026-02").content.decode()
    assert "Une déclaration, de janvier 2026 à février 2026, est due autrement." in page
    [seen] = re.findall(r'name="seen" value="(\w+)"', page)
    [until] = re.findall(r'type="hidden" name="until" value="([\d-]+)"', page)
    said = {"month": "2026-01", "until": until, "seen": seen, "key": "two"}
    before = owed(place)
    posted(place, web.post("/reassessments", said)["Location"].rsplit("/", 1)[1])
    assert owed(place) > before
    page = web.get("/reassessments?month=2026-01&until=2026-02").content.decode()
    assert "sont dues comme elles ont été comptées" in page


def test_the_api_lists_the_same_and_clerks_are_refused(
    place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_the_law(monkeypatch)
    told = Caller(place.accounts).get("/reassessments", month="2026-01").json()
    assert [each["branches"][0]["branch"] for each in told["changed"]] == ["old_age"]
    assert told["difference"] == {"minor": 12_600, "currency": "XAF"}
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, factories.CM_EMPLOYER)
    assert Caller(clerk).get("/reassessments", month="2026-01").status_code == 403
    assert signed_in(clerk).get("/reassessments?month=2026-01").status_code == 403
