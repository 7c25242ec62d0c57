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
_PROVIDER, _STRONG = "entered_with", "is_strong"
Session = MutableMapping[str, Any]


def begin(session: Session, *, at: datetime, provider: str = "", is_strong: bool = False) -> None:
    """Notes that somebody has just signed in.

    `provider`: at which identity provider; `is_strong`: it asked them for a second factor.
    """
    session[_OPENED] = at.isoformat()
    session[_PROVIDER], session[_STRONG] = provider, is_strong
    prove(session, at=at)


def prove(session: Session, *, at: datetime) -> None:
    """Notes that whoever is there has just proved who they are; what was locked opens."""
    session[_PROVED] = at.isoformat()
    session.pop(_LOCKED, None)


def has_password_of_others(session: Session, *, one_time_until: datetime | None) -> bool:
    """Whether its person entered by a password that somebody else gave, and changes it first."""
    return one_time_until is not None and not session.get(_PROVIDER)


def lacks_second_step(session: Session, *, due_at: datetime | None, at: datetime) -> bool:
    """Whether the second step that is asked of its person is overdue, and was shown nowhere."""
    return due_at is not None and due_at <= at and not session.get(_STRONG)


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
