"""What the QR code printed on a paper holds, read from its PDF as a reader's eye would.

Nothing of a printed code is lost, so no error is corrected here.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Any

from segno import consts

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
# A run of dark points, as it is drawn: x y m X y l X Y l x Y l.
_RUN = re.compile(rb"(\d+) (\d+) m (\d+) \2 l \3 (\d+) l \1 \4 l")
_LEVELS = {(0, 1): "L", (0, 0): "M", (1, 1): "Q", (1, 0): "H"}
_MASK = 2  # the one pattern of our codes: every third column
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_BYTE, _LETTER = 0b0100, 0b0010


def printed(pdf: bytes) -> str:
    """The text of the only QR code of a paper."""
    [dark] = [found for found in map(_dark, _STREAM.findall(pdf)) if found]
    side = max(x for x, _y in dark) + 1
    version = (side - 17) // 4
    bits = "".join(str(int(each)) for each in _bits(dark, side, version))
    level = _LEVELS[(0, 8) not in dark, (1, 8) in dark]
    words = [int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8)]
    return _text(_in_order(words, version, level), version)


def _dark(stream: bytes) -> set[tuple[int, int]]:
    """The dark points of a drawing, by column and row; none where it is no code."""
    try:
        drawn = zlib.decompress(stream)
    except zlib.error:
        return set()
    runs = [tuple(map(int, each)) for each in _RUN.findall(drawn)]
    return {(x, top) for left, top, right, _below in runs for x in range(left, right)}


def _bits(dark: set[tuple[int, int]], side: int, version: int) -> Iterator[bool]:
    """The points of the data, two columns at a time from the right, up and down, unmasked."""
    centres = consts.ALIGNMENT_POS[version - 2]  # ours are never of the first version
    pairs = [(x, x - 1) for x in [*range(side - 1, 6, -2), *range(5, 0, -2)]]
    for rank, pair in enumerate(pairs):
        rows = range(side) if rank % 2 else range(side - 1, -1, -1)
        for y in rows:
            for x in pair:
                if not _is_drawn_in_all(x, y, side, centres):
                    yield ((x, y) in dark) != (x % 3 == 0)


def _is_drawn_in_all(x: int, y: int, side: int, centres: tuple[int, ...]) -> bool:
    """Whether a point is of the patterns by which a code is found, or says its format."""
    far = side - 8
    if (x < 9 and (y < 9 or y >= far)) or (x >= far and y < 9) or 6 in (x, y):
        return True
    if side >= 45 and ((x < 6 and y >= far - 3) or (y < 6 and x >= far - 3)):  # the version
        return True
    return any(
        abs(x - across) <= 2 and abs(y - down) <= 2
        for across in centres
        for down in centres
        if (across, down) not in {(6, 6), (6, centres[-1]), (centres[-1], 6)}
    )


def _in_order(words: list[int], version: int, level: str) -> bytes:
    """The data of each block, that are written one of each in turn, the long blocks last."""
    levels: Any = consts.ECC[version]
    told = levels[getattr(consts, f"ERROR_LEVEL_{level}")]
    sizes = [each.num_data for each in told for _ in range(each.num_blocks)]
    blocks = [bytearray() for _ in sizes]
    given = iter(words)
    for place in range(max(sizes)):
        for block, size in zip(blocks, sizes, strict=True):
            if place < size:
                block.append(next(given))
    return b"".join(blocks)


def _text(said: bytes, version: int) -> str:
    bits = "".join(f"{each:08b}" for each in said)
    at = 0

    def take(count: int) -> int:
        nonlocal at
        at += count
        return int(bits[at - count : at], 2)

    kind = take(4)
    if kind == _BYTE:
        count = take(8 if version < 10 else 16)
        return bytes(take(8) for _ in range(count)).decode()
    assert kind == _LETTER, kind
    count = take(9 if version < 10 else 11 if version < 27 else 13)
    pairs = [take(11) for _ in range(count // 2)]
    text = "".join(_LETTERS[each // 45] + _LETTERS[each % 45] for each in pairs)
    return text + (_LETTERS[take(6)] if count % 2 else "")
