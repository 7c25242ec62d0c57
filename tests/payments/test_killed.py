"""A run's payments whose process is killed at a random instant of each work: each is paid once.

Orders prepared, a lot sent, a bank's answer taken: whole or absent after the kill, done once when
asked again with the same key, and the books as if nobody had been killed.

`SOCLE_KILLS=50` kills fifty times in each.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connections
from tests.payments import scenes
from tests.payments.messages import camt054, entry
from tests.payments.scenes import act, balance, orders, rows, take

from socle.kernel.months import Month
from socle.platform.acts.types import ActAnswer
from socle.platform.audit.queries import first_break

KILLS = int(os.environ.get("SOCLE_KILLS", "2"))
SEED = random.Random()  # noqa: S311 - instants, not secrets
TABLES = (
    *("act", "payment_lot", "lot_step", "lot_file", "payment_order", "order_event"),
    *("return_file", "return_line", "ledger_entry"),
)
DUE = (80_000, 50_000, 65_500)
Work = Callable[[], ActAnswer]


class Paying:
    """A house that pays a month's run, and what each of its works writes when nobody is killed."""

    def __init__(self) -> None:
        self.house = scenes.house()
        self.payees = [scenes.payee(self.house, rank) for rank in range(1, len(DUE) + 1)]
        self.written: dict[str, list[int]] = {}
        self.lasting: dict[str, float] = {}
        self.met: Counter[str] = Counter()

    def month(self, rank: int, *, is_killed: bool) -> None:
        """One month from what is owed to the bank's answer."""
        house, month = self.house, (Month.of(date(2020, 1, 1)) + rank).first_day
        run = scenes.owed(house, dict(zip(self.payees, DUE, strict=True)), month)
        done = self.did if is_killed else self.measured
        by, said = house.paymaster, {"run": run}
        done("prepared", lambda: act(by, "prepare_orders", key=f"prepare {rank}", **said))
        ((lot,),) = rows(house, "SELECT number FROM payment_lot ORDER BY id DESC LIMIT 1")
        act(house.paymaster, "control_lot", lot=lot)
        act(house.authoriser, "validate_lot", lot=lot)
        act(house.accountant, "endorse_lot", lot=lot)
        done("sent", lambda: act(house.accountant, "send_lot", key=f"send {rank}", lot=lot))
        mine = orders(house)[-len(DUE) :]
        answer = camt054(*(entry(number, due) for (number, _), due in zip(mine, DUE, strict=True)))
        done("answered", lambda: take(house, answer, key=f"take {rank}"))

    def measured(self, work: str, run: Work) -> None:
        before, began = self.rows(), time.monotonic()
        run()
        self.lasting[work] = time.monotonic() - began
        self.written[work] = self.since(before)
        assert any(self.written[work])

    def did(self, work: str, run: Work) -> None:
        """Kills whoever does a work, then asks again with its key."""
        before, whole = self.rows(), self.written[work]
        killed(run, SEED.random() * 1.5 * self.lasting[work])
        found = self.since(before)
        assert found in ([0] * len(TABLES), whole), (work, dict(zip(TABLES, found, strict=True)))
        self.met[f"{work}: {'whole' if any(found) else 'absent'}"] += 1
        run()
        assert self.since(before) == whole, work

    def rows(self) -> list[int]:
        """How many rows each table has, at one instant."""
        counted = ", ".join(f"(SELECT count(*) FROM {table})" for table in TABLES)
        (found,) = rows(self.house, f"SELECT {counted}")
        return list(found)

    def since(self, before: list[int]) -> list[int]:
        return [after - old for after, old in zip(self.rows(), before, strict=True)]


@pytest.mark.slow
def test_payments_killed_anywhere_are_made_once(own_database: str) -> None:
    paying = Paying()
    paying.month(0, is_killed=False)
    for rank in range(1, KILLS + 1):
        paying.month(rank, is_killed=True)
    house, months = paying.house, KILLS + 1
    assert {state for _number, state in orders(house)} == {"paid"}
    assert rows(house, "SELECT DISTINCT count(*) FROM payment_order GROUP BY run_id, payee_id") == [
        (1,)
    ]
    assert [balance(house, name) for name in ("beneficiary", "transit", "cash")] == [
        *(0, 0, -sum(DUE) * months),
    ]
    assert first_break(fund_id=house.place.fund.id) is None
    for met, count in sorted(paying.met.items()):
        print(f"{count:5} {met}")  # noqa: T201 - shown with -rP


def killed(run: Work, after: float) -> None:
    """Another process does a work, and is killed after these seconds."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            run()
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
