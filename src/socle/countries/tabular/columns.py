"""The columns of a block of rows, read field by field; what is refused of each row.

A row is refused once a cell: the fault says the line, the heading as the file writes it, the
cell (`C12`), what was read and why.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from socle.countries.declaration import Faults
from socle.countries.tabular import cells
from socle.countries.tabular.mapping import FileMapping, letters, place, plain
from socle.countries.tabular.rows import BrokenFile, RowBlock
from socle.kernel.errors import Facts, Fault

Value = TypeVar("Value", int, str)
_LONGEST_FIELD = 60


class Place(NamedTuple):
    """Where a field stands: the column from 0, and its heading as the file writes it."""

    column: int
    heading: str


class _Mark(NamedTuple):
    row: int
    column: int
    field: str
    code: str
    facts: Facts


class Block:
    """Some rows of a sheet under the places of its fields."""

    def __init__(self, block: RowBlock, places: dict[str, Place]) -> None:
        self.lines = block.lines
        self._rows = block.rows
        self._places = places
        self._columns: dict[str, list[str]] = {}
        self._marks: list[_Mark] = []
        self._told: list[_Mark] = []
        self._dropped: set[int] = set()
        self._unread: set[tuple[int, str]] = set()
        self._cut()

    def __len__(self) -> int:
        return len(self.lines)

    def has(self, name: str) -> bool:
        """Whether the mapping names a column for this field."""
        return name in self._places

    def column(self, name: str) -> list[str]:
        return self._columns[name]

    def row(self, row: int) -> list[str]:
        """A whole row as it stands."""
        return self._rows[row]

    def numbers(
        self,
        name: str,
        read: Callable[[str], int],
        *,
        where_absent: list[int] | None = None,
    ) -> list[int]:
        """A column as numbers; a cell that cannot be read is refused, and zero."""
        if name not in self._columns:
            return list(where_absent or [])
        column = self._columns[name]
        if (found := cells.plain_numbers(column)) is not None:
            factor = read("1")
            if name != "days" or max(found) <= 31:
                return found if factor == 1 else [value * factor for value in found]
        return self._each(name, column, read, 0)

    def texts(self, name: str, read: Callable[[str], str]) -> list[str]:
        """A column as texts; a cell that cannot be read is refused, and empty."""
        return self._each(name, self._columns[name], read, "")

    def names(self, name: str) -> list[str]:
        """A column of people's names; empty texts where the mapping names none."""
        if name not in self._columns:
            return [""] * len(self)
        column = self._columns[name]
        found = cells.plain_names(column) if column else []
        return self._each(name, column, cells.name, "") if found is None else found

    def repeated(
        self, name: str, read: Callable[[str], Value], known: dict[str, Value], nothing: Value
    ) -> list[Value]:
        """A column whose few distinct texts are read once, and kept in `known`."""
        column = self._columns[name]
        wrong: dict[str, cells.Unreadable] = {}
        for text in set(column) - known.keys():
            try:
                known[text] = read(text)
            except cells.Unreadable as unreadable:
                wrong[text] = unreadable
        if not wrong:
            return [known[text] for text in column]
        for row, text in enumerate(column):
            if text in wrong:
                self.refuse(row, name, wrong[text].code, wrong[text].facts)
        return [known.get(text, nothing) for text in column]

    def _each(
        self, name: str, column: list[str], read: Callable[[str], Value], nothing: Value
    ) -> list[Value]:
        try:
            return [read(text) for text in column]
        except cells.Unreadable:
            found: list[Value] = []  # read again, cell by cell, to say which ones
        for row, text in enumerate(column):
            try:
                found.append(read(text))
            except cells.Unreadable as wrong:
                found.append(nothing)
                self._unread.add((row, name))
                self.refuse(row, name, wrong.code, wrong.facts)
        return found

    def is_read(self, row: int, name: str) -> bool:
        """Whether a cell says something that could be read."""
        return (row, name) not in self._unread

    def refuse(self, row: int, name: str, code: str, facts: Facts | None = None) -> None:
        """Marks a row as faulty by one of its fields."""
        self._marks.append(_Mark(row, self._places[name].column, name, code, facts or {}))

    def refused(self) -> dict[int, set[str]]:
        """The fields for which each faulty row is marked."""
        found: dict[int, set[str]] = {}
        for mark in self._marks:
            found.setdefault(mark.row, set()).add(mark.field)
        return found

    def drop(self, row: int) -> None:
        """Takes a row out of the wage lines: what its cells are refused for does not count."""
        self._dropped.add(row)

    def tell(self, row: int, name: str, code: str, facts: Facts) -> None:
        """Tells what is wrong with a row that is no wage line."""
        self._told.append(_Mark(row, self._places[name].column, name, code, facts))

    def is_refused(self, before: int) -> bool:
        """Whether a wage line before this row was refused."""
        return any(mark.row < before and mark.row not in self._dropped for mark in self._marks)

    def drop_unfilled(self, names: tuple[str, ...], *, unless: str) -> None:
        """Leaves out the rows that are blank in these columns and hold no digit in another:
        blank rows, notes, signatures.
        """
        columns = [self._columns[name] for name in names]
        if any(all(map(str.strip, column)) for column in columns):
            return
        kept = [
            row
            for row, number in enumerate(self._columns[unless])
            if any(map(str.isdigit, number)) or any(column[row].strip() for column in columns)
        ]
        if len(kept) < len(self.lines):
            self.lines = [self.lines[row] for row in kept]
            self._rows = [self._rows[row] for row in kept]
            self._cut()

    def drop_absent(self, names: tuple[str, ...]) -> None:
        """Leaves out the rows where these columns say nothing, or zero: no work that month."""
        columns = [self._columns[name] for name in names]
        for row in range(len(self.lines)):
            if not any(column[row].strip(" 0.,") for column in columns):
                self._dropped.add(row)

    def settle(
        self, faults: Faults, told: set[tuple[int, int, str]] | None = None
    ) -> NDArray[np.bool_]:
        """Hands the faults over, in the order of lines, and says which rows are wage lines.

        `told`: what was told already of the same rows, by line, column and code, read for
        another month; what is told now joins it.
        """
        marks = [mark for mark in self._marks if mark.row not in self._dropped] + self._told
        marks.sort(key=lambda mark: (mark.row, mark.column))
        good = np.ones(len(self.lines), np.bool_)
        good[[mark.row for mark in marks] + list(self._dropped)] = False
        if told is not None:
            keys = {(self.lines[mark.row], mark.column, mark.code): mark for mark in marks}
            marks = [mark for key, mark in keys.items() if key not in told]
            told.update(keys)
        faults.add_all(map(self._fault, marks), len(marks))
        return good

    def _fault(self, mark: _Mark) -> Fault:
        where = self._places[mark.field]
        line = self.lines[mark.row]
        return Fault(
            mark.code,
            line,
            f"{letters(where.column + 1)}{line}"[:10],
            where.heading[:_LONGEST_FIELD],
            cells.shown(self._columns[mark.field][mark.row]),
            mark.facts,
        )

    def _cut(self) -> None:
        """The columns of the fields; a row that ends before one is blank there."""
        last = max(each.column for each in self._places.values())
        if min(map(len, self._rows), default=last + 1) <= last:
            self._rows = [row + [""] * (last + 1 - len(row)) for row in self._rows]
        columns = list(zip(*self._rows, strict=False))
        self._columns = {
            name: list(columns[where.column]) if columns else []
            for name, where in self._places.items()
        }


def resolved(mapping: FileMapping, rows: RowBlock) -> tuple[dict[str, Place], RowBlock]:
    """Where each field stands, and the rows below the headings.

    Raises:
        BrokenFile: a heading of the mapping is not in its row, or twice.
    """
    at = mapping.headings_row
    below = sum(line <= at for line in rows.lines)
    # A blank row may have been left out by the file: the headings' row is known by its line.
    is_there = below and rows.lines[below - 1] == at
    headings = rows.rows[below - 1] if is_there else []
    if at and not any(text.strip() for text in headings):
        raise BrokenFile("tabular_headings_row", at, row=at)
    places = {
        name: _place(column, headings, at) for name, column in mapping.columns.items() if column
    }
    return places, RowBlock(rows.lines[below:], rows.rows[below:])


def _place(column: str, headings: list[str], line: int) -> Place:
    number = place(column)
    if number is not None:
        said = headings[number - 1].strip() if number <= len(headings) else ""
        return Place(number - 1, said or letters(number))
    found = [at for at, heading in enumerate(headings) if plain(heading) == plain(column)]
    if len(found) != 1:
        code = "tabular_column_twice" if found else "tabular_column_missing"
        raise BrokenFile(code, line, ", ".join(_said(headings)), column=column)
    return Place(found[0], headings[found[0]].strip())


def _said(headings: list[str]) -> Iterator[str]:
    return (" ".join(heading.split()) for heading in headings if heading.strip())
