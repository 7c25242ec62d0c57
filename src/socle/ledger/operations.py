"""Posting. Only within an act, only balanced: the tables' triggers see to both."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import connection

from socle.ledger.types import Account, Entry, EntryKind, PostedEntry, Posting
from socle.platform.sql import insert_rows, next_ids

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
    ids = next_ids("ledger_entry", len(entries))
    posted = [PostedEntry(each, f"J-{recorded_at:%Y-%m}-{each:09d}") for each in ids]
    with connection.cursor() as cursor:
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


def reverse_entries(
    *, of_act_id: int, fund_id: int, act_id: int, recorded_at: datetime
) -> list[PostedEntry]:
    """Posts the inverse of every entry of an act, on the days these count from.

    French: contre-passation. For the counter-act of an act that posted.
    """
    statement = """
        SELECT e.id, e.kind, e.occurred_on, p.account, p.month, -p.amount, p.employer_id, p.branch,
          p.payer
        FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id
        WHERE e.act_id = %s ORDER BY e.id
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [of_act_id])
        rows = cursor.fetchall()
    by_entry: dict[tuple[int, str, date], list[Posting]] = {}
    for entry_id, kind, occurred_on, account, *said in rows:
        posting = Posting(Account(account), *said)
        by_entry.setdefault((entry_id, kind, occurred_on), []).append(posting)
    posted: list[PostedEntry] = []
    for (_entry_id, kind, occurred_on), postings in by_entry.items():
        posted += post_entries(
            [Entry(EntryKind(kind), tuple(postings))],
            fund_id=fund_id,
            act_id=act_id,
            occurred_on=occurred_on,
            recorded_at=recorded_at,
        )
    return posted
