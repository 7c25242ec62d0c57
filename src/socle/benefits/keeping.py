"""What keeps a right and what is kept of a due: texts where they were read, else conventions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from socle.benefits.types.proofs import ProofKind, WindowRule
from socle.rules.schema import read_text_yaml


@dataclass(frozen=True, slots=True)
class Figure:
    """A value of the house, how sure it is and who says so."""

    value: int
    status: str
    source: str


@cache
def _written() -> dict[str, Any]:
    return dict(read_text_yaml(Path(__file__).with_name("keeping.yaml")))


def figure(name: str) -> Figure:
    """A figure of keeping rights, by name."""
    said = _written()[name]
    return Figure(int(said["value"]), said["status"], said["source"])


def window_rule(country: str) -> WindowRule:
    """When the proofs of a country's funds are given each year."""
    return _rule(_written()["windows"].get(country, _written()["default_window"]))


def school_rule(country: str) -> WindowRule:
    """When school certificates are given each year in a country's funds."""
    return _rule(_written()["school_windows"].get(country, _written()["default_school_window"]))


def _rule(said: Mapping[str, str]) -> WindowRule:
    return WindowRule(
        first=int(said["first"]),
        last=int(said["last"]),
        grace_months=int(said["grace_months"]),
        status=said["status"],
        source=said["source"],
    )


def required_proofs() -> tuple[tuple[str, str, ProofKind], ...]:
    """Benefit, part (`*`: any) and the proof asked."""
    return tuple(
        (benefit, part, ProofKind(kind))
        for benefit, parts in _written()["proofs"].items()
        for part, kinds in parts.items()
        for kind in kinds
    )


def without_work(country: str) -> tuple[str, ...]:
    """The pensions whose holder need not have worked in a month; none where no text says so."""
    said = _written()["without_work"].get(country)
    return tuple(said["pensions"]) if said else ()


def without_work_said(country: str) -> dict[str, str]:
    """Who says so, and how surely."""
    said = _written()["without_work"][country]
    return {name: str(said[name]) for name in ("status", "source")}


def for_known_children(country: str) -> tuple[str, ...]:
    """The benefits that go on without work for the children of who was paid them and died."""
    said = _written()["known_children"].get(country)
    return tuple(said["benefits"]) if said else ()


def known_children_said(country: str) -> dict[str, str]:
    """Who says so, and how surely."""
    said = _written()["known_children"][country]
    return {name: str(said[name]) for name in ("status", "source")}


def covering_pensions() -> tuple[str, ...]:
    """The benefits whose holder is covered as a pensioner."""
    return tuple(_written()["covering_pensions"]["benefits"])
