"""Columns into exact fixed-width lines; what does not fit is refused, never cut."""

import unicodedata
from collections.abc import Mapping, Sequence

import numpy as np

from socle.countries.declaration import Text, Whole
from socle.countries.fixed_width.layout import Bytes, Field, Layout
from socle.kernel.errors import Refused

Values = Whole | Text | Sequence[str] | str | int
_ALLOWED = np.zeros(256, np.bool_)
_ALLOWED[list(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ")] = True
# Letters that Unicode does not take apart into a letter and an accent.
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o"})


def plain(text: str) -> str:
    """The text in the characters that the funds' files accept: A-Z, 0-9 and space.

    Example:
        >>> plain("N'Guéssan-Kœnig")
        'N GUESSAN KOENIG'
    """
    taken_apart = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).upper()
    letters = (sign for sign in taken_apart if not unicodedata.combining(sign))
    return "".join(sign if sign in _PLAIN_SIGNS else " " for sign in letters)


_PLAIN_SIGNS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ")


def encode(
    layout: Layout, columns: Mapping[str, Values], count: int, line_end: bytes = b"\n"
) -> bytes:
    """`count` lines of a layout; a value that is not a column is the same on every line.

    A field without a value is zero, or spaces where it is a text or optional.

    Raises:
        Refused: a number is negative, or a value is longer than its field.
    """
    rows = np.full((count, layout.length + len(line_end)), ord(" "), np.uint8)
    rows[:, layout.length :] = np.frombuffer(line_end, np.uint8)
    for field in layout.fields:
        cells = rows[:, field.first : field.end]
        value = columns.get(field.name)
        if field.kind == "literal":
            cells[:] = np.frombuffer(field.literal, np.uint8)
        elif field.is_number and not (value is None and field.optional):
            _write_number(field, cells, _as_numbers(0 if value is None else value, count))
        elif field.kind == "AN" and value is not None:
            _write_text(field, cells, value)
    return rows.tobytes()


def _write_number(field: Field, cells: Bytes, values: Whole) -> None:
    if values.size and int(values.min()) < 0:
        raise Refused("value_negative", field=field.name, value=int(values.min()))
    if values.size and len(str(int(values.max()))) > field.length:
        raise Refused(
            "value_too_long", field=field.name, value=int(values.max()), length=field.length
        )
    rest = values
    for place in range(field.length - 1, -1, -1):
        rest, digit = np.divmod(rest, 10)
        cells[:, place] = digit + ord("0")


def _as_numbers(value: Values, count: int) -> Whole:
    if isinstance(value, np.ndarray):
        return value.astype(np.int64)
    if isinstance(value, int):
        return np.full(count, value, np.int64)
    return np.array([int(one) for one in value], np.int64)


def _write_text(field: Field, cells: Bytes, value: Values) -> None:
    texts = _as_bytes(value)
    width = texts.dtype.itemsize
    if texts.size and width > field.length:
        longest = int(np.argmax(np.strings.str_len(texts)))
        if len(texts[longest]) > field.length:
            read = texts[longest].decode("latin-1")
            raise Refused("value_too_long", field=field.name, value=read, length=field.length)
    fitted = texts.astype(f"S{field.length}")
    signs = np.ascontiguousarray(fitted).view(np.uint8).reshape(texts.size, field.length)
    cells[:] = np.where(signs == 0, np.uint8(ord(" ")), signs)


def _as_bytes(value: Values) -> Text:
    """Texts as bytes of allowed characters only."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "S":
        given: Text = value.astype(value.dtype)
        signs = given.view(np.uint8)
        if _ALLOWED[signs[signs != 0]].all():
            return given
        texts: Sequence[str] = [one.decode("latin-1") for one in given.tolist()]
    elif isinstance(value, str):
        texts = [value]
    elif isinstance(value, int):
        texts = [str(value)]
    else:
        texts = [str(one) for one in value]
    return np.array([plain(text).encode("ascii") for text in texts] or [b""], "S")
