"""Doubts as they are stored: on a proposal, then on the act that a second person let pass."""

from collections.abc import Iterable
from typing import Any

from socle.kernel.errors import Fault


def to_json(doubts: Iterable[Fault]) -> list[dict[str, Any]]:
    """Doubts as JSON says them."""
    return [{"code": each.code, "field": each.field, "facts": dict(each.facts)} for each in doubts]


def from_json(stored: list[dict[str, Any]] | None) -> tuple[Fault, ...]:
    """Doubts as they were stored."""
    return tuple(
        Fault(each["code"], field=each["field"], facts=each["facts"]) for each in stored or ()
    )
