"""How benefits fail."""

from collections.abc import Sequence

from socle.kernel.errors import Fault, Refused


class FormRefused(Refused):
    """A liaison form refused as a whole: what is wrong in it, and where."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("liaison.refused", count=len(faults))
        self.faults = tuple(faults)
