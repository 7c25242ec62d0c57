"""What a session knows of who opened it: since when, and when they last proved who they are.

A session is a mapping that its framework keeps; screens and API read the same here.
"""

from collections.abc import MutableMapping
from datetime import datetime, timedelta
from typing import Any

from socle.platform.access.types import Proof

# A guarded act wants a proof no older than this.
FRESH = timedelta(minutes=15)
# A day's work; whoever works on enters anew.
LONGEST = timedelta(hours=12)
_OPENED, _PROVED, _LOCKED = "opened_at", "proved_at", "is_locked"
Session = MutableMapping[str, Any]


def begin(session: Session, *, at: datetime) -> None:
    """Notes that somebody has just signed in."""
    session[_OPENED] = at.isoformat()
    prove(session, at=at)


def prove(session: Session, *, at: datetime) -> None:
    """Notes that whoever is there has just proved who they are; what was locked opens."""
    session[_PROVED] = at.isoformat()
    session.pop(_LOCKED, None)


def lock(session: Session) -> None:
    """Shows nothing more until somebody proves to be its person."""
    session[_LOCKED] = True


def is_locked(session: Session) -> bool:
    return bool(session.get(_LOCKED))


def is_over(session: Session, *, at: datetime) -> bool:
    """Whether a session has lasted as long as any may."""
    opened = session.get(_OPENED)
    return opened is not None and at - datetime.fromisoformat(opened) >= LONGEST


def proof(session: Session, *, at: datetime) -> Proof:
    """What the session has shown lately of who is there."""
    proved = session.get(_PROVED)
    if proved is None or at - datetime.fromisoformat(proved) >= FRESH:
        return Proof.STALE
    return Proof.GIVEN
