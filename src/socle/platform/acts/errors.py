"""How acts fail."""

from collections.abc import Sequence

from socle.kernel.errors import Fault, Refused


class Invalid(Refused):
    """The request's fields are wrong; every fault is told at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("acts.invalid", count=len(faults))
        self.faults = tuple(faults)
