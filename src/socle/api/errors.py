"""How a call fails before it reaches the domain."""

from collections.abc import Sequence

from socle.kernel.errors import Fault, Refused


class CsrfFailed(Refused):
    """A signed-in browser sent a change without proving that our page asked for it."""

    def __init__(self) -> None:
        super().__init__("api.csrf_failed")


class InvalidRequest(Refused):
    """Values that do not go together; every fault is told at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("api.invalid", count=len(faults))
        self.faults = tuple(faults)
