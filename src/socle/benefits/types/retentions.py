"""How much of a month's dues is kept to take back what was overpaid (retenue sur prestations)."""

from collections.abc import Sequence
from dataclasses import dataclass

_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Debt:
    """What one overpayment still asks, and the share of dues agreed for it."""

    overpayment_id: int
    rest: int
    percent: int


@dataclass(frozen=True, slots=True)
class Kept:
    overpayment_id: int
    award_id: int
    amount: int


def retained(
    debts: Sequence[Debt], dues: Sequence[tuple[int, int]], *, most_percent: int
) -> tuple[Kept, ...]:
    """What is kept of one payee's dues of a month, the oldest debt first.

    `dues` are awards with what each is due for the month. Each debt keeps its own share; all
    together never keep more of an award than `most_percent`, nor a debt more than its rest.
    """
    left = {award: amount * most_percent // _HUNDRED for award, amount in dues}
    kept: list[Kept] = []
    for debt in debts:
        rest = debt.rest
        for award, amount in dues:
            take = min(rest, amount * debt.percent // _HUNDRED, left[award])
            if take > 0:
                kept.append(Kept(debt.overpayment_id, award, take))
                rest -= take
                left[award] -= take
    return tuple(kept)
