"""A stream of lines of one length, as blocks of at most 16,384 rows of bytes.

Where every line of a block has the expected length and end, the block is a view on what was
read. Otherwise its lines are cut one by one, still in columns, and each wrong one is a fault.
LF, CRLF, both in one file, a missing last end of line, blank lines and a Ctrl-Z at the end, and
a UTF-8 byte-order mark are accepted: employers' programs write them all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from socle.countries.declaration import BLOCK_LINES, Faults, Whole
from socle.countries.fixed_width.layout import Bytes, Mask, printable
from socle.kernel.errors import Fault

LF, CR = 10, 13
_HEAD = 8_192
# A block and its columns then stay in the processor's cache: measured half as long to read.
_LINES = min(BLOCK_LINES, 16_384)
_END_OF_FILE = b"\x1a"  # DOS programs still write it
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff")
_OTHER_FILES = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"7z\xbc\xaf")
_EXPECTED_SIGNS = b"0123456789 ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz\r\n"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of the right length: `rows[i]` holds the characters of line `line[i]`, without end."""

    rows: Bytes  # count x length, each row contiguous
    line: Whole
    is_plain: bool = True  # only printable ASCII, as nearly always

    @property
    def length(self) -> int:
        return int(self.rows.shape[1])

    def take(self, chosen: Mask) -> "Block":
        """Only the chosen lines; a view when they follow one another."""
        places = np.flatnonzero(chosen)
        if places.size and places[-1] - places[0] + 1 == places.size:
            run = slice(int(places[0]), int(places[-1]) + 1)
            return Block(self.rows[run], self.line[run], self.is_plain)
        return Block(self.rows[places], self.line[places], self.is_plain)


def read_blocks(stream: BinaryIO, lengths: tuple[int, ...], faults: Faults) -> Iterator[Block]:
    """Every line of a file whose lines have one of these lengths: the first line decides which."""
    head = _filled(stream, _HEAD)
    if wrong := _foreign(head):
        faults.add(Fault(wrong))
        return
    head = head.removeprefix(_BYTE_ORDER_MARK)
    length, end_length = _line_shape(head, lengths)
    yield from _Cutter(stream, length, end_length, faults).blocks(head)


def _filled(stream: BinaryIO, wanted: int) -> bytes:
    parts: list[bytes] = []
    while wanted > 0 and (part := stream.read(wanted)):
        parts.append(part)
        wanted -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _foreign(head: bytes) -> str | None:
    if not head:
        return "file_empty"
    if head.startswith(_OTHER_FILES):
        return "file_not_text"
    expected = len(head) - len(head.translate(None, _EXPECTED_SIGNS))
    mostly_other = len(head) >= 16 and 2 * expected < len(head)
    # UTF-16 without its mark: every other byte is zero.
    with_zeros = len(head) >= 4 and 3 * head.count(0) >= len(head)
    if head.startswith(_OTHER_ENCODINGS) or mostly_other or with_zeros:
        return "file_encoding"
    return None


def _line_shape(head: bytes, lengths: tuple[int, ...]) -> tuple[int, int]:
    """The length of the first line that has an expected one, and the length of its end."""
    for line in head.split(b"\n")[:64]:
        bare = line.removesuffix(b"\r")
        if len(bare) in lengths:
            return len(bare), len(line) - len(bare) + 1
    return lengths[0], 1


class _Cutter:
    """Cuts what is read into lines; remembers the line number and what awaits the next line."""

    def __init__(self, stream: BinaryIO, length: int, end_length: int, faults: Faults) -> None:
        self._stream = stream
        self._length = length
        self._stride = length + end_length
        self._faults = faults
        self._lines_read = 0
        self._blank_since: int | None = None  # blank lines are accepted if nothing follows them
        self._has_content = False
        self._within_overlong = False

    def blocks(self, pending: bytes) -> Iterator[Block]:
        size = _LINES * (self._length + 1) // self._stride * self._stride
        at_end = False
        while not at_end:
            wanted = size - len(pending)
            more = _filled(self._stream, wanted)
            at_end = len(more) < wanted
            uniform, pending = self._uniform(pending + more if pending else more)
            if uniform is not None:
                yield uniform
            if pending and (at_end or uniform is None):
                cut, pending = self._cut(pending, at_end=at_end, size=size)
                if cut.line.size:
                    yield cut
        if not self._has_content:
            self._faults.add(Fault("file_empty"))

    def _uniform(self, read: bytes) -> tuple[Block | None, bytes]:
        """All the whole lines at once, if each has the expected length and end."""
        count = len(read) // self._stride
        if not count or self._within_overlong:
            return None, read
        rows = np.frombuffer(read, np.uint8, count * self._stride).reshape(count, self._stride)
        before_end = rows[:, -2] == CR
        has_ends = bool((rows[:, -1] == LF).all()) and np.count_nonzero(before_end) == (
            count if self._stride > self._length + 1 else 0
        )
        held = rows[:, : self._length]
        is_plain = has_ends and _is_plain(held)
        if not has_ends or (not is_plain and bool((held == LF).any())):
            return None, read
        block = Block(held, self._numbered(count), is_plain)
        self._settle_blank_lines(int(block.line[0]))
        return block, read[count * self._stride :]

    def _numbered(self, count: int) -> Whole:
        first = self._lines_read + 1
        self._lines_read += count
        return np.arange(first, first + count, dtype=np.int64)

    def _cut(self, read: bytes, *, at_end: bool, size: int) -> tuple[Block, bytes]:
        if self._within_overlong:
            read = self._after_overlong(read)
        flat = np.frombuffer(read, np.uint8)
        ends = np.flatnonzero(flat == LF)
        is_last_open = at_end and bool(read) and not read.endswith(b"\n")
        if is_last_open:
            ends = np.append(ends, len(read))
        if not ends.size:
            if len(read) >= size:
                self._refuse_overlong(read)
                read = b""
            return self._whole(flat, ends, ends), read
        starts = np.concatenate((np.zeros(1, np.int64), ends[:-1] + 1))
        widths = ends - starts
        widths -= (widths > 0) & (flat[ends - 1] == CR)
        if is_last_open and read[int(starts[-1]) :].strip(_END_OF_FILE + b" ") == b"":
            widths[-1] = 0
        block = self._checked(read, starts, widths, is_last_open=is_last_open)
        return block, read[int(ends[-1]) + 1 :]

    def _checked(self, read: bytes, starts: Whole, widths: Whole, *, is_last_open: bool) -> Block:
        line = self._numbered(starts.size)
        is_right, is_blank = widths == self._length, widths == 0
        filled = np.flatnonzero(~is_blank)
        if filled.size:
            self._settle_blank_lines(int(line[filled[0]]) if not is_blank[0] else int(line[0]))
            self._refuse_blank(line[: filled[-1]][is_blank[: filled[-1]]])
        after = filled[-1] + 1 if filled.size else 0
        if after < line.size and self._blank_since is None:
            self._blank_since = int(line[after])
        wrong = np.flatnonzero(~is_right & ~is_blank)
        self._faults.add_all(
            (
                self._wrong_length(
                    read[starts[row] : starts[row] + widths[row]],
                    int(line[row]),
                    is_open=is_last_open and int(row) == line.size - 1,
                )
                for row in wrong
            ),
            wrong.size,
        )
        return self._whole(np.frombuffer(read, np.uint8), starts[is_right], line[is_right])

    def _whole(self, flat: Bytes, starts: Whole, line: Whole) -> Block:
        if not starts.size:
            return Block(np.empty((0, self._length), np.uint8), np.empty(0, np.int64))
        rows = np.lib.stride_tricks.sliding_window_view(flat, self._length)[starts]
        return Block(rows, line, _is_plain(rows))

    def _settle_blank_lines(self, next_line: int) -> None:
        """Something follows: the blank lines before it were not at the end of the file."""
        self._has_content = True
        if self._blank_since is not None:
            since, self._blank_since = self._blank_since, None
            self._refuse_blank(range(since, next_line))

    def _refuse_blank(self, lines: Whole | range) -> None:
        self._faults.add_all((Fault("line_blank", line=int(line)) for line in lines), len(lines))

    def _wrong_length(self, raw: bytes, line: int, *, is_open: bool) -> Fault:
        code = "line_truncated" if is_open and len(raw) < self._length else "line_length"
        if len(raw) > self._length and _characters(raw) == self._length:
            code = "line_accents"
        facts = {"length": len(raw), "expected": self._length}
        record = printable(raw[:3]) if raw[:3].isalnum() else None
        return Fault(code, line, record, read=printable(raw), facts=facts)

    def _refuse_overlong(self, read: bytes) -> None:
        self._settle_blank_lines(self._lines_read + 1)
        self._faults.add(self._wrong_length(read, self._lines_read + 1, is_open=False))
        self._within_overlong = True

    def _after_overlong(self, read: bytes) -> bytes:
        end = read.find(b"\n")
        if end < 0:
            return b""
        self._within_overlong = False
        self._lines_read += 1
        return read[end + 1 :]


def _is_plain(rows: Bytes) -> bool:
    return bool(rows.min() >= 0x20 and rows.max() < 0x7F)


def _characters(raw: bytes) -> int | None:
    """How many characters the line holds if its accents are written in UTF-8."""
    try:
        return len(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return None
