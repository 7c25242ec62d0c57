"""Noting what was done for upkeep."""

from datetime import datetime
from typing import Any

from socle.platform.upkeep.models import Upkeep
from socle.platform.upkeep.types import Kind


def note(
    kind: Kind,
    *,
    began_at: datetime,
    ended_at: datetime,
    is_good: bool,
    facts: dict[str, Any],
    fund: str = "",
) -> None:
    """Keeps that a work was done, and what it found."""
    Upkeep.objects.create(
        kind=kind.value,
        fund=fund,
        began_at=began_at,
        ended_at=max(began_at, ended_at),  # a clock that was set back tells no negative time
        is_good=is_good,
        facts=facts,
    )
