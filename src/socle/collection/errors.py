"""How collection fails."""

from collections.abc import Sequence

from socle.kernel.errors import Fault, Refused


class StatementRefused(Refused):
    """A bank statement that is refused as a whole: what is wrong in it, and where."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("collection.statement_refused", count=len(faults))
        self.faults = tuple(faults)
