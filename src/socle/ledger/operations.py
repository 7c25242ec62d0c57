"""Posting. Only within an act, only balanced: the tables' triggers see to both."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import connection

from socle.ledger.types import Account, Debt, PostedEntry
from socle.platform.sql import insert_rows

_ENTRY = (
    ("id", "bigint"),
    ("fund_id", "bigint"),
    ("number", "text"),
    ("act_id", "bigint"),
    ("kind", "text"),
    ("occurred_on", "date"),
    ("recorded_at", "timestamptz"),
)
_POSTING = (
    ("fund_id", "bigint"),
    ("entry_id", "bigint"),
    ("month", "date"),
    ("account", "text"),
    ("employer_id", "bigint"),
    ("branch", "text"),
    ("payer", "text"),
    ("amount", "bigint"),
)


def post_debts(
    debts: Sequence[Debt], *, fund_id: int, act_id: int, occurred_on: date, recorded_at: datetime
) -> list[PostedEntry]:
    """Posts one balanced entry a debt and returns them in the same order.

    The contributor is debited and the branch credited, by branch and payer. A debt of nothing
    has an entry without postings.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('ledger_entry', 'id')) FROM"
            " generate_series(1, %s)",
            [len(debts)],
        )
        ids = [int(row[0]) for row in cursor.fetchall()]
        entries = [PostedEntry(each, f"J-{recorded_at:%Y-%m}-{each:09d}") for each in ids]
        for year in sorted({debt.month.year for debt in debts}):
            cursor.execute("SELECT ledger_ensure_year(%s)", [year])
    insert_rows(
        "ledger_entry",
        _ENTRY,
        (
            (entry.id, fund_id, entry.number, act_id, "debt", occurred_on, recorded_at)
            for entry in entries
        ),
    )
    insert_rows("ledger_posting", _POSTING, _postings(debts, entries, fund_id))
    return entries


def _postings(
    debts: Sequence[Debt], entries: Sequence[PostedEntry], fund_id: int
) -> Iterator[tuple[object, ...]]:
    for debt, entry in zip(debts, entries, strict=True):
        for branch, payer, amount in debt.amounts:
            if amount == 0:
                continue
            about = (fund_id, entry.id, debt.month)
            yield (*about, Account.CONTRIBUTOR.value, debt.employer_id, branch, payer, amount)
            yield (*about, Account.CONTRIBUTION.value, None, branch, payer, -amount)
