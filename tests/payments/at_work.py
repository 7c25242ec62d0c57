"""Payments out of every kind, for tests that look at every table."""

from typing import Any

from tests import factories
from tests.payments import scenes
from tests.payments.messages import camt054, entry, pain002, status


def payouts_at_work(place: factories.Agency) -> None:
    """A lot sent, one order paid, one back and replayed, a line that waits, one answered."""
    house = scenes.paid_by(place)
    scenes.pays(house, channel="bank", form="pain001", name="BEAC 2", account=scenes.FUND_ACCOUNT)
    for number in ("425", "4251"):
        scenes.act(
            house.accountant, "set_chart_account", account="cash", number=number, label="Caisse"
        )
    due = {scenes.payee(house, 1): 80_000, scenes.payee(house, 2): 50_000}
    [lot] = scenes.prepared(house, scenes.owed(house, due))
    scenes.sent(house, lot)
    (first, _), (second, _) = scenes.orders(house)
    scenes.take(house, pain002(lot, status(first, "ACSC"), status(second, "RJCT"), count=2))
    unknown = scenes.take(house, camt054(entry("OP-999999999", 5), entry("OP-999999998", 5)))
    asked: dict[str, Any] = {"return": unknown.subject, "line": "1"}
    scenes.act(house.paymaster, "answer_return_line", **asked)
    scenes.act(house.paymaster, "replay_order", order=second)
