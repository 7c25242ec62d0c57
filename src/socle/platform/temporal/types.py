"""What describes a table with two times."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TemporalTable:
    """A temporal table: whose fact it is (`key`), and what the fact says (`values`)."""

    name: str
    key: tuple[str, ...]
    values: tuple[str, ...]
