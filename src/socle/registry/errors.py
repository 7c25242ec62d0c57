"""How the register fails where one sentence does not say it all."""

from collections.abc import Sequence

from socle.kernel.errors import Fault, Refused


class ImportStoodOn(Refused):
    """An import is not undone: what stands on the rows that it brought, file by file."""

    def __init__(self, number: str, faults: Sequence[Fault]) -> None:
        super().__init__("import.stood_on", number=number, count=len(faults))
        self.faults = tuple(faults)
