"""What a bank takes back: its original is proposed, and reversed by an act, once."""

from datetime import date

import pytest
from tests import factories
from tests.collection import samples
from tests.collection.samples import Movement, act, camt, csv_of, post_statement

from socle.collection.queries import bank_statement, lines_waiting, open_lines, paid_dates
from socle.collection.statements import read_statement
from socle.collection.types import LineOutcome, Nearness, OpenLine
from socle.kernel.errors import Refused
from socle.platform.access.scope import fund_scope
from socle.registry.queries import employer_id

NUMBER = factories.CM_EMPLOYER


@pytest.fixture
def place(db: None) -> factories.Agency:
    return samples.agency()


def taken_back(amount: int, text: str, *, on: str = "2026-03-20", name: str = "ST-2") -> bytes:
    """A statement in which the bank takes a payment back."""
    back = Movement(-amount, text, value_on=on, is_reversal=True, return_code="AC04")
    return camt([back], name=name)


def waiting(place: factories.Agency, statement: str) -> list[OpenLine]:
    with fund_scope(place.fund.id):
        return open_lines(number=statement)


def link(place: factories.Agency, payment: str, statement: str, line: str = "1") -> None:
    said = {"payment": payment, "statement": statement, "line": line, "reason": "AC04"}
    act(place.accounts, "return_payment", **said)


def cash(place: factories.Agency) -> int:
    held = "SELECT coalesce(sum(amount), 0)::bigint FROM money_posting WHERE account = 'cash'"
    return int(samples.rows(place, held)[0][0])


def test_a_return_is_linked_and_the_debt_is_due_again_from_its_own_day(
    place: factories.Agency,
) -> None:
    due = samples.owes(place, 1)
    text = f"COTISATIONS {NUMBER}"
    post_statement(place.accounts, camt([Movement(due, text), Movement(due, "LOYER", payer="X")]))
    statement = post_statement(place.accounts, taken_back(due, text)).subject
    [line] = waiting(place, statement)
    assert (line.line.outcome, line.line.return_code) == (LineOutcome.RETURNED, "AC04")
    original = line.near[0]
    assert (original.nearness, original.payment.employer_number) == (Nearness.REFERENCE, NUMBER)
    assert samples.balance(place)["2026-01"] == (due, due)
    link(place, original.payment.number, statement)
    assert samples.balance(place) == {"2026-01": (due, 0), "credit": (0, 0)}
    with fund_scope(place.fund.id):
        assert paid_dates(employer_id=employer_id(NUMBER), known_at=None) == []
        assert bank_statement(number=statement).returned_count == 0
        assert lines_waiting() == (0, 0)
    assert waiting(place, statement) == []
    left = "SELECT DISTINCT j.occurred_on FROM money_posting l JOIN ledger_entry j"
    left += " ON j.id = l.entry_id WHERE l.account = 'cash' AND l.amount < 0"
    assert samples.rows(place, left) == [(date(2026, 3, 20),)]
    assert cash(place) == due


def test_a_return_whose_original_is_unknown_waits_and_changes_nothing(
    place: factories.Agency,
) -> None:
    post_statement(place.accounts, camt([Movement(5_000, "LOYER")]))
    statement = post_statement(place.accounts, taken_back(4_999, "INCONNU")).subject
    [line] = waiting(place, statement)
    assert line.near == ()
    payment = samples.rows(place, "SELECT number FROM payment")[0][0]
    with pytest.raises(Refused, match="line_of_other_amount"):
        link(place, payment, statement)
    assert samples.suspense(place) == 5_000
    with fund_scope(place.fund.id):
        assert lines_waiting() == (0, 1)


def test_a_payment_of_nobody_known_leaves_suspense_when_it_is_taken_back(
    place: factories.Agency,
) -> None:
    post_statement(place.accounts, camt([Movement(5_000, "LOYER")]))
    statement = post_statement(place.accounts, taken_back(5_000, "RETOUR")).subject
    [line] = waiting(place, statement)
    link(place, line.near[0].payment.number, statement)
    assert (samples.suspense(place), cash(place)) == (0, 0)


def test_a_second_return_of_a_payment_is_refused_and_may_be_said_the_first(
    place: factories.Agency,
) -> None:
    post_statement(place.accounts, camt([Movement(5_000, "LOYER")]))
    first = post_statement(place.accounts, taken_back(5_000, "LOYER")).subject
    payment = waiting(place, first)[0].near[0].payment.number
    second = post_statement(place.accounts, taken_back(5_000, "LOYER", name="ST-3")).subject
    told = {"statement": second, "line": "1", "payment": payment}
    with pytest.raises(Refused, match="not_returned_yet"):
        act(place.accounts, "same_movement", **told)
    link(place, payment, first)
    with pytest.raises(Refused, match="money_left"):
        link(place, payment, first)
    with pytest.raises(Refused, match="money_left"):
        link(place, payment, second)
    assert waiting(place, second)[0].near[0].is_returned
    act(place.accounts, "same_movement", **told)
    assert waiting(place, second) == []
    assert cash(place) == 0


def test_the_same_return_under_the_bank_s_name_is_told_once(place: factories.Agency) -> None:
    post_statement(place.accounts, camt([Movement(5_000, "LOYER")]))
    back = Movement(-5_000, "LOYER", is_reversal=True, reference="BACK-1")
    post_statement(place.accounts, camt([back], name="ST-2"))
    again = post_statement(place.accounts, camt([back], name="ST-3")).subject
    assert waiting(place, again) == []
    outcomes = samples.rows(place, "SELECT outcome FROM statement_line ORDER BY id")
    assert [each for (each,) in outcomes] == ["booked", "returned", "already"]


def test_a_return_that_bears_its_original_s_name_is_not_taken_for_it(
    place: factories.Agency,
) -> None:
    post_statement(place.accounts, camt([Movement(5_000, "LOYER", reference="BANK-1")]))
    back = Movement(-5_000, "LOYER", is_reversal=True, reference="BANK-1")
    statement = post_statement(place.accounts, camt([back], name="ST-2")).subject
    assert len(waiting(place, statement)) == 1


def test_a_csv_tells_no_return_from_a_debit_and_an_officer_links_it(
    place: factories.Agency,
) -> None:
    post_statement(place.accounts, camt([Movement(5_000, "LOYER")]))
    debit = Movement(-5_000, "IMPAYE", value_on="2026-03-20")
    statement = post_statement(place.accounts, csv_of([debit])).subject
    assert waiting(place, statement) == []
    payment = samples.rows(place, "SELECT number FROM payment")[0][0]
    link(place, payment, statement)
    assert samples.suspense(place) == 0


def test_nothing_is_taken_back_before_it_came(place: factories.Agency) -> None:
    post_statement(place.accounts, camt([Movement(5_000, "LOYER")]))
    early = post_statement(place.accounts, taken_back(5_000, "LOYER", on="2026-03-16")).subject
    payment = samples.rows(place, "SELECT number FROM payment")[0][0]
    with pytest.raises(Refused, match="returned_before"):
        link(place, payment, early)


def test_half_a_line_s_name_is_refused(place: factories.Agency) -> None:
    statement = post_statement(place.accounts, camt([Movement(5_000, "LOYER")])).subject
    payment = samples.rows(place, "SELECT number FROM payment")[0][0]
    with pytest.raises(Refused, match="line_half_named"):
        act(place.accounts, "return_payment", payment=payment, reason="x", statement=statement)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("<RtrInf><Rsn><Cd>MD06</Cd></Rsn></RtrInf>", LineOutcome.RETURNED),
        ("<BkTxCd><Domn><Fmly><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd>", "returned"),
        ("<BkTxCd><Prtry><Cd>RTRN</Cd></Prtry></BkTxCd>", LineOutcome.RETURNED),
        ("<BkTxCd><Domn><Fmly><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>", "debit"),
    ],
)
def test_a_bank_says_that_it_takes_back_in_several_ways(said: str, outcome: str) -> None:
    content = camt([Movement(-5_000)]).replace(b"</TxDtls>", f"{said}</TxDtls>".encode())
    found, faults = read_statement(content, currency="XAF")
    assert found is not None, faults
    assert found.lines[0].outcome == outcome
    assert found.lines[0].return_code == ("MD06" if "MD06" in said else "")
    assert found.lines[0].payer_name == ("SAVONNERIE DU WOURI" if outcome == "returned" else "")
