"""For whom a mandatary acts: the module that keeps mandates says it here when Django starts."""

from collections.abc import Callable
from datetime import date

# A person's id and a day; the numbers of the employers whose mandate is in force.
Mandates = Callable[[int, date], frozenset[str]]
_KEPT: list[Mandates] = []


def add(mandates: Mandates) -> None:
    if mandates not in _KEPT:
        _KEPT.append(mandates)


def under_mandate(user_id: int, on: date) -> frozenset[str]:
    """The employers for which a person may act that day; in the fund of the transaction."""
    return frozenset().union(*(mandates(user_id, on) for mandates in _KEPT))
