"""The months that a person pays one by one, and what was received for them.

French: cotisations mensuelles du travailleur non salarié, d'Achamil. What is received pays the
oldest month first (convention). A month to be paid beforehand that was not lapses: it is not owed
afterwards, and what is received later pays its own month and those after.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from socle.coverage.types import Cover
from socle.kernel.months import Month


@dataclass(frozen=True, slots=True)
class Due:
    """A month that a person pays, and what is left to pay of it. Units: minor."""

    month: Month
    amount: int
    lapses: bool
    rest: int


def dues_of(covers: Iterable[Cover], *, until: Month, lapsing: Collection[str]) -> list[Due]:
    """The months of some covers up to one, that included, oldest first; a month once.

    `lapsing`: the categories that are paid beforehand or not at all.
    """
    found: dict[Month, Due] = {}
    for cover in covers:
        if cover.monthly_amount is None:
            continue
        last = until
        if cover.until is not None:
            last = min(until, Month.of(cover.until - timedelta(days=1)))
        month = Month.of(cover.since)
        while month <= last:
            amount, lapses = cover.monthly_amount, cover.category in lapsing
            found.setdefault(month, Due(month, amount, lapses, amount))
            month += 1
    return [found[month] for month in sorted(found)]


def settled(dues: Sequence[Due], receipts: Iterable[tuple[date, int]]) -> list[Due]:
    """The months with what each has left to pay, once everything received has been counted.

    What is taken back (below zero) lessens what was received last.
    """
    left, place = list(dues), 0
    for day, amount in _kept(sorted(receipts)):
        money, received = amount, Month.of(day)
        while money and place < len(left):
            due = left[place]
            paid = 0 if due.lapses and due.month < received else min(money, due.rest)
            left[place] = replace(due, rest=due.rest - paid)
            money -= paid
            # Months are paid in order: what is paid in full, or has lapsed, is not come back to.
            if left[place].rest == 0 or paid == 0:
                place += 1
    return left


def _kept(receipts: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """What stays of each receipt once refunds are taken from those before them."""
    kept: list[tuple[date, int]] = []
    for day, amount in receipts:
        back = -min(amount, 0)
        while back and kept:
            last_day, last = kept.pop()
            taken = min(back, last)
            back -= taken
            if last > taken:
                kept.append((last_day, last - taken))
        if amount > 0:
            kept.append((day, amount))
    return kept
