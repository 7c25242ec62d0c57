"""A bank statement is posted whole and once; each credit is matched, or waits in suspense."""

import pytest
from tests import factories
from tests.collection import samples
from tests.collection.samples import Movement, camt, post_statement

from socle.collection.errors import StatementRefused
from socle.kernel.errors import Conflict
from socle.platform.acts.types import ActStatus


@pytest.fixture
def place(db: None) -> factories.Agency:
    return samples.agency()


def test_a_reference_pays_its_declaration_first(place: factories.Agency) -> None:
    due = samples.owes(place, 1, 2)
    text = f"CNPS {samples.reference_of(place, 2)} MERCI"
    done = post_statement(place.accounts, camt([Movement(due, text)]))
    assert done.status is ActStatus.DONE
    assert samples.balance(place) == {
        "2026-01": (due, 0),
        "2026-02": (due, due),
        "credit": (0, 0),
    }
    found = samples.rows(place, "SELECT rule, months::text FROM payment_state")
    assert found == [("reference", "{2026-02-01}")]


def test_a_payment_of_nobody_known_waits_in_suspense(place: factories.Agency) -> None:
    samples.owes(place, 1)
    post_statement(place.accounts, camt([Movement(5_000, "LOYER")]))
    assert samples.suspense(place) == 5_000
    assert samples.balance(place)["2026-01"][1] == 0


def test_the_same_file_posts_once(place: factories.Agency) -> None:
    content = camt([Movement(5_000)])
    first = post_statement(place.accounts, content)
    again = post_statement(place.accounts, content, name="copie")
    assert (again.status, again.act) == (ActStatus.ALREADY_DONE, first.act)
    assert samples.suspense(place) == 5_000


def test_a_movement_of_two_statements_is_booked_once(place: factories.Agency) -> None:
    post_statement(place.accounts, camt([Movement(5_000, reference="X1")]))
    post_statement(
        place.accounts,
        camt([Movement(5_000, reference="X1"), Movement(700, reference="X2")], name="ST-2"),
    )
    assert samples.suspense(place) == 5_700
    outcomes = samples.rows(place, "SELECT outcome FROM statement_line ORDER BY id")
    assert [each for (each,) in outcomes] == ["booked", "already", "booked"]


def test_another_file_under_the_same_name_is_refused(place: factories.Agency) -> None:
    post_statement(place.accounts, camt([Movement(5_000)]))
    with pytest.raises(Conflict, match="statement_known"):
        post_statement(place.accounts, camt([Movement(6_000)]))


def test_debits_and_returned_payments_are_told_and_not_booked(place: factories.Agency) -> None:
    movements = [
        Movement(-300, "FRAIS"),
        Movement(-900, "IMPAYE", is_reversal=True),
        Movement(400, "ANNULATION FRAIS", is_reversal=True),
        Movement(50, "A VENIR", status="PDNG"),
    ]
    post_statement(place.accounts, camt(movements))
    outcomes = samples.rows(place, "SELECT outcome FROM statement_line ORDER BY position")
    assert [each for (each,) in outcomes] == ["debit", "returned", "reversal", "pending"]
    assert samples.rows(place, "SELECT count(*) FROM payment") == [(0,)]


def test_a_statement_whose_balances_differ_posts_nothing(place: factories.Agency) -> None:
    with pytest.raises(StatementRefused) as refused:
        post_statement(place.accounts, camt([Movement(5_000)], closing=1_004_999))
    assert [fault.code for fault in refused.value.faults] == ["collection.balances_differ"]
    assert samples.rows(place, "SELECT count(*) FROM payment") == [(0,)]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (f"COTISATION {factories.CM_EMPLOYER}", "number"),
        (f"cotisation {factories.CM_EMPLOYER.lower()} mars", "number"),
        (f"{factories.CM_EMPLOYER} ET {samples.OTHER}", None),
        ("VIR 012345678 9K", "number"),
    ],
)
def test_an_employer_s_number_says_whose_it_is(
    place: factories.Agency, text: str, rule: str | None
) -> None:
    samples.owes(place, 1, 2)
    post_statement(place.accounts, camt([Movement(1_000, text)]))
    assert samples.rows(place, "SELECT rule FROM payment_state") == [(rule,)]


def test_the_exact_amount_of_one_month_pays_that_month(place: factories.Agency) -> None:
    samples.owes(place, 1, wage=100_000)
    due = samples.owes(place, 2, wage=200_000)
    post_statement(place.accounts, camt([Movement(due, factories.CM_EMPLOYER)]))
    assert samples.rows(place, "SELECT rule FROM payment_state") == [("number_amount",)]
    assert samples.balance(place)["2026-02"] == (due, due)


def test_a_payer_s_account_is_known_once_it_was_matched(place: factories.Agency) -> None:
    samples.owes(place, 1, 2)
    known = {"payer_account": "10001000011234567890197"}
    post_statement(place.accounts, camt([Movement(1_000, factories.CM_EMPLOYER, **known)]))
    post_statement(place.accounts, camt([Movement(1_000, "SANS TEXTE", **known)], name="ST-2"))
    rules = samples.rows(place, "SELECT rule FROM payment_state ORDER BY payment_id")
    assert [each for (each,) in rules] == ["number", "known_payer"]


def test_an_account_that_paid_for_two_employers_tells_nothing(place: factories.Agency) -> None:
    known = {"payer_account": "10001000011234567890197"}
    movements = [Movement(10, text, **known) for text in (factories.CM_EMPLOYER, samples.OTHER)]
    post_statement(place.accounts, camt(movements))
    post_statement(place.accounts, camt([Movement(1_000, "SANS TEXTE", **known)], name="ST-2"))
    assert samples.suspense(place) == 1_000


def test_a_csv_posts_as_a_camt_does(place: factories.Agency) -> None:
    due = samples.owes(place, 1)
    lines = [
        "date_valeur;montant;devise;reference;payeur;libelle",
        f"17/03/2026;{due};XAF;{samples.reference_of(place, 1)};SAVONNERIE;Janvier",
        "18/03/2026;-500;XAF;;;Frais",
    ]
    post_statement(place.accounts, "\n".join(lines).encode())
    assert samples.balance(place)["2026-01"] == (due, due)
