"""The figures about persons that the law leaves open: the house's own, or a country's text."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from socle.rules.certainty import CONVENTION
from socle.rules.schema import read_text_yaml


@dataclass(frozen=True, slots=True)
class Convention:
    """A figure, how sure it is, and why it is what it is."""

    value: int
    status: str
    why: str


def convention(name: str, country: str) -> Convention:
    """A figure as it holds in a country."""
    written = _written()[name]
    said = written.get("countries", {}).get(country, written)
    return Convention(int(said["value"]), said.get("status", CONVENTION), said["why"])


def convention_of(path: Path, name: str) -> Convention:
    """A figure of another file of conventions."""
    said = read_text_yaml(path)[name]
    return Convention(int(said["value"]), said.get("status", CONVENTION), said["why"])


@cache
def _written() -> dict[str, Any]:
    found: dict[str, Any] = read_text_yaml(Path(__file__).parents[1] / "people.yaml")
    return found
