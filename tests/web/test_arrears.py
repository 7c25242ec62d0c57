"""The pages of recovery over HTTP: account, statement, surcharges, plan, certificate, letters."""

import re

import pytest
from django.test import Client
from tests import factories
from tests.arrears.scenes import ONE, OWED, TWO, declare, owing, pays
from tests.conftest import NOW
from tests.web.test_site import at_desk, text_of

from socle.arrears.operations.runs import send_letters
from socle.arrears.queries import runs, standing
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.registry.queries import employer_id

PAGES = ("account", "statement", "penalties", "plan", "certificate")


pytestmark = pytest.mark.usefixtures("standing_clock")


@pytest.fixture
def place(db: None) -> factories.Agency:
    place: factories.Agency = owing(8)
    declare(place, 9)
    declare(place, 10)
    return place


def test_each_page_opens_for_the_officer_and_the_clerk_of_that_employer(
    place: factories.Agency,
) -> None:
    owing(1, employer=TWO, place=place)
    officer = at_desk(place.accounts)
    clerk = at_desk(factories.desk(place.fund, Role.EMPLOYER_CLERK, ONE))
    for page in PAGES:
        for client in (officer, clerk):
            answer = client.get(f"/employers/{ONE}/{page}")
            assert answer.status_code == 200, page
        assert clerk.get(f"/employers/{TWO}/{page}").status_code == 404
    for path in ("/aged-balance", "/notices", "/events"):
        assert officer.get(path).status_code == 200
    assert clerk.get("/notices").status_code == 403
    assert TWO not in text_of(clerk.get("/aged-balance"))  # type: ignore[arg-type]


def test_a_button_charges_what_the_page_shows_once(place: factories.Agency) -> None:
    client = at_desk(place.accounts)
    path = f"/employers/{ONE}/penalties"
    page = text_of(client.get(f"{path}?on=22/11/2026"))  # type: ignore[arg-type]
    assert "18\u202f795" in page  # 10 % of three months
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    sent = {"key": key.group(1), "on": "22/11/2026"}
    first = client.post(path, sent)
    again = client.post(path, sent)
    assert first.status_code == again.status_code == 302
    assert first.headers["Location"] == again.headers["Location"]
    refused = client.post(path, {"on": "22/11/2026"})
    assert refused.status_code == 422
    assert "Aucune majoration nouvelle" in text_of(refused)  # type: ignore[arg-type]
    wrong = client.get(f"{path}?on=32/13/2026")
    assert wrong.status_code == 422


def test_a_plan_is_shown_then_proposed_and_waits_for_a_second_person(
    place: factories.Agency,
) -> None:
    client = at_desk(place.accounts)
    path = f"/employers/{ONE}/plan"
    asked = {"months": ["2026-08", "2026-09"], "count": "3", "first_on": "22/12/2027"}
    shown = text_of(client.get(path, asked))  # type: ignore[arg-type]
    assert "12\u202f530" in shown  # a tenth of two months
    answer = client.post(path, asked)
    assert answer.headers["Location"].startswith("/proposals/P-")
    too_many = client.post(path, asked | {"count": "999"})
    assert too_many.status_code == 422
    hostile = client.get(path, asked | {"count": "²", "down_payment": "abc"})
    assert hostile.status_code == 422


def test_a_certificate_prints_and_anybody_checks_its_code(place: factories.Agency) -> None:
    client = at_desk(place.accounts)
    path = f"/employers/{ONE}/certificate"
    refused = client.post(path, follow=True)
    assert "des mois échus restent impayés" in text_of(refused)  # type: ignore[arg-type]
    pays(place, 3 * OWED, "2026-11-17")
    given = text_of(client.post(path, follow=True))  # type: ignore[arg-type]
    assert "a déclaré tous ses mois échus" in given
    with fund_scope(place.fund.id):
        code = standing.certificates(employer_id=employer_id(ONE))[0].code
    anybody = Client(headers={"accept-language": "fr"})
    answer = anybody.get(f"/verify/{code.lower()}")
    assert answer.status_code == 200
    page = text_of(answer)  # type: ignore[arg-type]
    assert "Attestation valable" in page
    assert "Savonnerie du Wouri" in page
    assert ONE not in page
    unknown = anybody.get("/verify", {"code": code[:-1] + ("A" if code[-1] != "A" else "B")})
    assert unknown.status_code == 404
    assert "Savonnerie" not in text_of(unknown)  # type: ignore[arg-type]
    assert anybody.get("/verify").status_code == 200


def test_letters_are_sent_by_a_button_and_print_in_each_language(
    place: factories.Agency,
) -> None:
    client = at_desk(place.accounts)
    assert "1 lettre à envoyer" in text_of(client.get("/notices"))  # type: ignore[arg-type]
    assert client.post("/notices", {"key": "k"}).status_code == 302
    waiting = text_of(client.get("/notices"))  # type: ignore[arg-type]
    assert "En attente de préparation" in waiting
    assert "Envoyer ces lettres" not in waiting
    assert "HX-Refresh" not in client.get("/notices?part=runs").headers
    with fund_scope(place.fund.id):
        send_letters(number=runs.notice_runs()[0].number, at=NOW)
    assert client.get("/notices?part=runs").headers["HX-Refresh"] == "true"
    page = text_of(client.get("/notices"))  # type: ignore[arg-type]
    number = re.search(r"/notices/(L-\d{4}-\d+)", page)
    assert number is not None
    path = f"/notices/{number.group(1)}"
    assert "Sauf erreur de notre part" in text_of(client.get(path))  # type: ignore[arg-type]
    assert 'dir="rtl"' in text_of(client.get(f"{path}?language=ar"))  # type: ignore[arg-type]
    clerk = at_desk(factories.desk(place.fund, Role.EMPLOYER_CLERK, TWO))
    assert clerk.get(path).status_code == 404


def test_tables_open_in_a_spreadsheet_and_hold_no_formula(place: factories.Agency) -> None:
    factories.act(place.registration, "update_employer", number=ONE, legal_name="=HYPERLINK(1)")
    client = at_desk(place.accounts)
    ages = client.get("/aged-balance?on=22/11/2026&format=csv")
    assert ages.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert f"{ONE};'=HYPERLINK(1);0;{3 * OWED};0;0;0;0;{3 * OWED}" in text_of(ages)  # type: ignore[arg-type]
    statement = client.get(f"/employers/{ONE}/statement?since=01/01/2026&format=csv")
    assert f"{3 * OWED}" in text_of(statement)  # type: ignore[arg-type]
