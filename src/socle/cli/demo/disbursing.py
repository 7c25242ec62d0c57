"""Payments of the demonstration: a month paid at the counter, and one that waits for the visa.

An account waits before it pays, and nobody's is older than the story: these payees sign a list.
"""

from datetime import date
from typing import Any

from socle.benefits.queries.runs import benefit_runs
from socle.benefits.types.runs import RunState
from socle.cli.demo.office import Office
from socle.cli.demo.story import Story
from socle.payments import queries as payments
from socle.payments.types import Stage
from socle.platform.access.scope import fund_scope


def tell(office: Office, told: Story) -> None:
    """Both validated months are prepared; the first goes to its end but for one payee."""
    office.act(
        office.desk("compta"),
        "set_paying_account",
        on=told.months[0].first_day,
        key="paying:counter",
        second=office.desk("verif"),
        channel="cash",
        form="list",
        name="Caisse centrale",
    )
    with fund_scope(office.fund.id):
        runs = [each for each in benefit_runs() if each.state is RunState.VALIDATED]
    first, *later = sorted(runs, key=lambda each: each.month)
    for lot in _prepared(office, first.number, told.today):
        _settled(office, lot, told.today)
    for run in later:
        for lot in _prepared(office, run.number, told.today):
            _step(office, "payeur", "control_lot", lot, told.today)
            _step(office, "ordo", "validate_lot", lot, told.today)


def _prepared(office: Office, run: str, on: date) -> list[str]:
    """The lots of a run, whoever has no account on a list."""
    key = f"lots:{run}"
    said: dict[str, Any] = {"run": run, "without_account": "cash"}
    office.act(office.desk("payeur"), "prepare_orders", on=on, key=key, **said)
    with fund_scope(office.fund.id):
        lots = payments.lots(before=None, limit=50)
    return [each.number for each in lots if each.stage is Stage.CALCULATED]


def _settled(office: Office, lot: str, on: date) -> None:
    """From control to the counter's own account of it: the last of the list did not come."""
    _step(office, "payeur", "control_lot", lot, on)
    _step(office, "ordo", "validate_lot", lot, on)
    _step(office, "compta", "endorse_lot", lot, on)
    _step(office, "compta", "send_lot", lot, on)
    with fund_scope(office.fund.id):
        orders = payments.orders(lot_number=lot, limit=50)
    unpaid = {"unpaid": orders[-1].number} if len(orders) > 1 else {}
    said: dict[str, Any] = {"lot": lot, **unpaid}
    office.act(office.desk("payeur"), "settle_cash", on=on, key=f"lots:{lot}:settled", **said)


def _step(office: Office, by: str, kind: str, lot: str, on: date) -> None:
    office.act(office.desk(by), kind, on=on, key=f"lots:{lot}:{kind}", lot=lot)
