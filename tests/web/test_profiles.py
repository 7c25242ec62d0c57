"""A profile made on the screens from a sample file, and a spreadsheet deposited with it."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import factories
from tests.contributions.sheets import csv, defined, xlsx
from tests.countries.tabular.sheets import workbook
from tests.countries.tabular.test_ready import COTONOU

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.acts.queries import act, acts
from socle.web import clock

SECOND = "3210100565S"


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    return place


def deposit_day() -> str:
    """Today in the fund's country, as its forms write it: past midnight there, not yet in UTC."""
    return f"{clock.today('CM'):%d/%m/%Y}"


def signed_in(desk: Desk) -> Client:
    client = Client()
    assert client.post("/sign-in", {"name": desk.login, "password": desk.login}).status_code == 302
    return client


def clerk(place: factories.Agency, number: str = factories.CM_EMPLOYER) -> Desk:
    return factories.desk(place.fund, Role.EMPLOYER_CLERK, number)


def upload(client: Client, content: bytes, name: str = "paie.csv", **typed: str) -> Any:
    file = SimpleUploadedFile(name, content)
    given = {"employer": factories.CM_EMPLOYER} | typed
    return client.post("/profiles/new", given | {"file": file})


def form_of(page: Any) -> dict[str, str]:
    """What the form of the page would send: hidden fields, inputs, chosen options."""
    text = page.content.decode()
    form = text[text.index('name="sample"') - 400 :]
    fields = dict(re.findall(r'<input[^>]* name="(\w+)" value="([^"]*)"', form))
    for name, options in re.findall(r'<select[^>]* name="(\w+)"[^>]*>(.*?)</select>', form):
        chosen = re.search(r'<option(?: value="([^"]*)")? selected>', options)
        fields[name] = chosen[1] if chosen else ""
    return fields


def test_a_clerk_makes_a_profile_from_a_file_and_deposits_with_it(place: factories.Agency) -> None:
    client = signed_in(clerk(place))
    page = upload(client, csv([350_000, 120_000], foot=["TOTAL;;;;470000"]))
    assert page.status_code == 200
    fields = form_of(page)
    assert (fields["wage"], fields["month"], fields["headings_row"]) == ("Salaire", "Mois", "1")
    assert "2 lignes de salaire lues" in page.content.decode()
    saved = client.post("/profiles/new", fields | {"do": "save", "name": "Sage"})
    assert saved.status_code == 302
    shown = client.get(saved["Location"]).content.decode()
    assert "Sage" in shown
    assert "N° CNPS" in shown
    sent = {
        "file": SimpleUploadedFile("paie.csv", csv([350_000])),
        "deposited_on": deposit_day(),
    }
    answer = client.post("/deposits/new", sent, follow=True).content.decode()
    assert "Fichier reçu et comptabilisé" in answer
    assert "Tableau CSV ou XLSX" in answer


def test_the_sample_is_the_evidence_of_the_act(place: factories.Agency) -> None:
    client = signed_in(clerk(place))
    fields = form_of(upload(client, xlsx([350_000]), "paie.xlsx"))
    client.post("/profiles/new", fields | {"do": "save", "name": "Paie"})
    with fund_scope(place.fund.id):
        (latest,) = acts(before=None, limit=1)
        found = act(number=latest.number)
    assert found.type == "define_file_profile"
    assert [each.name for each in found.evidence] == ["paie.xlsx"]


def test_what_the_sample_gives_is_shown_before_it_is_saved(place: factories.Agency) -> None:
    client = signed_in(clerk(place))
    fields = form_of(upload(client, csv([350_000, "12O 000"])))
    page = client.post("/profiles/new", fields | {"do": "look"}).content.decode()
    assert "1 ligne de salaire lue" in page
    assert "1 point que ce profil ne sait pas lire" in page
    assert "12O 000" in page
    swapped = fields | {"do": "look", "wage": "Nom", "insured_name": ""}
    assert "tabular" not in client.post("/profiles/new", swapped).content.decode()
    assert client.get("/profiles").content.decode().count("F-0") == 0


def test_a_mapping_that_is_not_whole_says_where(place: factories.Agency) -> None:
    client = signed_in(clerk(place))
    fields = form_of(upload(client, csv([350_000])))
    answer = client.post("/profiles/new", fields | {"do": "save", "name": "", "wage": ""})
    assert answer.status_code == 422
    assert "Donnez un nom au profil" in answer.content.decode()
    answer = client.post("/profiles/new", fields | {"do": "save", "name": "A", "wage": ""})
    assert answer.status_code == 422
    assert 'href="#p-wage"' in answer.content.decode()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", workbook()[:900], b"\xd0\xcf\x11\xe0" * 9])
def test_a_file_that_cannot_be_read_says_why(place: factories.Agency, content: bytes) -> None:
    answer = upload(signed_in(clerk(place)), content, "paie.xlsx")
    assert answer.status_code == 422
    assert 'id="file-why"' in answer.content.decode()


def test_nobody_reads_the_sample_of_another(place: factories.Agency) -> None:
    fields = form_of(upload(signed_in(clerk(place)), csv([350_000])))
    factories.employer(place, SECOND)
    other = signed_in(clerk(place, SECOND))
    answer = other.post("/profiles/new", fields | {"do": "look"})
    assert answer.status_code == 422
    assert "350" not in answer.content.decode()


def test_an_employer_s_profile_is_not_seen_by_another(place: factories.Agency) -> None:
    number = defined(place.accounts).subject
    factories.employer(place, SECOND)
    other = signed_in(clerk(place, SECOND))
    assert other.get(f"/profiles/{number}").status_code == 404
    assert number not in other.get("/profiles").content.decode()
    assert number in signed_in(place.accounts).get("/profiles").content.decode()


def test_an_agent_makes_the_fund_s_own_profile_and_ends_it(place: factories.Agency) -> None:
    client = signed_in(place.accounts)
    fields = form_of(upload(client, csv([350_000]), employer=""))
    saved = client.post("/profiles/new", fields | {"do": "save", "name": "Modèle"})
    assert "tous les employeurs" in client.get(saved["Location"]).content.decode()
    ended = client.post(saved["Location"], {"motive": "modèle retiré"})
    assert ended.status_code == 302
    assert "Modèle" not in client.get("/profiles").content.decode()


def test_a_spreadsheet_without_a_profile_leads_to_making_one(place: factories.Agency) -> None:
    client = signed_in(clerk(place))
    sent = {
        "file": SimpleUploadedFile("paie.csv", csv([350_000])),
        "deposited_on": deposit_day(),
    }
    answer = client.post("/deposits/new", sent, follow=True).content.decode()
    assert 'href="/profiles/new"' in answer
    assert "aucun profil" in answer


def test_a_month_may_be_given_with_the_file(place: factories.Agency) -> None:
    client = signed_in(clerk(place))
    defined(place.accounts, changed={"month": ""})
    sent = {"deposited_on": deposit_day(), "month": "2026-2"}
    file = SimpleUploadedFile("paie.csv", csv([350_000]))
    assert client.post("/deposits/new", sent | {"file": file}).status_code == 422
    file = SimpleUploadedFile("paie.csv", csv([350_000]))
    answer = client.post("/deposits/new", sent | {"file": file, "month": "2026-02"}, follow=True)
    assert "Fichier reçu et comptabilisé" in answer.content.decode()


def test_a_profile_comes_by_the_api_and_reads_a_deposit(place: factories.Agency) -> None:
    client = signed_in(clerk(place))
    given = {
        "employer": factories.CM_EMPLOYER,
        "name": "API",
        "columns": {
            "month": "Mois",
            "insured_number": "N° CNPS",
            "days": "Jours",
            "wage": "Salaire",
        },
        "effective_on": "2026-01-01",
    }
    headers = {"Idempotency-Key": "cle-0123456789-profil"}

    def post(**changed: Any) -> Any:
        return client.post(
            "/api/v1/profiles", given | changed, content_type="application/json", headers=headers
        )

    made, again = post(), post()
    assert (made.status_code, again.status_code) == (201, 200), made.content
    number = made.json()["subject"]
    (listed,) = client.get("/api/v1/profiles").json()["items"]
    assert listed["number"] == number
    assert client.get(f"/api/v1/profiles/{number}").json() == listed
    headers = {"Idempotency-Key": "cle-0123456789-autre"}
    wrong = post(columns={"wage": "Salaire"})
    assert wrong.status_code == 422
    file = SimpleUploadedFile("paie.csv", csv([350_000]))
    headers = {"Idempotency-Key": "cle-0123456789-depot"}
    sent = {"file": file, "profile": number, "deposited_on": clock.today("CM").isoformat()}
    answer = client.post("/api/v1/declarations", sent, headers=headers)
    assert (answer.status_code, answer.json()["format"]) == (201, "tabular"), answer.content


def test_a_spreadsheet_that_the_fund_asks_for_is_recognised_and_must_be_confirmed(
    db: None,
) -> None:
    there = factories.agency("BJ", scheme="cnss")
    client = signed_in(there.accounts)
    page = upload(client, COTONOU.encode(), employer="")
    text = page.content.decode()
    assert "Modèle reconnu, à confirmer : Liste nominative des mensuels" in text
    assert "Le rappel de salaire (colonne I)" in text
    fields = form_of(page)
    found = [fields[name] for name in ("insured_number", "insured_name", "days", "wage")]
    assert found == ["#2", "#3", "#7", "#8"]
    saved = client.post("/profiles/new", fields | {"do": "save", "name": "Liste nominative"})
    assert saved.status_code == 302, saved.content.decode()
