"""The screens of money: the cashier's day, a bank statement, the queue, an employer's payments."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import factories
from tests.collection import samples
from tests.collection.samples import Movement, camt

from socle.kernel.payment_references import debt_reference
from socle.platform.access.types import Desk, Role

NUMBER = factories.CM_EMPLOYER


@pytest.fixture
def place(db: None) -> factories.Agency:
    return samples.agency()


def signed_in(desk: Desk, language: str = "fr") -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    client.post("/sign-in", {"name": desk.login, "password": desk.login})
    return client


def text_of(answer: Any) -> str:
    """What a person reads on a page, with plain spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()).replace(
        "\N{NARROW NO-BREAK SPACE}", " "
    )


def sent(client: Client, content: bytes) -> Any:
    file = SimpleUploadedFile("releve.xml", content)
    return client.post("/statements/new", {"file": file, "key": "k1"}, follow=True)


def test_a_cashier_opens_receives_prints_and_closes(place: factories.Agency) -> None:
    client = signed_in(samples.cashier(place))
    client.post("/cashier", {"do": "open", "opening_float": "20 000", "key": "a"})
    paid = {"do": "receive", "employer": NUMBER, "amount": "21 080", "means": "cash", "key": "b"}
    printed = client.post("/cashier", paid, follow=True)
    assert "Vingt et un mille quatre-vingts francs CFA" in text_of(printed)
    again = client.post("/cashier", paid, follow=True)
    assert again.redirect_chain == printed.redirect_chain
    client.post("/cashier", {"do": "close", "counted": "41 000", "key": "c"})
    closed = client.get("/cashier")
    assert "−80" in text_of(closed)
    day = re.search(r"/cashier/C-[\d-]+", closed.content.decode())
    assert day is not None
    assert "41 080 FCFA" in text_of(client.get(day[0]))


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    place: factories.Agency,
) -> None:
    client = signed_in(samples.cashier(place))
    client.post("/cashier", {"do": "open", "opening_float": "0", "key": "a"})
    wrong = {"do": "receive", "reference": "123", "amount": "500", "means": "cash", "key": "b"}
    answer = client.post("/cashier", wrong)
    assert answer.status_code == 422
    assert 'value="123"' in answer.content.decode()
    assert "n&#x27;est pas une référence de paiement" in answer.content.decode()


def test_a_statement_is_sent_read_and_shown_line_by_line(place: factories.Agency) -> None:
    due = samples.owes(place, 1)
    client = signed_in(place.accounts)
    movements = [
        Movement(due, samples.reference_of(place, 1)),
        Movement(5_000, "LOYER &lt;b&gt;", payer="BOULANGERIE DEIDO"),
        Movement(-700, "FRAIS"),
    ]
    page = sent(client, camt(movements))
    assert page.status_code == 200
    assert "référence de paiement" in text_of(page)
    assert "Débit, à traiter hors de Socle" in text_of(page)
    assert "<b>" not in page.content.decode().split("LOYER")[1][:10]
    assert "rien n’a été compté deux fois" in text_of(sent(client, camt(movements)))


def test_a_refused_statement_says_where(place: factories.Agency) -> None:
    client = signed_in(place.accounts)
    answer = sent(client, camt([Movement(5_000, currency="EUR")]))
    assert answer.status_code == 422
    assert "XAF" in text_of(answer)
    assert "EUR" in text_of(answer)


def test_lines_that_may_be_told_twice_are_shown_and_decided(place: factories.Agency) -> None:
    client = signed_in(place.accounts)
    movements = [Movement(5_000, "MARS"), Movement(700, "LOYER"), Movement(300, "AVRIL")]
    sent(client, camt(movements))
    file = SimpleUploadedFile("releve.csv", samples.csv_of(movements))
    page = client.post("/statements/new", {"file": file, "key": "k2"}, follow=True)
    assert "3 doublons possibles" in text_of(page)
    assert "même référence" in text_of(page) or "payeur ou libellé proche" in text_of(page)
    address = page.redirect_chain[-1][0]
    assert "3 doublons possibles à trancher" in text_of(client.get("/statements"))
    first = samples.rows(place, "SELECT number FROM payment ORDER BY id")[0][0]
    wrong = client.post(address, {"do": "same", "line": "2", "payment": first, "key": "a"})
    assert wrong.status_code == 422
    assert "Choisissez l&#x27;encaissement du même montant" in wrong.content.decode()
    said = {"do": "same", "line": "1", "payment": first, "key": "b"}
    for _twice in range(2):
        assert "2 doublons possibles" in text_of(client.post(address, said, follow=True))
    proposed = client.post(address, {"do": "another", "line": "2", "key": "c"})
    assert proposed.headers["Location"].startswith("/proposals/P-")
    whole = client.post(address, {"do": "all", "key": "d"}, follow=True)
    assert "doublon possible" not in text_of(whole)
    assert samples.suspense(place) == 6_000


def test_a_payment_taken_back_is_proposed_and_reversed_by_a_button(place: factories.Agency) -> None:
    due = samples.owes(place, 1)
    client = signed_in(place.accounts)
    sent(client, camt([Movement(due, NUMBER)]))
    back = Movement(-due, NUMBER, value_on="2026-03-20", is_reversal=True, return_code="AC04")
    unknown = Movement(-1, "INCONNU", is_reversal=True)
    file = SimpleUploadedFile("retour.xml", camt([back, unknown], name="ST-2"))
    page = client.post("/statements/new", {"file": file, "key": "k2"}, follow=True)
    assert "2 paiements repris par la banque" in text_of(page)
    assert "compte clôturé" in text_of(page)
    assert "Aucun encaissement de ce montant." in text_of(page)
    number = samples.rows(place, "SELECT number FROM payment")[0][0]
    said = {"do": "return", "line": "1", "payment": number, "reason": "AC04", "key": "a"}
    after = client.post(page.redirect_chain[-1][0], said, follow=True)
    assert "1 paiement repris par la banque" in text_of(after)
    assert "Repris par la banque, paiement annulé" in text_of(after)
    assert samples.balance(place)["2026-01"] == (due, 0)
    assert "Rejeté ou sorti" in text_of(client.get(f"/payments/{number}"))


def test_a_button_that_says_nothing_changes_nothing(place: factories.Agency) -> None:
    client = signed_in(place.accounts)
    page = sent(client, camt([Movement(5)]))
    address = page.redirect_chain[-1][0]
    assert client.post(address, {"do": "x"}).status_code == 200
    assert client.post(address, {"do": "same", "line": "x", "payment": "y"}).status_code == 422
    assert samples.rows(place, "SELECT count(*) FROM act WHERE type LIKE 'same%%'") == [(0,)]


def test_a_waiting_payment_is_matched_to_a_near_employer(place: factories.Agency) -> None:
    due = samples.owes(place, 1, employer=samples.OTHER)
    client = signed_in(place.accounts)
    sent(client, camt([Movement(due, "COTISATIONS", payer="BOULANGERIE DE DEIDO")]))
    queue = client.get("/suspense")
    assert "nom proche" in text_of(queue)
    number = re.search(r"/payments/(E-[\d-]+)", queue.content.decode())
    assert number is not None
    page = client.get(f"/payments/{number[1]}")
    assert samples.OTHER in text_of(page)
    matched = client.post(
        f"/payments/{number[1]}/match", {"employer": samples.OTHER, "key": "m"}, follow=True
    )
    assert "Imputé" in text_of(matched)
    assert samples.balance(place, samples.OTHER)["2026-01"] == (due, due)


def test_a_digit_mistyped_in_a_reference_is_proposed(place: factories.Agency) -> None:
    samples.owes(place, 1)
    good = samples.reference_of(place, 1)
    bad = good[:-1] + str((int(good[-1]) + 1) % 10)
    client = signed_in(place.accounts)
    sent(client, camt([Movement(1_000, bad, payer="INCONNU")]))
    assert "référence à un chiffre près" in text_of(client.get("/suspense"))


def test_an_employer_s_clerk_reads_their_payments_alone(place: factories.Agency) -> None:
    samples.post_statement(
        place.accounts,
        camt([Movement(10, NUMBER), Movement(20, samples.OTHER), Movement(30, "PERSONNE")]),
    )
    rows = samples.rows(place, "SELECT number FROM payment ORDER BY id")
    own, others, nobodys = (number for (number,) in rows)
    client = signed_in(factories.desk(place.fund, Role.EMPLOYER_CLERK, NUMBER))
    assert client.get(f"/employers/{NUMBER}/payments").status_code == 200
    assert client.get(f"/payments/{own}").status_code == 200
    for path in (
        f"/employers/{samples.OTHER}/payments",
        f"/payments/{others}",
        f"/payments/{nobodys}",
    ):
        assert client.get(path).status_code == 404, path
    for path in ("/suspense", "/statements", "/cashier"):
        assert client.get(path).status_code == 403, path


def test_the_receipt_of_a_deposit_carries_its_payment_reference(place: factories.Agency) -> None:
    samples.owes(place, 1)
    client = signed_in(place.accounts)
    number = samples.rows(place, "SELECT number FROM deposit")[0][0]
    entry = samples.rows(place, "SELECT min(entry_id) FROM contributor_posting")[0][0]
    digits = debt_reference(int(entry))
    grouped = f"{digits[:4]} {digits[4:8]} {digits[8:]}"
    assert grouped in text_of(client.get(f"/receipts/{number}"))
    assert (
        f"Référence de paiement : {grouped}"
        in client.get(f"/receipts/{number}.txt").content.decode()
    )


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("path", ["/suspense", "/statements", "/statements/new"])
def test_the_screens_speak_the_reader_s_language(
    place: factories.Agency, path: str, language: str
) -> None:
    samples.post_statement(place.accounts, camt([Movement(10, "X")]))
    answer = signed_in(place.accounts, language).get(path)
    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.content.decode()
    assert not {"Relevé", "propriétaire", "Intégrer"} & set(text_of(answer).split())
