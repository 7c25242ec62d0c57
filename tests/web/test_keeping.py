"""The screens of campaigns, of claims to open, and of proofs recorded at a counter."""

from datetime import date

import pytest
from tests.api.samples import Caller
from tests.benefits import awarded
from tests.benefits.campaigning import a_family, defined
from tests.benefits.claiming import done, liquidator
from tests.registry import families
from tests.web.test_payments import signed_in, text_of

pytestmark = pytest.mark.usefixtures("db")


def test_a_campaign_is_read_then_closed_from_its_page_and_told_by_the_api() -> None:
    home = families.household("CM")
    children = {"ELEVE": "2012-05-01", "SANS": "2014-01-01"}
    a_family(home, "ABENA", children, certified="ELEVE")
    by = liquidator(home.place)
    found = defined(home, by)
    desk, page = signed_in(by), f"/campaigns/{found.number}"
    assert "Liste à lire et à arrêter" in text_of(desk.get("/campaigns"))
    read = desk.get(page)
    assert "1 enfant à servir" in text_of(read)
    assert f"close_campaign_list?campaign={found.number}&amp;children=1" in read.content.decode()
    left = text_of(desk.get(f"{page}?standing=no_certificate"))
    assert "SANS" in left
    assert "ELEVE" not in left
    done(home.place, by, "close_campaign_list", campaign=found.number, children="1")
    assert "1 enfant servi" in text_of(desk.get(page))
    caller = Caller(by)
    told = caller.get(page).json()
    (listed,) = caller.get("/campaigns").json()["items"]
    assert told == listed | {"counts": told["counts"]}
    assert (told["listed"], told["total"]["minor"], told["state"]) == (1, 54_000, "ended")
    (child,) = caller.get(f"{page}/children", standing="given").json()["items"]
    assert child["child"] == home.by_name["ELEVE"]
    assert caller.get(f"/awards/{child['award']}").json()["campaign"] == found.number
    assert page in desk.get(f"/awards/{child['award']}").content.decode()


def test_what_is_to_open_has_its_form_filled() -> None:
    home = families.household("CM")
    worker = home.person("ABENA", "1967-03-10", "male")
    home.works(worker, date(2016, 1, 1))
    by = liquidator(home.place)
    read = signed_in(by).get("/claims/openings?cause=age").content.decode()
    assert f"open_claim?person={worker}&amp;benefit=old_age&amp;event_on=10%2F03%2F2027" in read
    (told,) = Caller(by).get("/openings", cause="age").json()["items"]
    assert (told["person"], told["event_on"]) == (worker, "2027-03-10")


def test_one_visit_records_all_that_a_widow_owes_and_letters_print_in_a_lot() -> None:
    home = families.household("CM")
    her = home.person("MBIDA", "1955-01-01", "female")
    by = liquidator(home.place)
    awarded.granted(by, her, [(date(2024, 1, 1), None, 50_000)], benefit="early_old_age")
    desk = signed_in(by)
    listed = text_of(desk.get("/proofs?on=05/11/2026"))
    assert "Dates à confirmer" in listed
    pdf = desk.get("/proofs/letters.pdf?on=05/11/2026&language=ar")
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    nobody = desk.get("/proofs/letters.pdf?on=05/09/2024")
    assert nobody.status_code == 422
    form = {"person": her, "method": "home_visit", "on": "20/11/2026", "key": "one"}
    wrong = desk.post("/proofs/new", form)
    assert wrong.status_code == 422
    assert "Cochez ce qui a été vu" in text_of(wrong)
    form["kind"] = ["life", "non_function"]
    kept = desk.post("/proofs/new", form, follow=True)
    assert "Les preuves sont enregistrées" in text_of(kept)
    assert "Aucune preuve n’est attendue" in text_of(kept)
