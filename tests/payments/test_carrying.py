"""Lots carried to a bank and an operator that are simulated by another process: paid once each."""

import os
import random
import signal
import time
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import connections
from tests.conftest import NOW, TODAY
from tests.payments import scenes, simulated
from tests.payments.scenes import act, balance, orders, prepared, rows, states, take
from tests.payments.simulated import Simulator

from socle.kernel.errors import Refused, Unavailable
from socle.payments.operations.carrying import carry_lot, name_lot
from socle.platform.access.scope import fund_scope
from socle.platform.audit.queries import first_break
from socle.platform.documents.queries import open_document

KILLS = int(os.environ.get("SOCLE_KILLS", "3"))
PERSONS = 6


@pytest.fixture(scope="module")
def operator() -> Iterator[Simulator]:
    with simulated.simulator() as found:
        yield found


def wallets(operator: Simulator, *, others: int = 0) -> tuple[scenes.House, str]:
    """A lot of wallets, prepared; some of them in another's name."""
    operator.fails(lose_answers=0, refuse_calls=0, reject_percent=0, late=False, hold=False)
    house = scenes.house()
    scenes.pays(
        house,
        channel="wallet",
        agency="MTN",
        form="gsma",
        name="MTN",
        url=operator.url,
        account="CNPS",
    )
    names = {
        scenes.WALLET.format(rank=rank): "Autre Personne"
        if rank < others
        else f"MBARGA{chr(65 + rank)} Fatima"
        for rank in range(PERSONS)
    }
    operator.holders(names)
    due = {
        scenes.payee(house, rank, to=scenes.WALLET.format(rank=rank)): 10_000 + rank
        for rank in range(PERSONS)
    }
    [lot] = prepared(house, scenes.owed(house, due))
    return house, lot


def carried(house: scenes.House, lot: str) -> None:
    carry_lot(fund=house.place.fund, lot=lot, today=TODAY, at=NOW)


def signed(house: scenes.House, lot: str) -> None:
    name_lot(fund=house.place.fund, lot=lot, today=TODAY)
    scenes.sent(house, lot)


def test_a_wallet_in_another_s_name_stays_behind(db: None, operator: Simulator) -> None:
    house, lot = wallets(operator, others=1)
    with pytest.raises(Refused, match="names_to_check"):
        act(house.paymaster, "control_lot", lot=lot)
    signed(house, lot)
    assert states(house) == ["held"] + ["sent"] * (PERSONS - 1)
    carried(house, lot)
    held, _state = orders(house)[0]
    assert held not in operator.paid()
    # A person says that the name is theirs: the next order is not asked about again.
    act(house.paymaster, "replay_order", order=held, name="accepted")
    run = rows(house, "SELECT DISTINCT run_number FROM payee_due")[0][0]
    [other] = prepared(house, run)
    signed(house, other)
    carried(house, other)
    assert states(house)[0] == "replayed"
    assert set(states(house)[1:]) == {"paid"}


def test_a_lost_answer_and_calls_refused_pay_once(db: None, operator: Simulator) -> None:
    house, lot = wallets(operator)
    signed(house, lot)
    operator.fails(lose_answers=1)
    with pytest.raises(Unavailable):
        carried(house, lot)
    operator.fails(refuse_calls=1)
    with pytest.raises(Unavailable):
        carried(house, lot)
    for _again in range(2):
        carried(house, lot)
    assert set(states(house)) == {"paid"}
    paid = operator.paid()
    assert {paid[number] for number, _ in orders(house)} == {
        (1, Decimal(10_000 + rank)) for rank in range(PERSONS)
    }
    assert balance(house, "cash") == -sum(10_000 + rank for rank in range(PERSONS))


def test_what_an_operator_rejects_and_pays_late_is_paid(db: None, operator: Simulator) -> None:
    house, lot = wallets(operator)
    signed(house, lot)
    operator.fails(reject_percent=100, late=True)
    carried(house, lot)
    assert set(states(house)) == {"rejected"}
    assert balance(house, "transit") == 0
    carried(house, lot)
    assert set(states(house)) == {"paid"}
    assert {times for number, _ in orders(house) for times, _sum in [operator.paid()[number]]} == {
        1
    }


def test_a_bank_takes_our_file_and_we_take_its_answers(db: None, operator: Simulator) -> None:
    operator.fails(reject_percent=40, late=False)
    house = scenes.house()
    due = {scenes.payee(house, rank): 1_000 + rank for rank in range(PERSONS)}
    [lot] = prepared(house, scenes.owed(house, due))
    scenes.sent(house, lot)
    act(house.paymaster, "hand_over_file", lot=lot)
    with fund_scope(house.place.fund.id):
        [(document,)] = rows(house, "SELECT document_id FROM lot_file")
        content = open_document(document_id=document).read()
    for _twice in range(2):
        answer = operator.ask("POST", "/bank/pain001", content)
    take(house, answer)
    take(house, operator.ask("GET", f"/bank/{lot}/camt054"))
    record = operator.paid()
    for number, state in orders(house):
        assert (state, record.get(number, (0,))[0]) in {("paid", 1), ("rejected", 0)}
    sums = [record[number][1] for number, _ in orders(house) if number in record]
    assert balance(house, "cash") == -sum(sums)


@pytest.mark.slow
def test_a_worker_killed_anywhere_pays_each_order_once(
    own_database: str, operator: Simulator
) -> None:
    house, lot = wallets(operator)
    signed(house, lot)
    chance = random.Random(6)  # noqa: S311 - instants, not secrets
    for _kill in range(KILLS):
        connections.close_all()
        child = os.fork()
        if child == 0:
            try:
                carried(house, lot)
            finally:
                os._exit(0)
        time.sleep(chance.random() * 0.25)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    carried(house, lot)
    assert set(states(house)) == {"paid"}
    record = operator.paid()
    assert all(record[number][0] == 1 for number, _ in orders(house))
    assert balance(house, "transit") == 0
    assert first_break(fund_id=house.place.fund.id) is None
