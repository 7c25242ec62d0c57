"""Logs and what was purged of them, as other modules see them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

MOST_MONTHS = 1200


class Log(StrEnum):
    """A log that only grows, and that no act speaks of."""

    PARTNER_CALLS = "partner_calls"  # journal des consultations des partenaires
    PAPERS = "papers"  # journal des impressions


@dataclass(frozen=True, slots=True)
class LogKept:
    """How long a log is kept on a day: `months` is None where it is kept for ever."""

    log: Log
    months: int | None
    since: date | None = None
    act: str = ""


@dataclass(frozen=True, slots=True)
class Purge:
    """A purge that was done: what of which log, of before when, by which act."""

    id: int
    log: Log
    rows: int
    kept_since: datetime  # what is older was purged
    purged_at: datetime
    act: str
