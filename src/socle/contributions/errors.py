"""How contributions fail."""

from socle.countries.declaration import Faults
from socle.kernel.errors import Refused


class FileRefused(Refused):
    """A file that is refused as a whole: what is wrong in it, and where.

    `format` is empty for a file that no format recognises.
    """

    def __init__(self, faults: Faults, format_code: str = "") -> None:
        super().__init__("declaration.refused", count=faults.count)
        self.collected = faults
        self.format = format_code
        self.faults = tuple(faults.kept)  # as every refusal of the house tells them
