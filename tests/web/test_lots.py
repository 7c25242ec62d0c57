"""The screens of payments out: a lot through its steps, the queues, a return, the books."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.payments import scenes
from tests.payments.messages import camt054, entry, pain002, status
from tests.payments.scenes import prepared
from tests.web.test_payments import signed_in, text_of

from socle.web import clock


@pytest.fixture
def house(db: None) -> scenes.House:
    return scenes.house()


def test_a_lot_goes_through_its_steps_by_three_desks_and_comes_back(house: scenes.House) -> None:
    run = scenes.owed(
        house,
        {
            scenes.payee(house, 1): 80_000,
            scenes.payee(house, 2): 50_000,
            scenes.payee(house, 3, to="-"): 7_000,
        },
    )
    paymaster, authoriser, accountant = (
        signed_in(each) for each in (house.paymaster, house.authoriser, house.accountant)
    )
    assert run[-6:] in text_of(paymaster.get("/lots")).replace(" ", "")
    listed = paymaster.post("/lots", {"run": run, "key": "k"}, follow=True)
    found = re.search(r"/lots/LP-[\d-]+", listed.content.decode())
    assert found is not None
    page = found[0]
    # Whoever prepares sees no button of another's step, and may not force it.
    paymaster.post(page, {"do": "control_lot", "key": "a"})
    assert "par une autre personne" in text_of(paymaster.get(page))
    assert paymaster.post(page, {"do": "validate_lot", "key": "b"}).status_code == 403
    authoriser.post(page, {"do": "validate_lot", "key": "c"})
    accountant.post(page, {"do": "endorse_lot", "key": "d"})
    accountant.post(page, {"do": "send_lot", "key": "e"})
    taken = paymaster.post(page + "/file", {"key": "f"})
    assert b"pain.001.001.09" in taken.content
    (first, _), (second, _) = scenes.orders(house)
    lot = page.rsplit("/", 1)[-1]
    content = pain002(lot, status(first, "ACSC"), status(second, "RJCT", "AC04"), count=2)
    half = paymaster.post(
        "/returns/new", {"file": SimpleUploadedFile("r.xml", content[:300]), "key": "g"}
    )
    assert half.status_code == 422
    paymaster.post("/returns/new", {"file": SimpleUploadedFile("r.xml", content), "key": "h"})
    strange = camt054(entry("OP-999999999", 5))
    waiting = paymaster.post(
        "/returns/new", {"file": SimpleUploadedFile("s.xml", strange), "key": "i"}, follow=True
    )
    said = text_of(waiting)
    for words in ("compte clôturé", "Aucun compte utilisable", "Ordre inconnu"):
        assert words in said
    paymaster.post("/orders", {"order": second, "name": "", "key": "j"})
    again = paymaster.post(
        "/returns/new", {"file": SimpleUploadedFile("s.xml", strange), "key": "i2"}, follow=True
    )
    assert "rien n’a changé" in text_of(again)
    number = re.search(r'name="return" value="(RP-[\d-]+)"', waiting.content.decode())
    assert number is not None
    paymaster.post(
        "/orders",
        {"do": "answer", "return": number[1], "line": "1", "motive": "rendu", "key": "l"},
    )
    left = text_of(paymaster.get("/orders"))
    assert "Aucune ligne n’attend" in left
    assert "Aucun ordre revenu" in left
    assert "À rejouer" in text_of(paymaster.get(f"/orders/{second}"))
    books = text_of(accountant.get("/books"))
    assert "Bénéficiaires, à payer" in books
    assert "57 000" in books
    assert accountant.get("/books.csv").content.decode("utf-8-sig").startswith("Numéro;")


def test_a_cash_list_is_printed_with_a_place_to_sign(house: scenes.House) -> None:
    run = scenes.owed(house, {scenes.payee(house, 1, to="-"): 7_000})
    [lot] = scenes.prepared(house, run, without_account="cash")
    client = signed_in(house.paymaster)
    assert "Signature" in text_of(client.get(f"/lots/{lot}/list"))
    scenes.sent(house, lot)
    assert "qui n’est pas venu" in text_of(client.get(f"/lots/{lot}"))
    settled = {"act-lot": lot, "act-effective_on": f"{clock.today('CM'):%d/%m/%Y}", "key": "s"}
    done = client.post("/acts/new/settle_cash", settled, follow=True)
    assert (done.status_code, done.redirect_chain[-1][0]) == (200, f"/lots/{lot}")
    assert client.get("/lots/LP-2026-9999999").status_code == 404


def test_a_number_of_the_fund_s_chart_names_its_account(house: scenes.House) -> None:
    scenes.owed(house, {scenes.payee(house, 1): 7_000})
    scenes.act(
        house.accountant,
        "set_chart_account",
        account="beneficiary",
        number="425",
        label="Ayants droit",
    )
    assert "425" in text_of(signed_in(house.accountant).get("/books"))


def test_an_account_that_pays_several_persons_is_shown(house: scenes.House) -> None:
    one, other = (scenes.payee(house, rank, to=scenes.account(7)) for rank in range(2))
    alone = scenes.payee(house, 2)
    due = {one: 10_000, other: 20_000, alone: 30_000}
    [lot] = prepared(house, scenes.owed(house, due))
    client = signed_in(house.paymaster)
    page = text_of(client.get(f"/lots/{lot}"))
    assert "Comptes qui paient plusieurs personnes" in page
    [shared] = client.get(f"/api/v1/lots/{lot}/shared-accounts").json()["items"]
    assert (shared["payees"], shared["amount"]["minor"]) == (2, 30_000)
    assert [each.split()[0] for each in shared["holders"]] == [one, other]
    assert scenes.account(7)[:-6] not in page + str(shared)
