"""Who comes twice in a file, found at its end."""

import numpy as np

from socle.countries.declaration import Faults, Whole
from socle.kernel.errors import Fault


class Repeats:
    """Remembers one whole number and one line number a row: 16 bytes, 16 MB a million lines.

    It is the only thing that grows with a file while it is read.
    """

    def __init__(self, record: str | None, field: str, digits: int) -> None:
        self._record = record
        self._field = field
        self._digits = digits
        self._keys: list[Whole] = []
        self._lines: list[Whole] = []

    def add(self, keys: Whole, lines: Whole) -> None:
        """Keys whose last digits are the number to show; lines in the order of the file."""
        self._keys.append(keys)
        self._lines.append(lines)

    def settle(self, faults: Faults, shown: int = -1) -> None:
        """Each line whose key was already seen is a fault that names the first one.

        `shown` masks a key down to the number that a person knows.
        """
        if not self._keys:
            return
        keys = np.concatenate(self._keys)
        ordered = np.sort(keys)
        if not (ordered[1:] == ordered[:-1]).any():
            return
        lines = np.concatenate(self._lines)
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        is_first = np.concatenate(([True], keys[1:] != keys[:-1]))
        first = order[is_first][np.cumsum(is_first) - 1][~is_first]
        again = order[~is_first]
        by_line = np.argsort(again)[: faults.room]
        numbers = (keys[~is_first] & shown)[by_line]
        found = zip(lines[again[by_line]], lines[first[by_line]], numbers, strict=True)
        faults.add_all((self._fault(*map(int, one)) for one in found), again.size)

    def _fault(self, line: int, first_line: int, number: int) -> Fault:
        read = f"{number:0{self._digits}d}"
        facts = {"first_line": first_line}
        return Fault("insured_repeated", line, self._record, self._field, read, facts)
