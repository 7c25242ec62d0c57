"""Posting. Only within an act, only balanced: the tables' triggers see to both."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import connection

from socle.ledger.types import Entry, PostedEntry
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


def post_entries(
    entries: Sequence[Entry], *, fund_id: int, act_id: int, occurred_on: date, recorded_at: datetime
) -> list[PostedEntry]:
    """Posts balanced entries and returns them in the same order.

    `occurred_on` is the day they count from: of a deposit, or the value date of a payment.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('ledger_entry', 'id')) FROM"
            " generate_series(1, %s)",
            [len(entries)],
        )
        ids = [int(row[0]) for row in cursor.fetchall()]
        posted = [PostedEntry(each, f"J-{recorded_at:%Y-%m}-{each:09d}") for each in ids]
        for year in sorted({each.month.year for entry in entries for each in entry.postings}):
            cursor.execute("SELECT ledger_ensure_year(%s)", [year])
    insert_rows(
        "ledger_entry",
        _ENTRY,
        (
            (each.id, fund_id, each.number, act_id, entry.kind.value, occurred_on, recorded_at)
            for each, entry in zip(posted, entries, strict=True)
        ),
    )
    insert_rows("ledger_posting", _POSTING, _rows(entries, posted, fund_id))
    return posted


def _rows(
    entries: Sequence[Entry], posted: Sequence[PostedEntry], fund_id: int
) -> Iterator[tuple[object, ...]]:
    for entry, each in zip(entries, posted, strict=True):
        for posting in entry.postings:
            yield (
                *(fund_id, each.id, posting.month, posting.account.value, posting.employer_id),
                *(posting.branch, posting.payer, posting.amount),
            )
