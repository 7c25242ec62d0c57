"""Spreadsheets as wage lines: the same contract as the formats of a country.

Owns what the rows of a sheet say under a mapping: headings found, cells read by column, a total
row checked, faults located by cell. Where a cell is wrong its row is left out and told.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from socle.countries.declaration import Faults, Text, WageLines
from socle.countries.tabular import cells
from socle.countries.tabular.columns import Block, Place, resolved
from socle.countries.tabular.delimited import DelimitedRows
from socle.countries.tabular.mapping import (
    CAPPED,
    DAYS,
    EMPLOYER,
    INSURED,
    MONTH,
    NAME,
    QUARTER,
    WAGE,
    FileMapping,
)
from socle.countries.tabular.repeats import RepeatedInsured
from socle.countries.tabular.rows import BrokenFile, RowSource
from socle.countries.tabular.totals import Totals
from socle.countries.tabular.workbook import WorkbookRows
from socle.kernel.identifiers import IdentifierKind
from socle.kernel.months import Month

CODE = "tabular"
_WORKBOOKS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")
_NAMES = {".xlsx": "xlsx", ".xlsm": "xlsx", ".xlsb": "xlsx", ".xls": "xlsx", ".ods": "xlsx"}
_TEXT_NAMES = (".csv", ".tsv")
_SIGNS = (b";", b"\t", b"|", b",")


@dataclass(frozen=True, slots=True)
class TabularFormat:
    """The spreadsheets of one profile.

    `employer` and `month` stand for the columns that the mapping does not name; `ceiling` is the
    month's, to compute a capped wage that the file does not give.
    """

    mapping: FileMapping
    digits: int  # decimals of the currency
    identifiers: Mapping[str, IdentifierKind]
    employer: str = ""
    month: int | None = None
    ceiling: Callable[[int], int | None] = lambda _month: None
    is_workbook: bool = False

    @property
    def code(self) -> str:
        return CODE

    @property
    def kind(self) -> str:
        return "main"

    def recognises(self, head: bytes, file_name: str) -> bool:
        """Whether a file that begins so looks like a spreadsheet."""
        return kind_of(head, file_name) is not None

    def read(self, stream: BinaryIO, faults: Faults) -> Iterator[WageLines]:
        """Blocks of wage lines; what is wrong goes to `faults`, and its row is left out."""
        try:
            source = opened(stream, self.mapping, is_workbook=self.is_workbook)
            yield from _Reading(self, source, faults).blocks()
        except BrokenFile as broken:
            faults.add(broken.fault)


def kind_of(head: bytes, file_name: str) -> str | None:
    """`xlsx` or `csv` for a file that begins so; None where it looks like neither.

    A name is not believed against what the file holds: a text named `.xlsx` is a text.
    """
    if head.startswith(_WORKBOOKS):
        return "xlsx"
    ending = "." + file_name.rpartition(".")[2].casefold()
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    first = head.splitlines()[:2] if head else []
    is_cut = any(sign in line for line in first for sign in _SIGNS[:3])
    return "csv" if ending in _TEXT_NAMES or ending in _NAMES or is_cut else None


def opened(stream: BinaryIO, mapping: FileMapping, *, is_workbook: bool) -> RowSource:
    """The file by rows.

    Raises:
        BrokenFile: it is no workbook, or not a safe one.
    """
    if is_workbook:
        return WorkbookRows(stream, sheet=mapping.sheet, mark=mapping.mark)
    return DelimitedRows(stream, mapping.separator)


class _Reading:
    """What must be remembered from one block to the next."""

    def __init__(self, form: TabularFormat, source: RowSource, faults: Faults) -> None:
        self._form = form
        self._source = source
        self._faults = faults
        self._repeats = RepeatedInsured()
        self._across = form.mapping.months
        self._totals = [Totals() for _month in range(self._across)]
        self._months: dict[str, int] = {}
        self._employers: dict[str, str] = {}

    def blocks(self) -> Iterator[WageLines]:
        places: list[dict[str, Place]] = []
        for rows in self._source.blocks():
            found = rows
            if not places:
                of_months = [self._form.mapping.of_month(rank) for rank in range(self._across)]
                places = [resolved(each, rows)[0] for each in of_months]
                found = resolved(of_months[0], rows)[1]
            told: set[tuple[int, int, str]] | None = set() if self._across > 1 else None
            for rank, where in enumerate(places if found.rows else ()):
                lines = self._lines(Block(found, where), rank, told)
                if lines.line.size:
                    yield lines
        if not places:
            raise BrokenFile("file_empty")
        self._repeats.settle(self._faults, places[0][INSURED])

    def _lines(self, block: Block, rank: int, told: set[tuple[int, int, str]] | None) -> WageLines:
        mark, digits = self._form.mapping.mark, self._form.digits
        block.drop_unfilled((DAYS, WAGE), unless=INSURED)
        if self._across > 1:
            block.drop_absent((DAYS, WAGE))
        self._refuse_rows(block)
        wages = block.numbers(WAGE, lambda text: cells.amount(text, mark, digits))
        given = block.has(CAPPED)
        capped = block.numbers(
            CAPPED, lambda text: cells.amount(text, mark, digits), where_absent=wages
        )
        days = block.numbers(DAYS, lambda text: cells.days(text, mark))
        insured = block.texts(INSURED, self._insured)
        names = block.names(NAME)
        self._totals[rank].take_out(
            block, {WAGE: wages} | ({CAPPED: capped} if given else {}), insured
        )
        employer = self._employer_numbers(block)
        months = [month + rank for month in self._month_numbers(block)]
        good = block.settle(self._faults, told)
        found = WageLines(
            line=np.array(block.lines, np.int64),
            employer_number=_bytes(employer),
            month=np.array(months, np.int64),
            insured_number=_bytes(insured),
            insured_name=_bytes(names),
            days=np.array(days, np.int64),
            wage=np.array(wages, np.int64),
            wage_capped=np.array(capped, np.int64),
        )
        if not good.all():
            found = found.chosen(good)
        if not given:
            self._cap(found)
        self._repeats.add(found)
        return found

    def _insured(self, text: str) -> str:
        return cells.identifier(text, self._form.identifiers["insured_number"].compact)

    def _employer_numbers(self, block: Block) -> list[str]:
        if not block.has(EMPLOYER):
            if not self._form.employer:
                raise BrokenFile("tabular_employer_missing")
            return [self._form.employer] * len(block)

        return block.repeated(EMPLOYER, self._employer_number, self._employers, "")

    def _employer_number(self, text: str) -> str:
        number = cells.identifier(text, self._form.identifiers["employer_number"].compact)
        if not number:
            raise cells.Unreadable("field_blank")
        return number

    def _month_numbers(self, block: Block) -> list[int]:
        if not block.has(MONTH):
            if self._form.month is None:
                raise BrokenFile("tabular_month_missing")
            if self._across > 1 and self._form.month % QUARTER:
                said = str(Month.from_index(self._form.month))
                raise BrokenFile("tabular_quarter_month", read=said)
            return [self._form.month] * len(block)
        months = block.repeated(MONTH, cells.month, self._months, 0)
        for row, month in enumerate(months if self._across > 1 else ()):
            if month % QUARTER:
                block.refuse(row, MONTH, "tabular_quarter_month")
        return months

    def _refuse_rows(self, block: Block) -> None:
        if wrong := self._source.row_faults:
            for row, line in enumerate(block.lines):
                if line in wrong:
                    block.refuse(row, INSURED, wrong[line])

    def _cap(self, lines: WageLines) -> None:
        for month in np.unique(lines.month).tolist():
            ceiling = self._form.ceiling(month)
            if ceiling is not None:
                rows = lines.month == month
                lines.wage_capped[rows] = np.minimum(lines.wage[rows], ceiling)


def _bytes(column: list[str]) -> Text:
    if "".join(column).isascii():
        return np.array(column or [""], "U").astype("S")[: len(column)]
    return np.array([each.encode("latin-1") for each in column], "S")
