"""Movements that another statement may have brought already, and what a bank takes back.

The same movements can come by two files: a camt.053 and a CSV, or the statement of a day and of
its month. A bank names a movement once in all its camt.053 files; a CSV file has no such name, and
none for its account either. What no name tells apart is told by day, amount and text, and held
for a person to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.db import connection

from socle.collection.likeness import Likeness, Said, likeness, pairs
from socle.collection.statements.csv_file import ACCOUNT as NO_ACCOUNT
from socle.collection.types import LineOutcome
from socle.platform.sql import statements

SQL = statements(Path(__file__).parent)
# How long after a payment a bank may still take it back; a direct debit, thirteen months.
RETURNED_WITHIN = timedelta(days=400)
_MOST_NEAR = 5


@dataclass(frozen=True, slots=True)
class Told:
    """A movement as a statement tells it, by whatever names it within the caller."""

    key: int
    value_on: date
    amount: int
    external_id: str
    said: Said


@dataclass(frozen=True, slots=True)
class Near:
    """A booked payment that a movement may be, or take back."""

    payment_id: int
    number: str
    likeness: Likeness
    is_gone: bool = False


def told_before(*, account: str, names: Sequence[str]) -> set[tuple[str, LineOutcome]]:
    """What earlier statements of the account told under these names and did not book.

    A return may bear the name of the payment that it takes back: the outcome tells them apart.
    """
    with connection.cursor() as cursor:
        cursor.execute(SQL["told_before"], [account, list(names)])
        return {(name, LineOutcome(outcome)) for name, outcome in cursor.fetchall()}


def near_movements(
    *, account: str, statement_id: str, statement: int | None, lines: Sequence[Told]
) -> dict[int, list[Near]]:
    """Payments that other statements brought and that may be these movements, nearest first.

    `statement`: the one that tells the lines, once it is kept; what it brought is not looked at.
    """
    days, amounts = [each.value_on for each in lines], [each.amount for each in lines]
    with connection.cursor() as cursor:
        cursor.execute(
            SQL["near_movements"],
            {
                **{"days": days, "amounts": amounts, "statement": statement},
                **{"account": account, "none": NO_ACCOUNT},
            },
        )
        found = cursor.fetchall()
    by_place: dict[tuple[date, int], list[tuple[bool, int, str, Said]]] = {}
    for payment_id, number, value_on, amount, source, external_id, other_id, *said in found:
        is_named = source == account != NO_ACCOUNT and not _is_ours(external_id, other_id)
        place = by_place.setdefault((value_on, amount), [])
        place.append((is_named, payment_id, number, Said(*said)))
    near: dict[int, list[Near]] = {}
    for line in lines:
        is_line_named = not _is_ours(line.external_id, statement_id)
        alike = [
            Near(payment_id, number, likeness(line.said, said))
            for is_named, payment_id, number, said in by_place.get((line.value_on, line.amount), [])
            # Two names of one bank for one account: two movements, whatever their texts.
            if not (is_named and is_line_named)
        ]
        alike = [each for each in alike if each.likeness is not Likeness.OTHER]
        if alike:
            near[line.key] = sorted(alike, key=lambda each: -each.likeness)
    return near


def twins(near: dict[int, list[Near]]) -> dict[int, Near]:
    """The one payment that each movement may be; two movements of a statement are never one."""
    whole = {each.payment_id: each for alike in near.values() for each in alike}
    found = pairs({key: [each.payment_id for each in alike] for key, alike in near.items()})
    return {key: whole[payment_id] for key, payment_id in found.items()}


def near_originals(lines: Sequence[Told]) -> dict[int, list[Near]]:
    """Payments that a bank may be taking back by these movements, nearest first.

    Those taken back already stand last: a bank may tell of one return in two files.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            SQL["near_originals"],
            [
                [each.key for each in lines],
                [each.value_on - RETURNED_WITHIN for each in lines],
                [each.value_on for each in lines],
                [-each.amount for each in lines],
            ],
        )
        found = cursor.fetchall()
    said = {each.key: each.said for each in lines}
    near: dict[int, list[Near]] = {}
    for key, payment_id, number, is_gone, *told in found:
        # Of another payer it may still be: a bank writes of a return what it wants.
        alike = max(likeness(said[key], Said(*told)), Likeness.AMOUNT)
        near.setdefault(key, []).append(Near(payment_id, number, alike, is_gone))
    return {
        key: sorted(alike, key=lambda each: (each.is_gone, -each.likeness, -each.payment_id))[
            :_MOST_NEAR
        ]
        for key, alike in near.items()
    }


def _is_ours(external_id: str, statement_id: str) -> bool:
    """Whether a movement's name was made of its place in the statement: the bank gave it none."""
    return external_id.startswith(f"{statement_id}/"[:80])
