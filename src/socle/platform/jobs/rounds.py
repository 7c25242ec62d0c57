"""What modules above platform have the worker do every few seconds: each adds its own at start."""

from collections.abc import Callable

# Does what is due and says how much; it may fail, and is tried again at the next round.
Round = Callable[[], int]
_ROUNDS: dict[str, Round] = {}


def add(name: str, work: Round) -> None:
    """Has the worker do something every few seconds, in a thread of that name."""
    _ROUNDS[name] = work


def rounds() -> list[tuple[str, Round]]:
    """What was added, by name."""
    return sorted(_ROUNDS.items())
