"""What keeps a right and what is kept of a due: texts where they were read, else conventions."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from socle.rules.schema import read_text_yaml


@dataclass(frozen=True, slots=True)
class Figure:
    """A value of the house, how sure it is and who says so."""

    value: int
    status: str
    source: str


@cache
def _written() -> dict[str, Any]:
    return read_text_yaml(Path(__file__).with_name("keeping.yaml"))


def figure(name: str) -> Figure:
    """A figure of keeping rights, by name."""
    said = _written()[name]
    return Figure(int(said["value"]), said["status"], said["source"])
