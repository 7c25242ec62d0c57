"""References, allocation, words and statement files: pure, without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.collection.samples import Movement, camt

from socle.collection.allocation import Debt, Order, allocate
from socle.collection.statements import read_statement
from socle.collection.types import LineOutcome
from socle.collection.words import amount_in_words, number_in_words
from socle.kernel.payment_references import (
    Kind,
    Reference,
    account_reference,
    debt_reference,
    near_references,
    references_in,
    shown,
)

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


def codes(content: bytes) -> list[str]:
    """The codes of what is wrong in a file; it must then give no statement."""
    found, faults = read_statement(content, currency="XAF")
    assert (found is None) == bool(faults)
    return [fault.code for fault in faults]


# ------------------------------------------------------------------ references


@given(st.integers(1, 999_999_999))
def test_a_reference_is_read_however_it_is_grouped(rank: int) -> None:
    reference = debt_reference(rank)
    for text in (reference, shown(reference), f"VIR/{shown(reference)}/CNPS 03/2026"):
        assert references_in(text) == [Reference(Kind.DEBT, rank)]
    assert references_in(f"CLE 12 {account_reference(rank)}.") == [Reference(Kind.ACCOUNT, rank)]


@given(st.integers(1, 999_999_999), st.integers(0, 11), st.integers(1, 9))
def test_one_digit_wrong_is_never_another_reference_but_is_near(
    rank: int, place: int, more: int
) -> None:
    good = debt_reference(rank)
    wrong = good[:place] + str((int(good[place]) + more) % 10) + good[place + 1 :]
    assert references_in(wrong) == []
    if wrong[0] in "12":
        assert Reference(Kind.DEBT, rank) in near_references(wrong)


def test_two_neighbours_exchanged_are_found_wrong_and_near() -> None:
    good = debt_reference(1234)
    wrong = good[:8] + good[9] + good[8] + good[10:]
    assert references_in(wrong) == []
    assert Reference(Kind.DEBT, 1234) in near_references(wrong)


@pytest.mark.parametrize("text", ["", "1", "12", "1" * 40, "٣" * 12, "-" * 300])
def test_what_is_no_reference_is_none(text: str) -> None:
    assert references_in(text) == []


# ------------------------------------------------------------------ allocation

DEBTS = [
    Debt(FEBRUARY, "old_age", "employer", 700),
    Debt(JANUARY, "old_age", "employee", 420),
    Debt(JANUARY, "old_age", "employer", 420),
    Debt(JANUARY, "surcharge", "", 100),
]


def paid(amount: int, order: Order, *first: date) -> dict[tuple[int, str], int]:
    """What an amount pays by month and branch."""
    found: dict[tuple[int, str], int] = {}
    for each in allocate(amount, DEBTS, order=order, first=first):
        key = (each.month.month, each.branch)
        found[key] = found.get(key, 0) + each.amount
    return found


def test_the_oldest_month_is_paid_first_its_contributions_before_its_surcharges() -> None:
    order = Order.CONTRIBUTIONS_FIRST
    assert paid(840, order) == {(1, "old_age"): 840}
    assert paid(900, order) == {(1, "old_age"): 840, (1, "surcharge"): 60}
    assert paid(1_000, order)[2, "old_age"] == 60


def test_the_other_orders_rank_surcharges_elsewhere() -> None:
    assert (1, "surcharge") not in paid(1_540, Order.PRINCIPAL_FIRST)
    assert paid(100, Order.SURCHARGES_FIRST) == {(1, "surcharge"): 100}


def test_the_month_that_was_named_is_paid_before_older_ones() -> None:
    assert paid(700, Order.CONTRIBUTIONS_FIRST, FEBRUARY) == {(2, "old_age"): 700}


@given(
    st.integers(0, 10**12),
    st.lists(
        st.builds(
            Debt,
            st.sampled_from([JANUARY, FEBRUARY]),
            st.sampled_from(["old_age", "family", "surcharge", "fine"]),
            st.sampled_from(["employee", "employer"]),
            st.integers(-(10**6), 10**11),
        ),
        max_size=8,
        unique_by=lambda debt: (debt.month, debt.branch, debt.payer),
    ),
    st.sampled_from(list(Order)),
)
def test_no_franc_is_lost_and_no_debt_paid_twice(
    amount: int, debts: list[Debt], order: Order
) -> None:
    found = allocate(amount, debts, order=order)
    due = {(each.month, each.branch, each.payer): each.amount for each in debts}
    assert sum(each.amount for each in found) == min(
        amount, sum(each for each in due.values() if each > 0)
    )
    assert all(0 < each.amount <= due[each.month, each.branch, each.payer] for each in found)


# ------------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zéro"),
        (71, "soixante et onze"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (99, "quatre-vingt-dix-neuf"),
        (200, "deux cents"),
        (80_000, "quatre-vingt mille"),
        (200_001, "deux cent mille un"),
        (2_000_000_000, "deux milliards"),
    ],
)
def test_numbers_are_said_in_french(number: int, words: str) -> None:
    assert number_in_words(number) == words


def test_amounts_are_said_in_their_currency() -> None:
    assert amount_in_words(3_000_000, "XAF") == "trois millions de francs CFA"
    assert amount_in_words(100, "MAD") == "un dirham"
    assert amount_in_words(123_450, "MAD").endswith("dirhams et cinquante centimes")


# ------------------------------------------------------------------ statements


@pytest.mark.parametrize("version", ["02", "08"])
def test_both_versions_of_camt_say_the_same(version: str) -> None:
    movements = [Movement(5_000, "A", payer="X"), Movement(-200, "B")]
    found, faults = read_statement(camt(movements, version=version), currency="XAF")
    assert faults == []
    assert found is not None
    assert found.format == f"camt.053.001.{version}"
    assert [(each.amount, each.outcome) for each in found.lines] == [
        (5_000, LineOutcome.BOOKED),
        (-200, LineOutcome.DEBIT),
    ]
    assert (found.lines[0].payer_name, found.lines[0].label) == ("X", "A")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (camt([Movement(5)])[:-30], "xml.malformed"),
        (b"<a/>", "collection.not_camt053"),
        (camt([Movement(5)], version="01"), "collection.not_camt053"),
        (camt([Movement(5, currency="EUR")]), "collection.other_currency"),
        (camt([Movement(5, value_on="")]), "collection.day_wrong"),
        (camt([Movement(5, value_on="2026-13-01")]), "collection.day_wrong"),
        (camt([Movement(5)], closing=1), "collection.balances_differ"),
        (camt([Movement(5)]).replace(b"OPBD", b"XXXX"), "collection.balance_missing"),
        (camt([Movement(5)]).replace(b">5<", b">5.5<"), "collection.amount_wrong"),
        (camt([Movement(5)]).replace(b"CRDT", b"?"), "collection.field_wrong"),
        (b"<" * 100_000, "xml.malformed"),
        (b"<a>" * 1_000, "xml.malformed"),
        (b"\xff\xfe\x00", "collection.not_utf8"),
        (b"", "collection.csv_columns"),
        (b"a;b\n1;2\n", "collection.csv_columns"),
    ],
)
def test_a_wrong_file_is_refused_with_its_reason(content: bytes, code: str) -> None:
    assert code in codes(content)


def test_entities_and_outer_files_are_refused_unread() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY x "xxxx"><!ENTITY y "&x;&x;">]><a>&y;</a>'
    outer = b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'
    assert codes(bomb) == ["xml.doctype"]
    assert codes(outer) == ["xml.doctype"]


def test_faults_say_their_line() -> None:
    _found, faults = read_statement(camt([Movement(5), Movement(6, value_on="x")]), currency="XAF")
    assert [(fault.field, fault.read) for fault in faults] == [("ValDt", "x")]
    assert (faults[0].line or 0) > 10


def test_the_house_s_csv_is_read_in_both_languages() -> None:
    english = (
        "value_date,amount,currency,reference,payer,label\n"
        '2026-03-17,"5 000",XAF,REF,"X, Y",Z\n'
        '2026-03-17,"5 000",XAF,REF,"X, Y",Z\n'
    )
    found, faults = read_statement(english.encode(), currency="XAF")
    assert faults == []
    assert found is not None
    assert [each.amount for each in found.lines] == [5_000, 5_000]
    # Two equal movements of a day are two payments.
    assert len({each.external_id for each in found.lines}) == 2
    french = "date_valeur;montant;devise;reference;payeur;libelle\n17/03/2026;5;MAD;;;\n;;;;;\n"
    assert codes(french.encode()) == ["collection.other_currency"]


@pytest.mark.parametrize(
    "row", ["x;5;XAF;;;", "2026-03-17;0;XAF;;;", "2026-03-17;5", "a;b;c;d;e;f"]
)
def test_each_wrong_row_of_a_csv_is_told(row: str) -> None:
    head = "value_date;amount;currency;reference;payer;label\n"
    good = "2026-03-17;7;XAF;;;\n"
    _found, faults = read_statement((head + good + row + "\n").encode(), currency="XAF")
    assert faults
    assert {fault.line for fault in faults} == {3}
