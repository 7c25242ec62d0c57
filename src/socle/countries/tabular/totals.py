"""Total rows at the foot of a sheet: recognised, checked against the lines, never posted.

A row is a total where its insured number is no number and its first words say so. A row that
names nobody and is not called a total is refused: it could be either.
"""

from functools import cache
from pathlib import Path

import yaml

from socle.countries.tabular.columns import Block
from socle.countries.tabular.mapping import INSURED, NAME, plain

_HERE = Path(__file__).parent


class Totals:
    """The sums of the lines so far, and whether a total row has come."""

    def __init__(self) -> None:
        self._sums: dict[str, int] = {}
        self._line = 0  # of the total row
        self._is_whole = True  # every line so far could be read

    def take_out(self, block: Block, numbers: dict[str, list[int]], insured: list[str]) -> None:
        """Takes the total rows out of a block; a wrong one, and what follows one, is a fault."""
        start = 0
        for row in [row for row, number in enumerate(insured) if not number]:
            if _is_labelled(block, row):
                self._sums = self._sums_to(numbers, start, row)
                start = row + 1
                self._check(block, numbers, row)
            elif not (block.has(NAME) and block.column(NAME)[row].strip()):
                block.refuse(row, INSURED, "tabular_nobody")
        if self._line:
            self._refuse_following(block)
        self._sums = self._sums_to(numbers, start, len(block))
        self._is_whole = self._is_whole and not block.is_refused(len(block))

    def _sums_to(self, numbers: dict[str, list[int]], start: int, end: int) -> dict[str, int]:
        return {
            name: self._sums.get(name, 0) + sum(column[start:end])
            for name, column in numbers.items()
        }

    def _check(self, block: Block, numbers: dict[str, list[int]], row: int) -> None:
        """A total that cannot be read, such as a formula, is left unchecked: it posts nothing."""
        block.drop(row)
        self._line = self._line or block.lines[row]
        if not self._is_whole or block.is_refused(row):
            return
        for name, column in numbers.items():
            if block.is_read(row, name) and column[row] != self._sums[name]:
                block.tell(row, name, "tabular_total_wrong", {"expected": self._sums[name]})

    def _refuse_following(self, block: Block) -> None:
        for row, line in enumerate(block.lines):
            if line > self._line:
                block.refuse(row, INSURED, "tabular_after_total", {"total": self._line})


def _is_labelled(block: Block, row: int) -> bool:
    for text in block.row(row):
        if text and (said := plain(text)):
            first = said.split()[0]
            return first in _words() or " ".join(said.split()[:2]) in _words()
    return False


@cache
def _words() -> frozenset[str]:
    written: list[str] = yaml.safe_load((_HERE / "totals.yaml").read_text("utf-8"))
    return frozenset(map(plain, written))
