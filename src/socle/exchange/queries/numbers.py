"""The numbers that people read, made of a row's key: `E-2026-000000012`, `V-…`, `M-…`, `D-…`."""

from datetime import datetime

from socle.kernel.errors import NotKnown

MESSAGE, EVENT, REQUEST, DISCREPANCY = "E", "V", "M", "D"


def number_of(letter: str, at: datetime, row: int) -> str:
    """The number of a row."""
    return f"{letter}-{at.year}-{row:09d}"


def row_of(letter: str, number: str) -> int:
    """The key that a number is made of.

    Raises:
        NotKnown: it is no such number.
    """
    parts = number.split("-")
    is_ours = len(parts) == 3 and parts[0] == letter and parts[2].isascii() and parts[2].isdigit()
    if not is_ours or len(parts[2]) > 18:
        raise NotKnown("exchange.unknown", number=number[:60])
    return int(parts[2])
