"""From a validated run to money received: three persons, one payment, whatever comes back."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.api.samples import Caller
from tests.conftest import TODAY
from tests.payments import scenes
from tests.payments.messages import camt054, entry, pain002, status
from tests.payments.scenes import act, balance, orders, prepared, rows, sent, states, take
from tests.registry.people import done, undone
from tests.web.test_site import at_desk, text_of

from socle.kernel.errors import Refused
from socle.payments.errors import FileRefused
from socle.payments.queries.lots import lot_file, orders_of_payees, unordered
from socle.platform.access.scope import fund_scope
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActStatus
from socle.platform.documents.queries import pieces
from socle.platform.sealing.values import opened_values
from socle.registry.queries import person_id
from socle.registry.queries.details import cooling_days
from socle.web import clock


@pytest.fixture
def house(db: None) -> scenes.House:
    return scenes.house()


@pytest.fixture
def lot(house: scenes.House) -> str:
    """A lot of two orders, prepared."""
    run = scenes.owed(house, {scenes.payee(house, 1): 80_000, scenes.payee(house, 2): 50_000})
    [number] = prepared(house, run)
    return number


def test_a_run_is_paid_by_three_persons_and_posts_each_step(house: scenes.House, lot: str) -> None:
    assert (balance(house, "beneficiary"), states(house)) == (-130_000, ["prepared"] * 2)
    sent(house, lot)
    assert (balance(house, "beneficiary"), balance(house, "transit")) == (0, -130_000)
    (first, _), (second, _) = orders(house)
    take(house, camt054(entry(first, 80_000), entry(second, 50_000)))
    assert states(house) == ["paid", "paid"]
    assert (balance(house, "transit"), balance(house, "cash")) == (0, -130_000)
    by_branch = rows(
        house, "SELECT DISTINCT branch, month::text FROM account_posting WHERE kind = 'order_paid'"
    )
    assert by_branch == [("pensions", "2026-06-01")]
    act(house.accountant, "close_lot", lot=lot)
    totals = rows(house, "SELECT DISTINCT orders, amount FROM lot_step")
    assert totals == [(2, 130_000)]


def test_a_run_prepared_again_pays_nobody_twice(house: scenes.House, lot: str) -> None:
    run = rows(house, "SELECT DISTINCT run_number FROM payee_due")[0][0]
    with pytest.raises(Refused, match="nothing_to_prepare"):
        act(house.paymaster, "prepare_orders", run=run)
    act(house.authoriser, "discard_lot", lot=lot)
    assert states(house) == ["discarded"] * 2
    assert len(prepared(house, run)) == 1
    assert states(house) == ["discarded"] * 2 + ["prepared"] * 2


def test_steps_have_their_turn_and_three_persons(house: scenes.House, lot: str) -> None:
    with pytest.raises(Refused, match="not_its_turn"):
        act(house.authoriser, "validate_lot", lot=lot)
    act(house.paymaster, "control_lot", lot=lot)
    act(house.authoriser, "validate_lot", lot=lot)
    with pytest.raises(Refused, match="not_its_turn"):
        act(house.accountant, "send_lot", lot=lot)
    # Whoever validated holds another role too: the database itself says no.
    with pytest.raises(IntegrityError, match="lot_by_three_persons"):
        _endorsed_by_the_authoriser(house, lot)


def _endorsed_by_the_authoriser(house: scenes.House, lot: str) -> None:
    with (
        fund_scope(house.place.fund.id),
        transaction.atomic(),
        performing(scenes.request(house), subject_kind="lot", subject_number=lot) as doing,
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO lot_step (fund_id, act_id, recorded_at, lot_id, step, by_id, orders,"
            " amount, accounts_sha256) SELECT s.fund_id, %s, now(), s.lot_id, 'endorsed', %s,"
            " s.orders, s.amount, s.accounts_sha256 FROM lot_step s JOIN payment_lot l"
            " ON l.id = s.lot_id WHERE l.number = %s AND s.step = 'validated'",
            [doing.id, house.authoriser.user_id, lot],
        )


def test_what_a_person_was_paid_is_read_as_it_was_known(house: scenes.House, lot: str) -> None:
    def read(known_at: datetime | None = None, on: date = TODAY) -> list[tuple[str, str]]:
        with fund_scope(house.place.fund.id):
            said = {"person_ids": [person_id(payee)], "on": on, "known_at": known_at}
            return [(each.number, each.state) for each in orders_of_payees(**said, limit=9)]

    (first, payee), _second = rows(
        house,
        "SELECT o.number, n.number FROM payment_order o JOIN insured_number n"
        " ON n.person_id = o.payee_id ORDER BY o.id",
    )
    assert read() == [(first, "prepared")]
    sent(house, lot)
    [(then,)] = rows(house, "SELECT max(recorded_at) FROM lot_step")
    take(house, camt054(entry(first, 80_000)))
    assert read() == [(first, "paid")]
    assert read(then) == [(first, "sent")]
    [(prepared_at, pay_on)] = rows(
        house, f"SELECT recorded_at, pay_on FROM order_state WHERE number = '{first}'"
    )
    assert read(prepared_at) == [(first, "prepared")]
    assert read(prepared_at - timedelta(seconds=1)) == []
    assert read(on=pay_on - timedelta(days=1)) == []
    page = Caller(house.paymaster).get(f"/persons/{payee}/orders").json()
    assert [(each["number"], each["state"]) for each in page["items"]] == [(first, "paid")]
    shown = text_of(at_desk(house.paymaster).get(f"/persons/{payee}"))  # type: ignore[arg-type]
    assert f'href="/orders/{first}"' in shown


def test_the_same_return_changes_nothing(house: scenes.House, lot: str) -> None:
    sent(house, lot)
    (first, _), (second, _) = orders(house)
    said = pain002(lot, status(first, "ACSC"), status(second, "RJCT", "AC04"), count=2)
    done = take(house, said)
    again = take(house, said, name="encore.xml")
    assert (again.status, again.subject) == (ActStatus.ALREADY_DONE, done.subject)
    # Another file that says the same.
    take(house, camt054(entry(first, 80_000)))
    assert states(house) == ["paid", "rejected"]
    assert (balance(house, "beneficiary"), balance(house, "cash")) == (-50_000, -80_000)
    outcomes = rows(house, "SELECT outcome FROM return_line ORDER BY id")
    assert [each for (each,) in outcomes] == ["taken", "taken", "already"]


def test_a_return_that_is_wrong_is_refused_whole(house: scenes.House, lot: str) -> None:
    sent(house, lot)
    said = pain002(lot, *(status(number, "ACSC") for number, _ in orders(house)), count=2)
    with pytest.raises(FileRefused):
        take(house, said[: len(said) // 2])
    with pytest.raises(Refused, match="lot_count"):
        take(house, said.replace(b"<OrgnlNbOfTxs>2", b"<OrgnlNbOfTxs>3"))
    with pytest.raises(Refused, match="lot_of_others"):
        take(house, said.replace(lot.encode(), b"LP-1999-0000001"))
    assert states(house) == ["sent", "sent"]
    take(house, pain002(lot, group="<GrpSts>RJCT</GrpSts>", count=2))
    assert states(house) == ["rejected", "rejected"]
    assert balance(house, "beneficiary") == -130_000


def test_what_no_order_explains_waits_in_a_named_queue(house: scenes.House, lot: str) -> None:
    sent(house, lot)
    (first, _), _second = orders(house)
    done = take(house, camt054(entry("OP-999999999", 5), entry(first, 79_999)))
    queues = rows(house, "SELECT outcome, position FROM return_waiting ORDER BY position")
    assert queues == [("unknown", 1), ("other_amount", 2)]
    assert states(house) == ["sent", "sent"]
    answered: dict[str, Any] = {"return": done.subject, "line": "2"}
    act(house.paymaster, "answer_return_line", motive="la banque a corrigé", **answered)
    assert rows(house, "SELECT outcome FROM return_waiting") == [("unknown",)]


def test_an_order_replayed_can_never_be_paid_itself(house: scenes.House, lot: str) -> None:
    sent(house, lot)
    (first, _), (second, _) = orders(house)
    with pytest.raises(Refused, match="may_be_paid"):
        act(house.paymaster, "replay_order", order=first)
    take(house, pain002(lot, status(first, "RJCT", "MS03"), status(second, "ACSC"), count=2))
    with pytest.raises(Refused, match="may_be_paid"):
        act(house.paymaster, "replay_order", order=second)
    act(house.paymaster, "replay_order", order=first)
    with pytest.raises(Refused, match="replayed_already"):
        act(house.paymaster, "replay_order", order=first)
    run = rows(house, "SELECT DISTINCT run_number FROM payee_due")[0][0]
    [other] = prepared(house, run)
    sent(house, other)
    third = orders(house)[2][0]
    # The first comes to be paid after all: it waits for a person, and the books do not move.
    take(house, camt054(entry(first, 80_000), entry(third, 80_000)))
    assert states(house) == ["replayed", "paid", "paid"]
    assert rows(house, "SELECT outcome FROM return_waiting") == [("replayed",)]
    assert balance(house, "cash") == -130_000


def test_a_late_success_is_taken_and_a_return_after_it_too(house: scenes.House, lot: str) -> None:
    sent(house, lot)
    (first, _), _second = orders(house)
    take(house, pain002(lot, status(first, "RJCT", "MS03"), count=2))
    take(house, camt054(entry(first, 80_000)))
    assert (states(house)[0], balance(house, "cash")) == ("paid", -80_000)
    take(house, camt054(entry(first, 80_000, back="AC04"), name="N-2"))
    assert (states(house)[0], balance(house, "cash")) == ("returned", 0)
    assert balance(house, "beneficiary") == -80_000


def test_whoever_has_no_account_waits_or_is_paid_in_cash(house: scenes.House) -> None:
    run = scenes.owed(
        house, {scenes.payee(house, 1): 80_000, scenes.payee(house, 2, to="-"): 50_000}
    )
    prepared(house, run)
    assert len(orders(house)) == 1
    [cash] = prepared(house, run, without_account="cash")
    sent(house, cash)
    number = orders(house)[1][0]
    with pytest.raises(Refused, match="not_of_lot"):
        act(house.paymaster, "settle_cash", lot=cash, unpaid="OP-1")
    act(house.paymaster, "settle_cash", lot=cash, unpaid=number)
    assert states(house) == ["prepared", "rejected"]
    assert balance(house, "beneficiary") == -130_000


@pytest.mark.parametrize("is_sealed", [True, False], ids=["sealed", "kept before accounts were"])
def test_a_new_account_pays_once_a_test_has_proved_it(
    house: scenes.House, *, is_sealed: bool
) -> None:
    person = scenes.payee(house, 1, to="-")
    scenes.banked(house, person, scenes.account(1), is_sealed=is_sealed)
    [lot] = prepared(house, scenes.owed(house, {person: 80_000}))
    sent(house, lot)
    take(house, camt054(entry(orders(house)[0][0], 80_000)))
    scenes.banked(house, person, scenes.account(77), since=date(2026, 11, 1))
    july = scenes.owed(house, {person: 81_000}, date(2026, 7, 1))
    [lot] = prepared(house, july)
    # The account that was paid last goes on meanwhile.
    assert accounts(house) == [scenes.account(1)] * 2
    test = act(house.paymaster, "prepare_tests", amount="1").subject
    sent(house, test)
    take(house, camt054(entry(orders(house)[2][0], 1), name="N-3"))
    assert balance(house, "loss") == 1
    act(house.authoriser, "discard_lot", lot=lot)
    prepared(house, july)
    assert accounts(house)[3] == scenes.account(77)


def accounts(house: scenes.House) -> list[str]:
    """What each order pays on, opened."""
    kept = [str(row[0]) for row in rows(house, "SELECT account FROM order_state ORDER BY order_id")]
    with fund_scope(house.place.fund.id):
        opened = opened_values(kept)
    return [opened[each] for each in kept]


def test_no_order_goes_to_an_account_that_stands_no_more(house: scenes.House) -> None:
    today = clock.today("CM")
    day = today + timedelta(days=cooling_days().value)
    person = scenes.payee(house, 1, to="-")
    said = {"number": person, "account_kind": "bank", "account": scenes.account(1)}
    changed = done(house.place, "change_account", on=today, motive="relevé vu", **said).act
    june = scenes.owed(house, {person: 80_000})
    act(house.paymaster, "prepare_orders", run=june, on=day)
    [(first,)] = rows(house, "SELECT lot_number FROM order_state")
    sent(house, first)
    take(house, camt054(entry(orders(house)[0][0], 80_000)))
    due = {person: 81_000, scenes.payee(house, 2): 50_000}
    july = scenes.owed(house, due, date(2026, 7, 1))
    act(house.paymaster, "prepare_orders", run=july, on=day)
    [lot] = rows(house, "SELECT lot_number FROM order_state WHERE state = 'prepared'")[0]
    # The account is withdrawn when a lot is prepared: it stays behind, and no other goes there.
    undone(house.place, changed)
    act(house.paymaster, "control_lot", lot=lot)
    assert states(house)[1:] == ["held", "prepared"]
    queues = text_of(at_desk(house.paymaster).get("/orders"))  # type: ignore[arg-type]
    assert "compte retiré depuis la préparation" in queues
    assert "C’est bien son nom" not in queues
    act(house.paymaster, "replay_order", order=orders(house)[1][0])
    with pytest.raises(Refused, match="nothing_to_prepare"):
        act(house.paymaster, "prepare_orders", run=july, on=day)
    assert whys(house, day) == {person: "no_account"}
    # Another account: what was paid before is gone, so a test comes first.
    scenes.banked(house, person, scenes.account(2), since=today)
    with pytest.raises(Refused, match="nothing_to_prepare"):
        act(house.paymaster, "prepare_orders", run=july, on=day)
    assert whys(house, day) == {person: "to_test"}
    test = act(house.paymaster, "prepare_tests", amount="1", on=day).subject
    sent(house, test)
    take(house, camt054(entry(orders(house)[-1][0], 1), name="N-3"))
    act(house.paymaster, "prepare_orders", run=july, on=day)
    assert accounts(house)[-1] == scenes.account(2)


def test_an_account_that_its_bank_closed_is_paid_no_more(house: scenes.House, lot: str) -> None:
    sent(house, lot)
    (first, _), (second, _) = orders(house)
    paid = pain002(lot, status(first, "RJCT", "AC04"), status(second, "RJCT", "MS03"), count=2)
    take(house, paid)
    for number in (first, second):
        act(house.paymaster, "replay_order", order=number)
    [(run, whose)] = rows(
        house,
        "SELECT d.run_number, n.number FROM payee_due d JOIN insured_number n"
        " ON n.person_id = d.payee_id WHERE d.amount = 80000",
    )
    [other] = prepared(house, run)
    assert (whys(house, TODAY), len(orders(house))) == ({whose: "account_closed"}, 3)
    shown = text_of(at_desk(house.paymaster).get(f"/persons/{whose}/details"))  # type: ignore[arg-type]
    assert "La banque dit ce compte clôturé" in shown
    queues = text_of(at_desk(house.paymaster).get("/orders"))  # type: ignore[arg-type]
    assert "Compte clôturé, dit la banque" in queues
    # The next month comes back too, and the bank says that it was wrong of this one.
    sent(house, other)
    third = orders(house)[2][0]
    take(house, pain002(other, status(third, "RJCT", "AC04"), count=1))
    act(house.paymaster, "replay_order", order=third, account="stands")
    prepared(house, run)
    assert states(house) == ["replayed"] * 3 + ["prepared"]


def whys(house: scenes.House, on: date) -> dict[str, str]:
    """Why each who has no order has none."""
    with fund_scope(house.place.fund.id):
        return {each.payee_number: each.why for each in unordered(on=on, limit=9)}


def test_no_account_lies_in_clear_and_its_file_is_sealed(house: scenes.House) -> None:
    person = scenes.payee(house, 1)
    [lot] = prepared(house, scenes.owed(house, {person: 80_000}))
    sent(house, lot)
    whole = scenes.account(1)
    with fund_scope(house.place.fund.id), connection.cursor() as cursor:
        for table in ("person_account", "payment_order", "sealed_value", "act"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{whole}%"])
            assert cursor.fetchone() == (0,), table
        document_id = lot_file(number=lot)
        assert document_id is not None
        cursor.execute("SELECT body FROM document_chunk WHERE document_id = %s", [document_id])
        assert bytes(cursor.fetchone()[0]).startswith(b"SOCLE-SEALED bank:1 ")
        assert whole.encode() in b"".join(pieces(document_id=document_id))


def test_a_lot_that_a_bank_could_not_take_is_refused_before_it_is_signed(
    house: scenes.House,
) -> None:
    scenes.pays(
        house,
        channel="bank",
        agency="10005",
        form="cfonb160",
        name="AFRI",
        account=scenes.FUND_ACCOUNT,
    )
    person = scenes.payee(house, 3, to=scenes.account(3, bank="10005"))
    [lot] = prepared(house, scenes.owed(house, {person: 5_000}))
    with pytest.raises(FileRefused) as refused:
        act(house.paymaster, "control_lot", lot=lot)
    assert {fault.code for fault in refused.value.faults} == {
        "payments.cfonb_issuer",
        "payments.cfonb_letter",
    }
