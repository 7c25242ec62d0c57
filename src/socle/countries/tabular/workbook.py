"""XLSX workbooks by rows, once the archive was found safe. Read by openpyxl, a row at a time.

Values are texts in the decimal mark of the mapping; a day is `2026-07-31`. A formula is not a
value: what it last showed may be of another day, so a cell that holds one is refused where the
mapping reads it. A hidden row that holds wages is refused, for nobody sees what would be
declared; so is a cell merged over several rows. Other sheets, charts and colours are not read.
"""

import datetime
import io
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from numbers import Number
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

from socle.countries.tabular.archive import BROKEN_ZIP, MOST_BYTES, checked
from socle.countries.tabular.mapping import MOST_COLUMNS, plain
from socle.countries.tabular.rows import BLOCK_ROWS, NO_TEXT, BrokenFile, RowBlock

_BROKEN = (
    *BROKEN_ZIP,
    ParseError,
    TypeError,
    AttributeError,
    IndexError,
    OverflowError,
)
_MOST_KEPT = 100_000  # hidden rows and merged cells worth remembering
_LAST_ROW = 1_048_576
_VISIBLE = "visible"
_FORMULA, _ERROR = "f", "e"  # as openpyxl calls them
_NO_VALUE = frozenset({_FORMULA, _ERROR})


class WorkbookRows:
    """The rows of one sheet: the one named, or the first that is shown."""

    def __init__(self, stream: BinaryIO, *, sheet: str = "", mark: str = ",") -> None:
        # Here: it would be a tenth of every command's start, for the few that read a workbook.
        import openpyxl  # noqa: PLC0415

        self._mark = mark
        held = io.BytesIO(_limited(stream))
        self._archive = checked(held)
        held.seek(0)
        try:
            with warnings.catch_warnings():
                # Of styles and extensions that no reader of values needs.
                warnings.simplefilter("ignore")
                self._book = openpyxl.load_workbook(held, read_only=True, keep_links=False)
        except _BROKEN as error:
            raise BrokenFile("workbook_damaged") from error
        shown = [each for each in self._book.worksheets if each.sheet_state == _VISIBLE]
        self.sheets = tuple(each.title for each in shown)
        self._sheet = _chosen(shown, sheet)
        self.sheet = self._sheet.title
        self.row_faults: Mapping[int, str] = _Shape.of(self._archive, self._sheet).row_faults

    def blocks(self) -> Iterator[RowBlock]:
        lines, rows = list[int](), list[list[str]]()
        try:
            found = self._sheet.iter_rows(max_col=MOST_COLUMNS)
            for line, row in enumerate(found, start=1):
                texts = [self._text(cell) for cell in row]
                while texts and not texts[-1]:
                    texts.pop()
                if not texts:
                    continue
                lines.append(line)
                rows.append(texts)
                if len(rows) == BLOCK_ROWS:
                    yield RowBlock(lines, rows)
                    lines, rows = [], []
        except _BROKEN as error:
            raise BrokenFile("workbook_damaged", lines[-1] if lines else None) from error
        if rows:
            yield RowBlock(lines, rows)

    def _text(self, cell: Any) -> str:
        value = cell.value
        if value is None or isinstance(value, bool) or cell.data_type in _NO_VALUE:
            return _marked(value, cell.data_type)
        if isinstance(value, str | int):
            return str(value).replace(NO_TEXT, " ")
        if isinstance(value, datetime.datetime):
            return value.date().isoformat()
        return self._decimal(value) if isinstance(value, Number) else str(value)

    def _decimal(self, value: Any) -> str:
        """A number with decimals as a spreadsheet shows it: fifteen digits, as it computes."""
        shown = Decimal(format(value, ".15g"))
        if not shown.is_finite():
            return str(shown)
        text = format(shown.normalize(), "f")
        return text.replace(".", self._mark)


def _marked(value: Any, kind: str) -> str:
    """What stands for a cell that holds no value: nothing, a formula, an error, true or false."""
    if value is None:
        return ""
    return f"{NO_TEXT}={str(value).removeprefix('=')}" if kind == _FORMULA else f"{NO_TEXT}{value}"


def _limited(stream: BinaryIO) -> bytes:
    held = stream.read(MOST_BYTES + 1)
    if len(held) > MOST_BYTES:
        raise BrokenFile("workbook_large", most_mb=MOST_BYTES // 1024 // 1024)
    return held


def _chosen(shown: list[Any], name: str) -> Any:
    if not shown:
        raise BrokenFile("workbook_no_sheet")
    if not name:
        return shown[0]
    for each in shown:
        if plain(each.title) == plain(name):
            return each
    raise BrokenFile("workbook_sheet_missing", read=", ".join(e.title for e in shown), sheet=name)


class _Shape:
    """What a sheet's part says of its rows, read once to its end: hidden, merged, in order."""

    def __init__(self) -> None:
        self.row_faults: dict[int, str] = {}
        self._row = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start

    @classmethod
    def of(cls, archive: zipfile.ZipFile, sheet: Any) -> "_Shape":
        found = cls()
        path = str(sheet._worksheet_path).removeprefix("/")
        try:
            with archive.open(path) as held:
                while piece := held.read(64 * 1024):
                    found._parser.Parse(piece, False)  # noqa: FBT003
        except BROKEN_ZIP as error:
            raise BrokenFile("workbook_damaged") from error
        return found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            self._begin_row(attributes)
        elif local == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self._row + 1))
        if not self._row < number <= _LAST_ROW:
            raise BrokenFile("workbook_damaged", self._row or None)
        self._row = number
        if attributes.get("hidden") in {"1", "true"}:
            self._keep(number, "workbook_hidden_row")

    def _merge(self, ref: str) -> None:
        """Rows under the first of a merged cell: what they say stands in another row."""
        first, _colon, last = ref.partition(":")
        top, bottom = (int("".join(filter(str.isdigit, each)) or 0) for each in (first, last))
        if bottom - top > _MOST_KEPT:
            raise BrokenFile("workbook_damaged", top)
        for row in range(top, bottom + 1 if bottom > top else top):
            self._keep(row, "workbook_merged")

    def _keep(self, row: int, code: str) -> None:
        if len(self.row_faults) >= _MOST_KEPT:
            raise BrokenFile("workbook_damaged", row)
        self.row_faults[row] = code
