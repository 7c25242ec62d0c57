"""The page of a person's cover: one sentence, what reopens it, covers in time; doubles listed."""

from datetime import date

import pytest
from tests.registry.families import Household, household
from tests.web.test_families import page

SINCE = date(2026, 1, 1)


@pytest.fixture
def home(db: None) -> Household:
    home = household("MA")
    home.person("TAZI", "1980-01-01")
    home.done("open_coverage", SINCE, person=home.by_name["TAZI"], category="tadamon")
    home.done("record_household_score", SINCE, person=home.by_name["TAZI"], score="9,74")
    return home


def test_the_page_says_why_and_what_reopens_and_leads_to_the_acts(home: Household) -> None:
    path = f"/persons/{home.by_name['TAZI']}/coverage"
    read = page(home, path, home.officer.login)
    for words in ("Droits fermés", "dépasse le seuil", "rouvre le droit", "à confirmer"):
        assert words in read, words
    assert f"acts/new/switch_coverage?person={home.by_name['TAZI']}" in read
    # Who may not state covers is shown no act; a day before any cover has none.
    assert "acts/new" not in page(home, path, home.place.auditor.login)
    before = page(home, f"{path}?on=31/12/2025", home.officer.login)
    assert "Aucune couverture n" in before
    assert "acts/new" not in before
    assert f'href="{path}' in page(home, path.removesuffix("/coverage"), home.officer.login)


def test_double_covers_are_listed_for_the_day(home: Household) -> None:
    assert "Personne n’est couvert deux fois" in page(
        home, "/coverage/overlaps", home.officer.login
    )
    home.works(home.by_name["TAZI"], SINCE)
    read = page(home, "/coverage/overlaps", home.officer.login)
    assert f"/persons/{home.by_name['TAZI']}/coverage" in read
    assert "salarié de" in read
    told = page(home, f"/persons/{home.by_name['TAZI']}/coverage", home.officer.login)
    assert told.count("<rect") == 2  # both covers are drawn, and what is outweighed is told
    assert "Aussi couvert ce jour-là" in told
