"""The rows of a file of persons, as they are staged."""

from socle.registry.importing.reading import RowsRead
from socle.registry.importing.slices import COLUMNS

_BIRTH = "birth_on"


def staged(read: RowsRead) -> list[list[str | None] | list[str]]:
    """What the rows say of each column of the stage."""
    blank = [""] * len(read.lines)
    columns = {name: read.columns.get(name, blank) for name in COLUMNS}
    births = columns[_BIRTH]
    # A birth is read with its precision: `1984 year`. A column of its own says it otherwise.
    known = {text: _parted(text) for text in set(births)}
    given = columns["birth_precision"]
    own: dict[str, list[str | None] | list[str]] = {
        **columns,
        _BIRTH: [known[text][0] for text in births],
        "birth_precision": [
            said or known[text][1] for said, text in zip(given, births, strict=True)
        ],
        "hired_on": [text or None for text in columns["hired_on"]],
    }
    return list(own.values())


def _parted(text: str) -> tuple[str | None, str]:
    day, _sign, precision = text.partition(" ")
    return (day, precision) if day else (None, "day")
