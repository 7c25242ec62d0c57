"""Acts before which a person proves again who they are: each module names its own at start.

They move money, rights or protected data. Whoever finds a session open, or steals a token, does
none of them. What is asked is decided here once, for forms, pages and the API alike.
"""

from socle.platform.access.queries import require_proof
from socle.platform.access.types import Desk

_GUARDED: set[str] = set()


def add(*codes: str) -> None:
    """Adds types of act, of the catalogue or of an operation of its own."""
    _GUARDED.update(codes)


def guarded() -> frozenset[str]:
    """The guarded types of act."""
    return frozenset(_GUARDED)


def require_proved(desk: Desk, code: str) -> None:
    """Stops a guarded act of a desk that has not shown lately who is at it.

    Raises:
        ProofNeeded: whoever is at the screen has to prove it first.
        Refused: `access.token_weak`.
    """
    if code in _GUARDED:
        require_proof(desk)
