"""What orders post to the ledger: each lot sent, paid and come back, by branch and month."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from socle.ledger.operations import post_entries
from socle.ledger.types import Account, Entry, EntryKind, Posting
from socle.platform.acts.progress import ActInProgress
from socle.platform.sql import statements

SQL = statements(Path(__file__).parent)
# What pays a test of an account: nobody is owed it, the fund gives it up.
_OF_TEST = {Account.BENEFICIARY: Account.LOSS}


def post_lot(act: ActInProgress, fund_id: int, *, lot_id: int, on: date) -> None:
    """A lot is sent: what was owed is on its way."""
    shares = _rows("shares_of_lot", {"lot": lot_id})
    move = (EntryKind.ORDER_SENT, Account.BENEFICIARY, Account.TRANSIT)
    _post(act, fund_id, shares, move, on)


def post_orders(
    act: ActInProgress,
    fund_id: int,
    *,
    orders: list[int],
    move: tuple[EntryKind, Account, Account],
    on: date,
) -> None:
    """Moves the amounts of orders from the second account to the first: debit, credit."""
    _post(act, fund_id, _rows("shares_of_orders", {"orders": orders}), move, on)


def _post(
    act: ActInProgress,
    fund_id: int,
    shares: list[tuple[bool, str, date, int]],
    move: tuple[EntryKind, Account, Account],
    on: date,
) -> None:
    kind, debit, credit = move
    postings: list[Posting] = []
    for is_test, branch, month, amount in shares:
        sides = [_OF_TEST.get(each, each) if is_test else each for each in (debit, credit)]
        postings.append(Posting(sides[0], month, amount, None, branch))
        postings.append(Posting(sides[1], month, -amount, None, branch))
    if postings:
        post_entries(
            [Entry(kind, tuple(postings))],
            fund_id=fund_id,
            act_id=act.id,
            occurred_on=on,
            recorded_at=act.recorded_at,
        )


def _rows(name: str, said: Mapping[str, Any]) -> list[tuple[bool, str, date, int]]:
    with connection.cursor() as cursor:
        cursor.execute(SQL[name], said)
        return [(is_test, branch, month, total) for is_test, branch, month, total in cursor]
