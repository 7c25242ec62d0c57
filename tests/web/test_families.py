"""The pages of a family: drawn once a person, told in tables, and the acts from there."""

import re
from datetime import date

import pytest
from django.test import Client
from tests.conftest import TODAY
from tests.registry.families import Household, household

from socle.platform.access.scope import fund_scope
from socle.registry.queries.families import family
from socle.web.families import kin_words
from socle.web.family_tree import WIDTH, tree

BORN = date(2016, 5, 20)


@pytest.fixture
def home(db: None) -> Household:
    home = household("MA")
    home.person("RACHID", "1980-01-01", "male")
    home.person("SALMA", "1985-01-01", "female")
    home.person("NORA", "1990-01-01", "female")
    home.person("INES", BORN.isoformat(), "female")
    home.person("GRANDPERE", "1950-01-01", "male")
    rachid = home.by_name["RACHID"]
    home.done("marry", date(2010, 6, 1), husband=rachid, wife=home.by_name["SALMA"])
    home.done("marry", date(2014, 6, 1), husband=rachid, wife=home.by_name["NORA"])
    home.done("declare_filiation", BORN, child=home.by_name["INES"], father=rachid,
              mother=home.by_name["NORA"])  # fmt: skip
    home.done("declare_filiation", BORN, child=rachid, father=home.by_name["GRANDPERE"])
    home.done("take_charge", BORN, dependant=home.by_name["INES"], bearer=rachid,
              benefit="family")  # fmt: skip
    return home


def page(home: Household, path: str, login: str) -> str:
    client = Client()
    client.post("/sign-in", {"name": login, "password": login})
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_the_drawing_hangs_each_child_on_its_own_branch_and_mirrors(home: Household) -> None:
    with fund_scope(home.place.fund.id):
        found = family(number=home.by_name["RACHID"], on=TODAY, known_at=None)
    drawn = tree(found, words=kin_words, is_mirrored=False)
    mirrored = tree(found, words=kin_words, is_mirrored=True)
    assert drawn is not None
    assert mirrored is not None
    assert [each.name for each in drawn.nodes] == ["GRANDPERE", "RACHID", "SALMA", "NORA", "INES"]
    places = [each.x for each in drawn.nodes]
    assert places[0] < places[1] < places[2] == places[3] < places[4]
    ines = drawn.branches[-1]
    assert (ines.x, ines.bottom) == (drawn.nodes[3].x, drawn.nodes[4].y)
    assert [WIDTH - each.x for each in mirrored.nodes] == places


def test_the_page_tells_everybody_and_carries_the_numbers_into_the_acts(home: Household) -> None:
    path = f"/persons/{home.by_name['RACHID']}/family"
    read = page(home, path, home.officer.login)
    for name in ("SALMA", "NORA", "INES", "GRANDPERE"):
        assert read.count(f">{name}<") >= 2, name  # drawn, and told
    assert "par son âge" in read
    assert re.search(
        rf"acts/new/end_charge\?dependant={home.by_name['INES']}&amp;benefit=family", read
    )
    assert f"acts/new/take_charge?bearer={home.by_name['RACHID']}" in read
    # Who may only read is shown no act, and a reading of the past neither.
    assert "acts/new" not in page(home, path, home.place.auditor.login)
    assert "acts/new" not in page(home, f"{path}?on=01/01/2020", home.officer.login)


def test_a_page_of_somebody_alone_says_what_to_do(home: Household) -> None:
    alone = home.person("SEUL", "1990-01-01")
    read = page(home, f"/persons/{alone}/family", home.officer.login)
    assert "Enregistrez un mariage ou une filiation" in read
    assert '<svg class="kin"' not in read


def test_the_list_of_dates_keeps_a_kind_and_its_place(home: Household) -> None:
    read = page(home, "/family-dates?kind=review&after=nonsense", home.officer.login)
    assert "Rien ne vient à échéance" in read
