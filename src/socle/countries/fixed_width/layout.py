"""A record of a fixed-width file as a table of fields, as the fund's document prints it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["N", "AN", "date", "literal", "filler"]
Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in the fund's document, its place from 1, its length, its kind.

    `N` is digits only, right-aligned, zero-filled; `AN` is left-aligned, space-filled; `date` is
    AAAAMMJJ; a `literal` always reads the same; a `filler` is not read. An `optional` number or
    date may be all spaces, and is then worth 0.
    """

    name: str
    start: int
    length: int
    kind: Kind
    literal: bytes = b""
    optional: bool = False

    @property
    def first(self) -> int:
        return self.start - 1

    @property
    def end(self) -> int:
        return self.start - 1 + self.length

    @property
    def is_number(self) -> bool:
        return self.kind in {"N", "date"}


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of record: fields that cover the whole line, in order.

    Raises:
        ValueError: the fields leave a hole, overlap, or do not fill the line.
    """

    record: str
    length: int
    fields: tuple[Field, ...]

    def __post_init__(self) -> None:
        reached = 0
        for field in self.fields:
            if field.first != reached:
                raise ValueError(f"{self.record}.{field.name} starts at {field.start}")
            if field.is_number and field.length > 19:
                raise ValueError(f"{self.record}.{field.name} is longer than 19 digits")
            reached = field.end
        if reached != self.length:
            raise ValueError(f"{self.record}: {reached} characters described of {self.length}")

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)


def printable(raw: bytes, most: int = 40) -> str:
    """What was read, for a person: at most `most` characters, the unprintable ones as `·`.

    Example:
        >>> printable(b"12" + bytes([0]) + b"34")
        '12·34'
    """
    text = raw[:most].decode("latin-1")
    return "".join(sign if sign.isprintable() else "·" for sign in text)
