"""Rows of bytes into columns of whole numbers and texts, and the faults of each row.

Digits are read eight at a time: eight characters of a row are one 64-bit word, and three
multiplications turn a column of such words into a column of numbers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from socle.countries.declaration import Faults, Text, Whole
from socle.countries.fixed_width.blocks import Block
from socle.countries.fixed_width.layout import Field, Layout, Mask, printable
from socle.kernel.errors import Fault

Words = NDArray[np.uint64]
RowFacts = Mapping[str, str | int | Whole | Text]

_WORD = 8
_EVERY = 0x0101010101010101
_ZEROS = np.uint64(0x30 * _EVERY)
_SPACES = np.uint64(0x20 * _EVERY)
_ABOVE_NINE = np.uint64(0x76 * _EVERY)  # added to a digit 0..9, leaves the high bit clear
_HIGH_BITS = np.uint64(0x80 * _EVERY)
_TOP_BIT = np.uint64(1 << 63)
_ALL = 0xFFFFFFFFFFFFFFFF
_DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int64)


class Columns:
    """The fields of a block of one record, by name, and what is refused of each row.

    `numbers` and `texts` hold every row, good or not; `settle` says which rows are good.
    """

    def __init__(self, layout: Layout, block: Block) -> None:
        self.layout = layout
        self.block = block
        self.numbers: dict[str, Whole] = {}
        self.texts: dict[str, Text] = {}
        self._marks: list[_Mark] = []
        self._unread: dict[str, Mask] = {}
        for field in layout.fields:
            if field.is_number:
                self._read_number(field)
            elif field.kind == "AN":
                self._read_text(field)
            elif field.kind == "literal":
                differs = self.raw(field.name) != field.literal
                expected = field.literal.decode("ascii")
                self.refuse(differs, field.name, "record_unknown", {"expected": expected})

    def __len__(self) -> int:
        return int(self.block.line.size)

    def raw(self, first: str, last: str | None = None) -> Text:
        """The characters of a field, or from one field to another, as they stand."""
        start, end = self.layout.field(first).first, self.layout.field(last or first).end
        return _characters(self.block, start, end)

    def text(self, first: str, last: str | None = None) -> Text:
        """The same, without the spaces around it."""
        raw = self.raw(first, last)
        start, end = self.layout.field(first).first, self.layout.field(last or first).end
        edges = self.block.rows[:, start], self.block.rows[:, end - 1]
        is_full = not any((edge == ord(" ")).any() for edge in edges)
        return raw if is_full else np.strings.strip(raw, b" ")

    @property
    def is_readable(self) -> Mask:
        """Rows whose every number could be read."""
        readable = np.ones(len(self), np.bool_)
        for unread in self._unread.values():
            readable &= ~unread
        return readable

    def refuse(self, wrong: Mask, field: str, code: str, facts: RowFacts | None = None) -> None:
        """Marks rows as faulty; a row whose field could not be read is not refused twice.

        A fact may be a column: each fault then takes its own row's value.
        """
        unread = self._unread.get(field)
        if unread is not None:
            wrong = wrong & ~unread
        if wrong.any():
            self._marks.append(_Mark(wrong, field, code, facts or {}))

    def settle(self, faults: Faults) -> Mask:
        """Hands the faults over, in the order of lines, and says which rows have none."""
        good = np.ones(len(self), np.bool_)
        for mark in self._marks:
            good &= ~mark.rows
        count = sum(int(np.count_nonzero(mark.rows)) for mark in self._marks)
        if count:
            faults.add_all(self._described(faults.room), count)
        self._marks.clear()
        return good

    def _described(self, most: int) -> Iterator[Fault]:
        places = sorted(
            (int(row), order)
            for order, mark in enumerate(self._marks)
            for row in np.flatnonzero(mark.rows)[:most]
        )
        for row, order in places[:most]:
            yield self._fault(row, self._marks[order])

    def _fault(self, row: int, mark: "_Mark") -> Fault:
        field = self.layout.field(mark.field)
        raw = self.block.rows[row, field.first : field.end].tobytes()
        return Fault(
            mark.code or _why_not_digits(raw),
            line=int(self.block.line[row]),
            record=self.layout.record or None,
            field=mark.field,
            read=printable(raw),
            facts={name: _fact(value, row) for name, value in mark.facts.items()},
        )

    def _read_number(self, field: Field) -> None:
        values, unread = _number(self.block, field)
        if unread.any():
            self.refuse(unread, field.name, "", {"length": field.length})
            self._unread[field.name] = unread
        if field.kind == "date":
            wrong = ~is_date(values) & (values != 0) if field.optional else ~is_date(values)
            self.refuse(wrong, field.name, "field_date")
        self.numbers[field.name] = values

    def _read_text(self, field: Field) -> None:
        self.texts[field.name] = self.text(field.name)
        if not self.block.is_plain:
            cells = self.block.rows[:, field.first : field.end]
            is_control = ((cells < 0x20) & (cells != 9)) | ((cells >= 0x7F) & (cells < 0xA0))
            self.refuse(is_control.any(axis=1), field.name, "field_control_character")


@dataclass(frozen=True, slots=True)
class _Mark:
    rows: Mask
    field: str
    code: str  # empty: digits were expected, and what stands there tells the code
    facts: RowFacts


def is_date(value: Whole) -> Mask:
    """Whether AAAAMMJJ is a day of the calendar."""
    year, month, day = value // 10_000, value // 100 % 100, value % 100
    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    most = _DAYS[np.where(month <= 12, month, 0)] - ((month == 2) & ~is_leap)
    found: Mask = (year > 0) & (day >= 1) & (day <= most)
    return found


def _fact(value: str | int | Whole | Text, row: int) -> str | int:
    if not isinstance(value, np.ndarray):
        return value
    one = value[row]
    return one.decode("latin-1") if isinstance(one, bytes) else int(one)


def _characters(block: Block, start: int, end: int) -> Text:
    cells = block.rows[:, start:end].view(f"S{end - start}")
    return np.ascontiguousarray(cells[:, 0])


def _number(block: Block, field: Field) -> tuple[Whole, Mask]:
    """The numbers of a field, and which rows do not hold one.

    One of 19 digits may be beyond what 64 bits hold: it is not a number that was ever computed.
    """
    count = len(block.rows)
    total = np.zeros(count, np.uint64)
    wrong = np.zeros(count, np.uint64)
    blank = np.ones(count, np.bool_) if field.optional else None
    for first, end in _pieces(field):
        word, is_blank = _word(block, first, end, seeks_blank=blank is not None)
        if blank is not None and is_blank is not None:
            blank &= is_blank
        digits = word ^ _ZEROS
        wrong |= (digits + _ABOVE_NINE) | digits
        total = total * np.uint64(10 ** (end - first)) + _eight_digits(digits)
    unread = ((wrong & _HIGH_BITS) | (total & _TOP_BIT)) != 0
    if blank is not None:
        unread &= ~blank
    total[unread if blank is None else unread | blank] = 0
    return total.view(np.int64), unread


def _pieces(field: Field) -> Iterator[tuple[int, int]]:
    """The field from left to right in pieces of at most eight characters."""
    first = field.first
    while first < field.end:
        length = (field.end - first) % _WORD or _WORD
        yield first, first + length
        first += length


def _word(block: Block, first: int, end: int, *, seeks_blank: bool) -> tuple[Words, Mask | None]:
    """The characters as words, last character highest, zeros before the first one."""
    window = max(0, end - _WORD)
    cells = block.rows[:, window : window + _WORD].view("<u8")[:, 0]
    word: Words = np.ascontiguousarray(cells).astype(np.uint64, copy=False)
    if window + _WORD > end:
        word = word << np.uint64(_WORD * (window + _WORD - end))
    kept = _ALL << (_WORD * (_WORD - (end - first))) & _ALL
    if kept == _ALL:
        return word, (word == _SPACES) if seeks_blank else None
    mask = np.uint64(kept)
    word = word & mask
    return word | (_ZEROS & ~mask), (word == (_SPACES & mask)) if seeks_blank else None


def _eight_digits(digits: Words) -> Words:
    """Eight digits a word, the most significant in the lowest byte, as numbers."""
    pairs = digits * np.uint64(10) + (digits >> np.uint64(8))
    odd = np.uint64(0x000000FF000000FF)
    high = (pairs & odd) * np.uint64(0x000F424000000064)
    low = ((pairs >> np.uint64(16)) & odd) * np.uint64(0x0000271000000001)
    return (high + low) >> np.uint64(32)


def _why_not_digits(raw: bytes) -> str:
    if 0 in raw:
        return "field_nul"
    if not raw.isascii():
        return "field_not_ascii"
    held = raw.strip()
    if not held:
        return "field_blank"
    if held.strip(b"-").isdigit() and b"-" in held:
        return "field_negative"
    if not held.isdigit():
        return "field_not_digits"
    return "field_too_large" if len(held) == len(raw) else "field_not_zero_filled"
