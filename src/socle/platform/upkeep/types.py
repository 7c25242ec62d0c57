"""What was done for the installation's upkeep."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """A work of upkeep."""

    BACKUP = "backup"  # sauvegarde
    REHEARSAL = "rehearsal"  # exercice de restauration
    VERIFICATION = "verification"  # of a fund's acts, chain and ledger


@dataclass(frozen=True, slots=True)
class Work:
    """One work of upkeep: when, whether all was well, and what it found. Nobody is named in it."""

    kind: Kind
    began_at: datetime
    ended_at: datetime
    is_good: bool
    facts: dict[str, Any]
    fund: str = ""

    @property
    def lasted(self) -> timedelta:
        """How long it took."""
        return self.ended_at - self.began_at


@dataclass(frozen=True, slots=True)
class Standby:
    """A copy that follows the primary, as the primary sees it."""

    name: str
    state: str
    sync: str
    lag_bytes: int
    lag_seconds: float | None  # None: it has nothing to catch up, or said nothing yet


@dataclass(frozen=True, slots=True)
class Archiver:
    """How far finished WAL has been put away; the instants are None where it never was."""

    is_on: bool
    archived_at: datetime | None
    failed_at: datetime | None
    failures: int


@dataclass(frozen=True, slots=True)
class Queue:
    """Work that waits, and for how long the oldest has."""

    waiting: int
    oldest_seconds: float
    failed: int = 0


@dataclass(frozen=True, slots=True)
class ServerState:
    """The database server, by its own word."""

    is_primary: bool
    connections: int
    connections_most: int
    database_bytes: int
    standbys: tuple[Standby, ...] | None  # None: the server was not prepared to tell
    archiver: Archiver
    replay_lag_seconds: float | None  # of a standby that answers us
