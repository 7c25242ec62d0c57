"""Who comes twice in a sheet for one employer and month, found at its end."""

import numpy as np

from socle.countries.declaration import Faults, Text, WageLines, Whole
from socle.countries.tabular.columns import Place
from socle.countries.tabular.mapping import letters
from socle.kernel.errors import Fault


class RepeatedInsured:
    """Remembers 32 bytes a line, the only thing that grows with a file while it is read.

    Lines are compared by a keyed 64-bit hash of employer, month and number: two different ones
    meet less than once in a million files of a million lines.
    """

    def __init__(self) -> None:
        self._keys: list[Whole] = []
        self._lines: list[Whole] = []
        self._numbers: list[Text] = []

    def add(self, lines: WageLines) -> None:
        named = lines.insured_number != b""
        if not named.all():
            lines = lines.chosen(named)
        said = zip(
            lines.employer_number.tolist(),
            lines.month.tolist(),
            lines.insured_number.tolist(),
            strict=True,
        )
        self._keys.append(np.fromiter(map(hash, said), np.int64, lines.line.size))
        self._lines.append(lines.line)
        self._numbers.append(lines.insured_number.astype("S16"))

    def settle(self, faults: Faults, where: Place) -> None:
        """Each line whose key was already seen is a fault that names the first one."""
        if not self._keys:
            return
        keys = np.concatenate(self._keys)
        _distinct, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        again = np.flatnonzero(first[inverse] != np.arange(keys.size))
        if not again.size:
            return
        lines, numbers = np.concatenate(self._lines), np.concatenate(self._numbers)
        faults.add_all(
            (
                Fault(
                    "insured_repeated",
                    int(lines[row]),
                    f"{letters(where.column + 1)}{lines[row]}"[:10],
                    where.heading[:60],
                    numbers[row].decode("latin-1"),
                    {"first_line": int(lines[first[inverse[row]]])},
                )
                for row in again[: faults.room]
            ),
            again.size,
        )
