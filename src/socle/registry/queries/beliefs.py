"""How the register reads a fact in its two times."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from socle.platform.acts.queries import numbers_of
from socle.platform.temporal.queries import as_of
from socle.platform.temporal.types import TemporalTable
from socle.registry.types import Belief


def one(
    table: TemporalTable, on: date, known_at: datetime | None, where: Mapping[str, object]
) -> dict[str, Any] | None:
    """The one fact of a key on a day, as known at an instant; none where there is none."""
    rows = as_of(table, on=on, known_at=known_at, where=where)
    return rows[0] if rows else None


def latest(table: TemporalTable, where: Mapping[str, object]) -> dict[str, Any] | None:
    """The fact of a key that is true the latest, as believed at present."""
    rows = as_of(table, on=None, known_at=None, where=where)
    return rows[-1] if rows else None


def belief_of(row: dict[str, Any]) -> Belief | None:
    """When a fact read is true, and by which act it is known."""
    if not row:
        return None
    return Belief(
        valid_from=row["valid"].lower,
        valid_until=row["valid"].upper,
        recorded_at=row["recorded_at"],
        act_number=numbers_of(act_ids={row["act_id"]}).get(row["act_id"], ""),
    )
