"""The site over HTTP, on a real database: who enters, what a role sees, a file's whole way."""

from dataclasses import dataclass

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from tests import factories

from socle.platform.access.types import Desk, Role
from socle.web import clock

LINE = (
    "C0400001AM012345678901A010123456789K120261122334455B3000003500000000000000000033"
    "0000000035000000003500000001200000100001EMP0001        "
)
OTHER_EMPLOYER = "9876543210Z"


@dataclass(frozen=True)
class Place:
    """A fund with two employers, an insured person, and a clerk of the first employer."""

    agency: factories.Agency
    clerk: Desk


@pytest.fixture
def place(db: None) -> Place:
    agency = factories.agency("CM")
    factories.employer(agency)
    factories.employer(agency, OTHER_EMPLOYER, legal_name="Brasseries du Moungo")
    factories.person(agency)
    clerk = factories.desk(agency.fund, Role.EMPLOYER_CLERK, factories.CM_EMPLOYER)
    return Place(agency, clerk)


def at_desk(desk: Desk) -> Client:
    """A browser where the person has signed in; the tests' password is the name."""
    client = Client(headers={"accept-language": "fr"})
    answer = client.post("/sign-in", {"name": desk.login, "password": desk.login})
    assert answer.status_code == 302, answer.content.decode()
    return client


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def deposit(client: Client, content: str, key: str = "k1") -> HttpResponse:
    file = SimpleUploadedFile("dipe.txt", content.encode())
    sent = {"file": file, "deposited_on": "10/02/2026", "key": key}
    answer: HttpResponse = client.post("/deposits/new", sent)  # type: ignore[assignment]
    return answer


def test_a_wrong_name_and_a_wrong_password_have_one_answer(place: Place) -> None:
    client = Client()
    known = client.post("/sign-in", {"name": place.clerk.login, "password": "x"})
    unknown = client.post("/sign-in", {"name": "nobody", "password": "x"})
    odd = client.post("/sign-in", {"name": "no\0body", "password": "x"})
    assert known.status_code == unknown.status_code == odd.status_code == 422
    said = "Ce nom et ce mot de passe ne vont pas ensemble"
    assert said in text_of(known)
    assert said in text_of(unknown)


def test_every_page_asks_to_sign_in_unless_it_is_public(db: None) -> None:
    client = Client()
    for path in ("/desk", "/deposits", "/employers", "/persons/1", "/acts", "/search", "/acts/x"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in?next=")
    for path in ("/", "/sign-in", "/health"):
        assert client.get(path).status_code == 200


def test_signing_in_never_leads_to_another_site(place: Place) -> None:
    sent = {"name": place.clerk.login, "password": place.clerk.login}
    answer = Client().post("/sign-in", sent | {"next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/desk"


def test_signing_out_clears_the_browser_and_the_session(place: Place) -> None:
    client = at_desk(place.clerk)
    assert client.get("/sign-out").status_code == 405
    answer = client.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/desk").status_code == 302


def test_a_page_for_a_person_is_kept_by_no_browser(place: Place) -> None:
    answer = at_desk(place.clerk).get("/desk")
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_static_file_is_kept_for_a_year_under_its_hashed_name(db: None) -> None:
    page = text_of(Client().get("/"))  # type: ignore[arg-type]
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    first = Client().get(address, headers={"accept-encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    assert "immutable" in first.headers["Cache-Control"]
    again = Client().get(address, headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    for outside in ("../settings/base.py", "socle/../../settings/base.py", "%2e%2e/x", ""):
        assert Client().get(f"/static/{outside}").status_code == 404


def test_the_language_is_kept_and_the_page_comes_back(db: None) -> None:
    client = Client()
    answer = client.post("/language", {"language": "ar", "next": "/sign-in"})
    assert answer.headers["Location"] == "/sign-in"
    assert 'dir="rtl"' in text_of(client.get("/sign-in"))  # type: ignore[arg-type]
    away = client.post("/language", {"language": "xx", "next": "//elsewhere.example"})
    assert away.headers["Location"] == "/"
    assert settings.LANGUAGE_COOKIE_NAME not in away.cookies
    nameless = client.post("/language", {"language": "fr", "next": "2147483648"})
    assert nameless.headers["Location"] == "/"


def test_a_file_becomes_a_receipt_an_account_and_a_career(place: Place) -> None:
    content = "\r\n".join([LINE, LINE.replace("1122334455B", "9999999999X"), ""])
    client = at_desk(place.clerk)
    answer = deposit(client, content)
    assert answer.status_code == 302, text_of(answer)
    page = text_of(client.get(answer.headers["Location"]))  # type: ignore[arg-type]
    assert "Fichier reçu et comptabilisé" in page
    assert "125\u202f300\u202fFCFA" in page
    assert "1 ligne attend un numéro d’assuré" in page
    number = answer.headers["Location"].rpartition("/")[2]
    assert "Récépissé" in text_of(client.get(f"/receipts/{number}"))  # type: ignore[arg-type]
    kept = client.get(f"/receipts/{number}.txt")
    assert kept.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Lignes de salaire : 2" in text_of(kept)  # type: ignore[arg-type]
    assert deposit(client, content, "k2").headers["Location"] == answer.headers["Location"]
    account = client.get(f"/employers/{factories.CM_EMPLOYER}/account")
    assert "janvier 2026" in text_of(account)  # type: ignore[arg-type]
    officer = at_desk(place.agency.accounts)
    career = text_of(officer.get(f"/persons/{factories.CM_PERSON}"))  # type: ignore[arg-type]
    assert "1 mois déclaré" in career
    for path in ("/desk", "/deposits", "/acts", "/employers", "/search?q=savonnerie"):
        shown = officer.get(path)
        assert shown.status_code == 200, path
        assert "missing:" not in text_of(shown)  # type: ignore[arg-type]


def test_a_wrong_file_shows_each_fault_and_gives_them_all(place: Place) -> None:
    client = at_desk(place.clerk)
    answer = deposit(client, LINE.replace("B30", "B45") + "\r\n")
    page = text_of(client.get(answer.headers["Location"]))  # type: ignore[arg-type]
    assert "rien n’est comptabilisé" in page
    assert "Nombre de jours" in page
    table = client.get(answer.headers["Location"] + "/faults.csv")
    assert table.headers["Content-Type"].startswith("text/csv")
    assert "nombre de jours" in text_of(table)  # type: ignore[arg-type]
    assert "B45" in text_of(table)  # type: ignore[arg-type]
    none_yet = answer.headers["Location"].replace("deposits", "receipts") + ".txt"
    assert client.get(none_yet).status_code == 404


def test_a_clerk_meets_no_other_employer(place: Place) -> None:
    other = LINE.replace("0123456789K", OTHER_EMPLOYER)
    answer = deposit(at_desk(place.agency.accounts), other + "\r\n")
    client = at_desk(place.clerk)
    assert client.get(answer.headers["Location"]).status_code == 404
    assert client.get(f"/employers/{OTHER_EMPLOYER}").status_code == 404
    assert client.get(f"/employers/{OTHER_EMPLOYER}/account").status_code == 404
    assert "Moungo" not in text_of(client.get("/employers"))  # type: ignore[arg-type]
    assert "Moungo" not in text_of(client.get("/deposits"))  # type: ignore[arg-type]
    assert "Moungo" not in text_of(client.get("/search?q=moungo"))  # type: ignore[arg-type]
    assert client.get(f"/persons/{factories.CM_PERSON}").status_code == 403


def test_an_administrator_opens_no_file(place: Place) -> None:
    client = at_desk(place.agency.administrator)
    assert client.get("/desk").status_code == 200
    for path in ("/deposits", "/employers", "/acts", "/search?q=a", "/persons/1"):
        assert client.get(path).status_code == 403


def test_an_act_is_entered_once_and_its_page_opens(place: Place) -> None:
    client = at_desk(place.agency.registration)
    form = client.get("/acts/new/register_person")
    assert form.status_code == 200
    sent = {
        "key": "one",
        "act-number": "2233445566C",
        "act-family_name": "KAMGA",
        "act-given_names": "Mireille",
        "act-birth_on": "03051984",
        "act-sex": "female",
        "act-effective_on": "16/03/2026",
        "act-motive": "Demande au guichet",
    }
    first = client.post("/acts/new/register_person", sent)
    again = client.post("/acts/new/register_person", sent)
    assert first.status_code == 302, text_of(first)  # type: ignore[arg-type]
    assert again.headers["Location"] == first.headers["Location"]
    page = text_of(client.get(first.headers["Location"]))  # type: ignore[arg-type]
    assert "Demande au guichet" in page
    assert "03/05/1984" in page
    person = text_of(client.get("/persons/2233445566C"))  # type: ignore[arg-type]
    assert "KAMGA Mireille" in person
    before = client.get("/persons/2233445566C?known_at=01/01/2020")
    assert before.status_code == 404


def test_a_wrong_act_keeps_what_was_typed(place: Place) -> None:
    client = at_desk(place.agency.registration)
    sent = {"key": "x", "act-family_name": "KAMGA", "act-effective_on": "16/03/2026"}
    answer = client.post("/acts/new/register_person", sent)
    assert answer.status_code == 422
    page = text_of(answer)  # type: ignore[arg-type]
    assert 'value="KAMGA"' in page
    assert 'href="#act-number"' in page


def test_an_act_of_four_eyes_waits_for_another_person(place: Place) -> None:
    client = at_desk(place.agency.registration)
    sent = {
        "key": "x",
        "act-number": factories.CM_EMPLOYER,
        "act-input": "risk_group",
        "act-value": "C",
        "act-effective_on": "16/03/2026",
    }
    answer = client.post("/acts/new/classify_employer", sent)
    assert answer.status_code == 302, text_of(answer)  # type: ignore[arg-type]
    address = answer.headers["Location"]
    assert address.startswith("/proposals/")
    assert client.post(address, {"decision": "validate"}).status_code == 403
    verifier = at_desk(place.agency.verifier)
    assert verifier.post(address, {"decision": "refuse", "reason": ""}).status_code == 422
    done = verifier.post(address, {"decision": "validate"})
    assert done.status_code == 302
    assert verifier.get(done.headers["Location"]).status_code == 200


def test_a_file_over_the_limit_is_refused_unread(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DEPOSIT_LIMIT_BYTES", 1_000)
    answer = deposit(at_desk(place.clerk), "x" * 200_000)
    assert answer.status_code == 413
    assert "Ce fichier dépasse" in text_of(answer)


def test_a_form_without_its_token_says_so_calmly(place: Place) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in", {"name": "a", "password": "b"})
    assert answer.status_code == 403
    assert "Ce formulaire a expiré" in text_of(answer)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/deposits/R-x", "/declarations/x", "/acts/x", "/nothing"])
def test_what_does_not_exist_is_said_calmly(place: Place, path: str) -> None:
    answer = at_desk(place.agency.accounts).get(path)
    assert answer.status_code == 404
    assert "<h1>" in text_of(answer)  # type: ignore[arg-type]


def test_dates_that_make_no_sense_are_shown_at_their_field(place: Place) -> None:
    client = at_desk(place.agency.accounts)
    page = text_of(client.get(f"/employers/{factories.CM_EMPLOYER}?on=31/02/2025"))  # type: ignore[arg-type]
    assert "« 31/02/2025 » n’est pas une date" in page.replace("\u00a0", " ")
    assert clock.today("CM").strftime("%d/%m/%Y") in page
