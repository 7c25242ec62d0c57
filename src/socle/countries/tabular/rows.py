"""Rows of texts, whatever file they come from, and what a reader may find wrong with a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from socle.kernel.errors import Facts, Fault

BLOCK_ROWS = 16_384
# Rows looked at for headings and for the first look at a sample.
HEAD_ROWS = 60
# Stands before what a cell holds that is no text: a formula (=A1+B1), an error (#REF!). No cell
# can hold it: a NUL refuses a file before its rows are given.
NO_TEXT = "\0"


class RowBlock(NamedTuple):
    """Some rows and their line in the file, from 1; the rows may differ in length."""

    lines: list[int]
    rows: list[list[str]]


class BrokenFile(Exception):  # noqa: N818 - a fact about the file
    """Reading cannot go on: what is wrong concerns the whole file from here."""

    def __init__(self, code: str, line: int | None = None, read: str = "", **facts: str | int):
        super().__init__(code)
        shown: Facts = facts
        self.fault = Fault(code, line, read=read[:100] or None, facts=shown)


class RowSource(Protocol):
    """An opened file, by rows."""

    def blocks(self) -> Iterator[RowBlock]:
        """The rows, a block at a time.

        Raises:
            BrokenFile: what follows cannot be read.
        """

    @property
    def row_faults(self) -> Mapping[int, str]:
        """By line, the code of what is wrong with a whole row: it is hidden, its cells merged."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of a file, for the person who says what its columns are."""

    kind: str  # csv, xlsx
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    separator: str = ""  # the code of the one found
    sheets: tuple[str, ...] = ()
    sheet: str = ""

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)
