"""CSV files: encodings, ends of lines, separators, quotes; a block of rows at a time.

UTF-8 with or without its mark, UTF-16 with its mark, and Windows-1252 are read. A file without
a mark is UTF-8 until a byte says otherwise; if nothing before it was accented it is taken for
Windows-1252, else the file mixes two encodings and is refused.
"""

import codecs
import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import BinaryIO

from socle.countries.tabular.mapping import SEPARATORS
from socle.countries.tabular.rows import BLOCK_ROWS, HEAD_ROWS, BrokenFile, RowBlock

_PIECE = 256 * 1024
MOST_LINE = 32_768
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARES = "sep="  # what spreadsheets write, and hide, as a first line


class DelimitedRows:
    """The rows of a CSV file; `separator` is the code given, or the one found."""

    row_faults: Mapping[int, str] = MappingProxyType({})  # nothing hides a row of a text

    def __init__(self, stream: BinaryIO, separator: str = "") -> None:
        self._stopped: BrokenFile | None = None
        lines = self._until_broken(_lines(stream))
        head = list(itertools.islice(lines, HEAD_ROWS))
        self.separator = separator or found_separator(head)
        self._reader = csv.reader(
            itertools.chain(head, lines), delimiter=SEPARATORS[self.separator], strict=True
        )

    def blocks(self) -> Iterator[RowBlock]:
        after = 0
        while True:
            rows: list[list[str]] = []
            broken: csv.Error | None = None
            try:
                rows.extend(itertools.islice(self._reader, BLOCK_ROWS))
            except csv.Error as error:
                broken = error  # the rows before it are there
            lines, after = _numbered(rows, after, self._reader.line_num)
            if broken is not None:
                self._stopped = self._stopped or BrokenFile("tabular_quotes", after + 1)
                self._stopped.__cause__ = broken
            if rows:
                yield RowBlock(lines, rows)
            if broken is not None or len(rows) < BLOCK_ROWS:
                break
        if self._stopped is not None:
            raise self._stopped

    def _until_broken(self, lines: Iterator[str]) -> Iterator[str]:
        """The lines; what breaks them is kept until the rows before it were given."""
        try:
            yield from lines
        except BrokenFile as broken:
            self._stopped = broken


def _numbered(rows: list[list[str]], after: int, last: int) -> tuple[list[int], int]:
    """The first line of each row that follows a line, and the last line of them all.

    Nearly always each is one line; `last` is where the reader stands.
    """
    if last - after == len(rows):
        return list(range(after + 1, last + 1)), last
    lines = []
    for row in rows:
        lines.append(after + 1)
        after += 1 + sum(cell.count("\n") for cell in row)
    return lines, after


def found_separator(lines: list[str]) -> str:
    """The code of the separator that cuts most lines alike, into most columns."""
    first = lines[0].strip().casefold() if lines else ""
    for code, sign in SEPARATORS.items():
        if first == f"{_DECLARES}{sign}".strip():
            return code
    best, best_score = "semicolon", (0, 0)
    for code, sign in SEPARATORS.items():
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign))
        except csv.Error:
            continue
        width, alike = max(widths.items(), key=lambda each: (each[0] > 1) * each[1], default=(0, 0))
        score = (alike, width) if width > 1 else (0, 0)
        if score > best_score:
            best, best_score = code, score
    return best


def _lines(stream: BinaryIO) -> Iterator[str]:
    """Lines with a plain end, none over `MOST_LINE` characters.

    Raises:
        BrokenFile: a byte that no encoding holds, a NUL, a line too long; after the lines before.
    """
    number, pending = 0, ""
    newlines = io.IncrementalNewlineDecoder(None, translate=True)
    for text in _texts(stream):
        if "\0" in text:
            before = text.partition("\0")[0]
            raise BrokenFile("field_nul", number + before.count("\n") + 1)
        lines = (pending + newlines.decode(text)).split("\n")
        pending = lines.pop()
        for line in lines:
            number += 1
            if len(line) > MOST_LINE:
                raise BrokenFile("tabular_line_long", number, line, most=MOST_LINE)
            yield line + "\n"
        if len(pending) > MOST_LINE:
            raise BrokenFile("tabular_line_long", number + 1, pending, most=MOST_LINE)
    if pending.strip("\x1a"):
        yield pending


def _texts(stream: BinaryIO) -> Iterator[str]:
    piece = stream.read(_PIECE)
    if not piece:
        raise BrokenFile("file_empty")
    is_sure = piece.startswith((codecs.BOM_UTF8, *_UTF16))
    encoding = "utf-16" if piece.startswith(_UTF16) else "utf-8-sig"
    decoder, lines = codecs.getincrementaldecoder(encoding)(), 1
    while True:
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            before = error.object[: error.start]
            if is_sure or encoding == "cp1252" or not before.isascii():
                line = lines + before.count(b"\n")
                raise BrokenFile("tabular_encoding", line) from error
            encoding, decoder = "cp1252", codecs.getincrementaldecoder("cp1252")()
            piece = error.object
            continue
        is_sure = is_sure or (encoding == "utf-8-sig" and not text.isascii())
        lines += text.count("\n")
        yield text
        if not piece:
            return
        piece = stream.read(_PIECE)
