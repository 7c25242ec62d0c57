"""The register of work injuries by its screens, its letters and the API."""

import pytest
from tests import factories
from tests.api.samples import Caller
from tests.benefits.claiming import decided, filed, liquidator
from tests.benefits.injured import HAPPENED, declared, doctor, recognised
from tests.web.test_payments import signed_in

from socle.platform.access.types import Desk, Role


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("CM")


@pytest.fixture
def by(place: factories.Agency) -> Desk:
    return liquidator(place)


def test_an_injury_shows_its_next_step_and_its_medical_part_to_the_adviser_alone(
    place: factories.Agency, by: Desk
) -> None:
    person = factories.person(place)
    number = declared(place, by, person)
    client, adviser = signed_in(by), signed_in(doctor(place))
    assert number in client.get("/injuries").content.decode()
    page = client.get(f"/injuries/{number}").content.decode()
    assert "decide_injury?injury=" in page
    assert "plaie profonde" not in page
    assert "plaie profonde" in adviser.get(f"/injuries/{number}").content.decode()
    assert number not in client.get("/injuries?show=care").content.decode()
    years = client.get("/injuries?show=years").content.decode()
    assert number not in years
    assert "2026" in years
    assert number in client.get(f"/persons/{person}").content.decode()
    recognised(place, by, number)
    assert "close_injury?injury=" in adviser.get(f"/injuries/{number}").content.decode()
    assert number in adviser.get("/medical").content.decode()
    page = client.get(f"/injuries/{number}").content.decode()
    for words in ("déclaré par l’employeur", "caractère professionnel : reconnu"):
        assert words in page
    # A claim says of which injury it is until it is decided, and no longer.
    claim = filed(place, by, person, "work_injury_daily", HAPPENED)
    assert "link_injury" in client.get(f"/claims/{claim}").content.decode()
    decided(place, by, claim, "refused", ground="Il a été payé")
    assert "link_injury" not in client.get(f"/claims/{claim}").content.decode()
    for address in ("receipt.pdf", "receipt.pdf?to=employer&language=ar", "decision.pdf"):
        answer = client.get(f"/injuries/{number}/{address}")
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF-")
    before = client.get(f"/injuries/{number}?on=2026-06-02")
    assert before.status_code == 404  # declared on the third


def test_the_api_reads_the_register_in_two_times_without_what_is_medical(
    place: factories.Agency, by: Desk
) -> None:
    number = declared(place, by, factories.person(place))
    recognised(place, by, number)
    caller = Caller(by)
    (line,) = caller.get("/injuries").json()["items"]
    assert (line["number"], line["state"], line["late"]) == (number, "recognised", False)
    assert caller.get("/injuries", state="refused").json()["items"] == []
    found = caller.get(f"/injuries/{number}").json()
    assert (found["nature"], found["decisions"][0]["outcome"]) == ("", "recognised")
    assert found["certificates"][0]["off_until"] == "2026-06-11"
    then = caller.get(f"/injuries/{number}", on="2026-06-10").json()
    assert (then["state"], then["decisions"]) == ("complete", [])
    whole = Caller(doctor(place)).get(f"/injuries/{number}").json()
    assert whole["nature"] == "plaie profonde"


def test_an_employers_clerk_declares_and_lands_on_the_page_of_their_employer(
    place: factories.Agency, by: Desk
) -> None:
    person, employer = factories.person(place), factories.employer(place)
    work = {"employer": employer, "person": person, "occupation": "Scieur"}
    factories.act(place.registration, "hire", **work)
    client = signed_in(factories.desk(place.fund, Role.EMPLOYER_CLERK, employer))
    form = client.get("/acts/new/declare_injury").content.decode()
    assert employer in form
    said = {
        "person": person,
        "kind": "work_accident",
        "happened_on": "01/06/2026",
        "place": "Atelier",
        "circumstances": "La lame a sauté",
        "nature": "plaie",
        "seat": "main",
        "employer": employer,
        "declared_by": "employer",
        "effective_on": "03/06/2026",
    }
    sent = {f"act-{name}": value for name, value in said.items()}
    answer = client.post("/acts/new/declare_injury", sent | {"key": "declared-once"})
    assert answer.status_code == 302, answer.content.decode()
    assert answer.headers["Location"] == f"/employers/{employer}/injuries"
    page = client.get(answer.headers["Location"]).content.decode()
    assert "2026" in page
    assert client.get("/injuries").status_code == 403
    (year,) = Caller(place.accounts).get(f"/employers/{employer}/injuries").json()
    assert (year["work_accident"], year["days_off"]) == (1, 0)
