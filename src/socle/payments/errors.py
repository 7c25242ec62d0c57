"""How payments fail."""

from collections.abc import Sequence

from socle.kernel.errors import Fault, Refused


class FileRefused(Refused):
    """A file refused as a whole, going out or coming back: what is wrong in it, and where."""

    def __init__(self, code: str, faults: Sequence[Fault]) -> None:
        super().__init__(code, count=len(faults))
        self.faults = tuple(faults)
