"""The refused rows of a spreadsheet as texts, for the reject file."""

from typing import BinaryIO

from socle.countries.tabular import cells
from socle.countries.tabular.delimited import DelimitedRows
from socle.countries.tabular.rows import BrokenFile
from socle.countries.tabular.workbook import WorkbookRows

_LONGEST = 300


def contents(stream: BinaryIO, wanted: set[int], *, is_workbook: bool) -> dict[int, str]:
    """The wanted rows by line, cells parted by ` | `; those before a file breaks."""
    found: dict[int, str] = {}
    last = max(wanted, default=0)
    try:
        source = WorkbookRows(stream) if is_workbook else DelimitedRows(stream)
        for lines, rows in source.blocks():
            for line, row in zip(lines, rows, strict=True):
                if line in wanted:
                    found[line] = " | ".join(map(cells.shown, row))[:_LONGEST]
            if lines[-1] >= last:
                break
    except BrokenFile:
        return found  # its fault says where it breaks
    return found
