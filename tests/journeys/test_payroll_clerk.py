"""A month of wages, whole: the clerk deposits, the officer looks, on a site that really runs."""

import re

import pytest
from tests.contributions.files import dipe
from tests.journeys.browsing import Visitor
from tests.live import Site

from socle.kernel.months import Month
from socle.web import clock

pytestmark = pytest.mark.slow

WAGES = (350_000, 120_000, 900_000)


def file_of(site: Site, back: int) -> bytes:
    """A DIPE file of the clerk's employer, for a month that the demonstration left free."""
    fund = site.shown["funds"][0]
    month = Month.of(clock.today("CM")) - back
    strangers = [f"{rank:010d}X" for rank in range(1, len(WAGES))]
    return dipe(
        WAGES,
        persons=[fund["example_person"], *strangers],
        employer=fund["example_employer"],
        month=month.index,
    )


@pytest.fixture
def clerk(site: Site) -> Visitor:
    visitor = Visitor(site)
    desk = visitor.sign_in(*site.users["employer_clerk"])
    assert desk.address == "/desk"
    return visitor


def deposit_day() -> str:
    return f"{clock.today('CM'):%d/%m/%Y}"


def test_the_clerk_enters_deposits_and_has_a_receipt_and_the_officer_sees_the_account(
    site: Site, clerk: Visitor
) -> None:
    content = file_of(site, 4)
    sent = {"key": "journey-good", "deposited_on": deposit_day()}
    posted = clerk.upload("/deposits/new", "paie.txt", content, **sent)
    assert posted.status == 200
    assert "Fichier reçu et comptabilisé" in posted.text
    assert "2 lignes attendent un numéro d’assuré" in posted.text
    number = posted.address.rpartition("/")[2]
    assert number in clerk.get(f"/receipts/{number}").text

    again = clerk.upload("/deposits/new", "paie.txt", content, **sent | {"key": "journey-again"})
    assert again.address == posted.address

    officer = Visitor(site)
    officer.sign_in(*site.users["accounts_officer"])
    employer = site.shown["funds"][0]["example_employer"]
    account = officer.get(f"/employers/{employer}/account")
    assert account.status == 200
    assert len(re.findall(r"Déclaré|Dû|Échu", account.text)) > 0
    assert officer.get(posted.address).status == 200


def test_a_wrong_file_is_refused_with_each_fault_at_its_place(site: Site, clerk: Visitor) -> None:
    lines = file_of(site, 5).splitlines(keepends=True)
    lines[1] = lines[1].replace(b"30", b"3O", 1)
    lines[2] = lines[2][:60] + b"\r\n"
    sent = {"key": "journey-bad", "deposited_on": deposit_day()}
    refused = clerk.upload("/deposits/new", "paie.txt", b"".join(lines), **sent)
    assert refused.status == 200
    assert "rien n’est comptabilisé" in refused.text
    assert re.search(r"\b2\b", refused.text)
    assert re.search(r"\b3\b", refused.text)


def test_a_stranger_is_told_to_enter_and_a_clerk_meets_no_other_employer(
    site: Site, clerk: Visitor
) -> None:
    assert Visitor(site).get("/deposits").address.startswith("/sign-in")
    assert clerk.get("/employers/9999999999Z").status == 404
