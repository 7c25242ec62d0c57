"""Statements that are a transaction by themselves, on connections that are kept for them.

For the few calls that come by thousands: around a statement of half a millisecond, a transaction
of Django, its pool and the planning of a text of values cost several times as much. The plan is
kept by the connection. The role is the same, and so is row-level security: such a statement enters
its fund by itself.
"""

from collections import deque
from collections.abc import Sequence
from typing import Any, LiteralString

import psycopg
from django.db import connections

from socle.platform.database.commits import commits
from socle.platform.database.links import Link, reach, taking
from socle.platform.database.pulse import heard

_SETTINGS = "-c timezone=UTC"
_Row = tuple[Any, ...]
# The last one given back is the first one taken: no more are open than are at work together.
_kept: deque[Link[_Row]] = deque()


def first_row(statement: LiteralString, said: Sequence[Any]) -> _Row | None:
    """The first row of a statement, committed.

    Raises:
        psycopg.Error: as `rows`.
    """
    return next(iter(rows(statement, said)), None)


def rows(statement: LiteralString, said: Sequence[Any]) -> list[_Row]:
    """The rows of a statement, committed.

    Raises:
        psycopg.Error: the statement failed, or the database is away; the next is tried anew.
    """
    link = _taken()
    try:
        with commits.under_way():
            found = link.execute(statement, said, prepare=True).fetchall()
    except (psycopg.OperationalError, psycopg.InterfaceError):
        link.close()
        forget()
        raise
    except psycopg.Error:
        _kept.append(link)
        raise
    _kept.append(link)
    return found


def forget() -> None:
    """Closes the connections that nobody uses: the server to which they lead is gone."""
    while _kept:
        _kept.pop().close()


def _taken() -> Link[_Row]:
    try:
        return _kept.pop()
    except IndexError:
        return _opened()


def _opened() -> Link[_Row]:
    place = connections["default"].settings_dict
    told = {name: each for name, each in place["OPTIONS"].items() if name != "kept"}
    told |= {"host": place["HOST"], "port": place["PORT"] or None, "dbname": place["NAME"]}
    told |= {"user": place["USER"], "password": place["PASSWORD"] or None}
    with taking():
        return Link.connect(**heard(reach(told)), options=_SETTINGS, autocommit=True)
