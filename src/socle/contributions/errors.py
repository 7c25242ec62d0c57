"""How contributions fail."""

from socle.countries.declaration import Faults
from socle.kernel.errors import Refused


class FileRefused(Refused):
    """A file that is refused as a whole: what is wrong in it, and where."""

    def __init__(self, faults: Faults) -> None:
        super().__init__("declaration.refused", count=faults.count)
        self.collected = faults
        self.faults = tuple(faults.kept)
