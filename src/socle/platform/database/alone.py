"""Statements that are a transaction by themselves, on a connection that its thread keeps.

For the few calls that come by thousands: around a statement of half a millisecond, a transaction
of Django, its pool and the planning of a text of values cost several times as much. The plan is
kept by the connection. The role is the same, and so is row-level security: such a statement enters
its fund by itself.
"""

import threading
from collections.abc import Sequence
from typing import Any, LiteralString

import psycopg
from django.db import connections

_SETTINGS = "-c timezone=UTC"
_kept = threading.local()


def first_row(statement: LiteralString, said: Sequence[Any]) -> tuple[Any, ...] | None:
    """The first row of a statement, committed.

    Raises:
        psycopg.Error: the statement failed, or the database is away; the next is tried anew.
    """
    link = getattr(_kept, "link", None)
    if link is None:
        link = _kept.link = _opened()
    try:
        row: tuple[Any, ...] | None = link.execute(statement, said, prepare=True).fetchone()
    except (psycopg.OperationalError, psycopg.InterfaceError):
        forget()
        raise
    return row


def forget() -> None:
    """Closes the connection of this thread, if it has one."""
    link = getattr(_kept, "link", None)
    _kept.link = None
    if link is not None:
        link.close()


def _opened() -> psycopg.Connection[tuple[Any, ...]]:
    place = connections["default"].settings_dict
    return psycopg.connect(
        host=place["HOST"],
        port=place["PORT"] or None,
        dbname=place["NAME"],
        user=place["USER"],
        password=place["PASSWORD"] or None,
        options=_SETTINGS,
        autocommit=True,
    )
