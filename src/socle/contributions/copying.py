"""Columns into a table: PostgreSQL's binary COPY, written by numpy, a million lines a second."""

from collections.abc import Sequence

import numpy as np

from socle.countries.declaration import Text, Whole

HEADER = b"PGCOPY\n\xff\r\n\0" + b"\0" * 8
TRAILER = b"\xff\xff"
EMPTY = "empty"  # a text column of empty texts
_WHOLE = {"int2": ">i2", "int4": ">i4", "int8": ">i8"}


def rows(columns: Sequence[tuple[str, Whole | Text]]) -> bytes:
    """Rows in COPY's binary form, without header and trailer.

    A text column has one width: what is shorter is padded, and trimmed by the reader.
    """
    count = columns[0][1].size
    kinds: list[tuple[str, str]] = [("fields", ">i2")]
    for position, (kind, column) in enumerate(columns):
        kinds.append((f"length{position}", ">i4"))
        if kind != EMPTY:
            width = f"S{column.dtype.itemsize}"
            kinds.append((f"value{position}", _WHOLE.get(kind) or width))
    packed = np.zeros(count, np.dtype(kinds))
    packed["fields"] = len(columns)
    for position, (kind, column) in enumerate(columns):
        if kind == EMPTY:
            continue
        value = f"value{position}"
        packed[f"length{position}"] = packed.dtype[value].itemsize
        packed[value] = column
    return packed.tobytes()
