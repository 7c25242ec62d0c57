"""The rows of a file of persons, as they are staged."""

from collections.abc import Sequence

from socle.registry.importing.reading import RowsRead
from socle.registry.importing.slices import COLUMNS

_BIRTH, _PRECISION, _HIRED = "birth_on", "birth_precision", "hired_on"
_DAY, _EXACT = len("1984-03-16"), " day"


def staged(read: RowsRead) -> dict[str, Sequence[str | None]]:
    """What the rows say, by column of the stage; of the others they say nothing."""
    said: dict[str, Sequence[str | None]] = {
        name: read.columns[name] for name in COLUMNS if name in read.columns
    }
    # A birth is read with its precision: `1984 year`. A column of its own says it otherwise.
    births = read.columns.get(_BIRTH, [""] * len(read.lines))
    said[_BIRTH] = [text[:_DAY] or None for text in births]
    # Known to the day, as it is where nothing is said of it.
    if _PRECISION in read.columns or not all(text.endswith(_EXACT) for text in births):
        read_so = [text[_DAY + 1 :] or "day" for text in births]
        given = read.columns.get(_PRECISION, read_so)
        said[_PRECISION] = [own or each for own, each in zip(given, read_so, strict=True)]
    if _HIRED in said:
        said[_HIRED] = [text or None for text in said[_HIRED]]
    return said
