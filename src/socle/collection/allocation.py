"""In which order a payment extinguishes debts (imputation). Pure.

The texts that Socle has read are silent on the order, in Cameroon and in Morocco alike: these
orders are conventions of the fund, which chooses one by an act. This file is the one place that
says them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from socle.kernel.money import Money

# The branches of penalties in the ledger.
SURCHARGES = frozenset({"surcharge", "fine"})


class Order(StrEnum):
    """The orders a fund may choose."""

    CONTRIBUTIONS_FIRST = "contributions_first"  # oldest month, its contributions, its surcharges
    PRINCIPAL_FIRST = "principal_first"  # every month's contributions, then the surcharges
    SURCHARGES_FIRST = "surcharges_first"  # oldest month, its surcharges, its contributions


# In force where a fund has chosen none.
DEFAULT_ORDER = Order.CONTRIBUTIONS_FIRST
DEFAULT_SINCE = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Debt:
    """What remains due of a month and branch by a payer."""

    month: date
    branch: str
    payer: str
    amount: int


def allocate(
    amount: int, debts: Sequence[Debt], *, order: Order, first: Iterable[date] = ()
) -> list[Debt]:
    """What of each debt an amount pays: the months named first, then by the order.

    Debts of one rank (a month's branches) share in proportion, to the last minor unit: no
    branch is favoured. What is left over is in no share.
    """
    named = set(first)
    ranks: dict[tuple[object, ...], list[Debt]] = {}
    for debt in debts:
        if debt.amount > 0:
            ranks.setdefault((debt.month not in named, *_rank(debt, order)), []).append(debt)
    paid: list[Debt] = []
    for rank in sorted(ranks):
        if amount <= 0:
            break
        group = sorted(ranks[rank], key=lambda debt: (debt.branch, debt.payer))
        due = sum(debt.amount for debt in group)
        shares = _shares(min(amount, due), group)
        paid += [
            Debt(debt.month, debt.branch, debt.payer, share)
            for debt, share in zip(group, shares, strict=True)
            if share
        ]
        amount -= min(amount, due)
    return paid


def _rank(debt: Debt, order: Order) -> tuple[object, ...]:
    is_surcharge = debt.branch in SURCHARGES
    if order is Order.PRINCIPAL_FIRST:
        return (is_surcharge, debt.month)
    if order is Order.SURCHARGES_FIRST:
        return (debt.month, not is_surcharge)
    return (debt.month, is_surcharge)


def _shares(amount: int, debts: Sequence[Debt]) -> list[int]:
    # The currency is the ledger's; only the splitting of whole units is asked of it here.
    whole = Money(amount, "XAF").allocate([debt.amount for debt in debts])
    return [share.minor for share in whole]
