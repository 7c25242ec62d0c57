"""Every temporal table of the house: each module adds its own when Django starts."""

from socle.platform.temporal.types import TemporalTable

_TABLES: dict[str, TemporalTable] = {}


def add(*tables: TemporalTable) -> None:
    for table in tables:
        _TABLES[table.name] = table


def temporal_tables() -> list[TemporalTable]:
    """Every temporal table, by name."""
    return sorted(_TABLES.values(), key=lambda table: table.name)
