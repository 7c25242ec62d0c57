"""The rows of a file of persons, as they are staged."""

from collections.abc import Iterator

from socle.registry.importing.reading import RowsRead
from socle.registry.importing.slices import COLUMNS

_BIRTH = "birth_on"


def staged(read: RowsRead) -> Iterator[tuple[object, ...]]:
    """Each row as its line and what it says of each column of the stage."""
    blank = [""] * len(read.lines)
    columns = {name: read.columns.get(name, blank) for name in COLUMNS}
    births = columns[_BIRTH]
    # A birth is read with its precision: `1984 year`. A column of its own says it otherwise.
    known = {text: _parted(text) for text in set(births)}
    given = columns["birth_precision"]
    days = [known[text][0] for text in births]
    precisions = [said or known[text][1] for said, text in zip(given, births, strict=True)]
    hired = [text or None for text in columns["hired_on"]]
    own: dict[str, list[str] | list[str | None]] = {
        **columns,
        _BIRTH: days,
        "birth_precision": precisions,
        "hired_on": hired,
    }
    return zip(read.lines, *own.values(), strict=True)


def _parted(text: str) -> tuple[str | None, str]:
    day, _sign, precision = text.partition(" ")
    return (day, precision) if day else (None, "day")
