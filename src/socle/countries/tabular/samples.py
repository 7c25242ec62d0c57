"""A first look at an employer's file: its rows, and a guess at what each column is.

The guess is shown to a person, who corrects it: nothing is read by a guess alone.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import BinaryIO

import yaml

from socle.countries.tabular import cells
from socle.countries.tabular.delimited import DelimitedRows
from socle.countries.tabular.mapping import FIELDS, MOST_COLUMNS, FileMapping, plain
from socle.countries.tabular.rows import HEAD_ROWS, Sample
from socle.countries.tabular.workbook import WorkbookRows

_HERE = Path(__file__).parent
_DECIMALS = re.compile(r"\d([.,])\d{1,2}", re.ASCII)
_POINTS = re.compile(r"\d{1,3}\.\d{3}(?:\.\d{3})*", re.ASCII)
_CHOSEN_COLUMNS = 60  # more are never those of a wage sheet


def sample(
    stream: BinaryIO, *, is_workbook: bool, separator: str = "", sheet: str = "", mark: str = ","
) -> Sample:
    """The first rows of a file.

    Raises:
        BrokenFile: it cannot be read, or is not safe.
    """
    if is_workbook:
        book = WorkbookRows(stream, sheet=sheet, mark=mark)
        lines, rows = _first(book)
        return Sample("xlsx", rows, lines, sheets=book.sheets, sheet=book.sheet)
    text = DelimitedRows(stream, separator)
    lines, rows = _first(text)
    return Sample("csv", rows, lines, separator=text.separator)


def _first(
    source: DelimitedRows | WorkbookRows,
) -> tuple[tuple[int, ...], tuple[tuple[str, ...], ...]]:
    block = next(source.blocks(), None)
    if block is None:
        return (), ()
    shown = [tuple(cells.shown(text) for text in row[:_CHOSEN_COLUMNS]) for row in block.rows]
    return tuple(block.lines[:HEAD_ROWS]), tuple(shown[:HEAD_ROWS])


def guess(found: Sample, headings_of: Mapping[str, str] | None = None) -> FileMapping:
    """What the columns seem to be, from their headings in French, English or Arabic.

    `headings_of` gives the field of each plain heading; without it, those of wages.
    """
    fields_of = partial(_fields_of, known=_synonyms() if headings_of is None else headings_of)
    scored = [(sum(bool(f) for f in fields_of(row)), -at) for at, row in enumerate(found.rows)]
    best, at = max(scored, default=(0, 0))
    if best < 2:
        return FileMapping(headings_row=0, decimal_mark=_mark(found))
    headings = found.rows[-at]
    columns: dict[str, str] = {}
    for place, name in enumerate(fields_of(headings)):
        if name and name not in columns:
            is_alone = sum(plain(each) == plain(headings[place]) for each in headings) == 1
            columns[name] = headings[place].strip() if is_alone else f"#{place + 1}"
    return FileMapping(
        columns=columns,
        headings_row=found.lines[-at],
        decimal_mark=_mark(found),
        sheet=found.sheet if len(found.sheets) > 1 else "",
    )


def _fields_of(row: tuple[str, ...], *, known: Mapping[str, str]) -> Iterator[str]:
    """The field that each heading names, or an empty text; a field is given once."""
    given: set[str] = set()
    for text in row[:MOST_COLUMNS]:
        name = known.get(plain(text), "")
        yield "" if name in given else name
        given.add(name)


@cache
def _synonyms() -> dict[str, str]:
    written: dict[str, list[str]] = yaml.safe_load((_HERE / "headings.yaml").read_text("utf-8"))
    return {plain(text): name for name in FIELDS for text in written[name]}


def _mark(found: Sample) -> str:
    """The decimal mark that the amounts of the sample show: a comma unless points alone do."""
    texts = [text for row in found.rows for text in row]
    marks = {match[1] for text in texts if (match := _DECIMALS.fullmatch(text[-4:]))}
    return "point" if marks == {"."} and not any(map(_POINTS.fullmatch, texts)) else "comma"
