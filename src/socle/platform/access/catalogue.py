"""What modules above know of access: mandates, agencies, and ways in beside the password.

They say it here when Django starts.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol

# A person's id and a day; the numbers of the employers whose mandate is in force.
Mandates = Callable[[int, date], frozenset[str]]
_KEPT: list[Mandates] = []
# A day; the agencies of the fund of the transaction, by code.
Agencies = Callable[[date], Mapping[str, str]]
_AGENCIES: list[Agencies] = []


class EndWay(Protocol):
    """Ends a way in of a person's from a day on; what it ended."""

    def __call__(self, *, fund_id: int, user_id: int, since: date) -> str: ...


_WAYS: list[EndWay] = []


def add(mandates: Mandates) -> None:
    if mandates not in _KEPT:
        _KEPT.append(mandates)


def under_mandate(user_id: int, on: date) -> frozenset[str]:
    """The employers for which a person may act that day; in the fund of the transaction."""
    return frozenset().union(*(mandates(user_id, on) for mandates in _KEPT))


def add_agencies(agencies: Agencies) -> None:
    if agencies not in _AGENCIES:
        _AGENCIES.append(agencies)


def agencies(on: date) -> dict[str, str]:
    """The agencies that the fund of the transaction has that day: their names by code."""
    return {code: name for known in _AGENCIES for code, name in known(on).items()}


def add_way(end: EndWay) -> None:
    if end not in _WAYS:
        _WAYS.append(end)


def end_ways(fund_id: int, user_id: int, since: date) -> str:
    """Ends every way in that a person has beside the password; what was ended, empty for nothing.

    Of an account that is closed, or whose second step is taken back: they go round both.
    """
    return " ".join(
        filter(None, (end(fund_id=fund_id, user_id=user_id, since=since) for end in _WAYS))
    )
