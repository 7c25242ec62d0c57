"""Every temporal table of the house, and the files they tell of: modules add theirs at start."""

from collections.abc import Callable
from dataclasses import dataclass, field

from socle.platform.temporal.types import FileTable, TemporalTable

_TABLES: dict[str, TemporalTable] = {}


@dataclass(slots=True)
class _Files:
    """A kind of file: how its id is found by its number, and the tables that tell of it."""

    id_of: Callable[[str], int]
    tables: list[FileTable] = field(default_factory=list)


_FILES: dict[str, _Files] = {}


def add(*tables: TemporalTable) -> None:
    for table in tables:
        _TABLES[table.name] = table


def temporal_tables() -> list[TemporalTable]:
    """Every temporal table, by name."""
    return sorted(_TABLES.values(), key=lambda table: table.name)


def add_kind(kind: str, id_of: Callable[[str], int]) -> None:
    """A kind of file, by the name that acts give it; `id_of` finds one by its number."""
    _FILES.setdefault(kind, _Files(id_of)).id_of = id_of


def add_to_files(kind: str, *tables: FileTable) -> None:
    """Tables that tell of a kind of file, shown in this order; each module adds its own once."""
    known = _FILES[kind].tables
    known.extend(table for table in tables if table not in known)


def kinds_of_file() -> list[str]:
    return sorted(_FILES)


def tables_of(kind: str) -> tuple[FileTable, ...]:
    """The tables that tell of a kind of file, in the order to show them."""
    return tuple(_FILES[kind].tables)


def file_id(kind: str, number: str) -> int:
    """The key of a file by its number; raises as its own module does when there is none."""
    return _FILES[kind].id_of(number)
