"""Connections that believe no doubtful commit, wait for no answer without end, and never cancel.

Owns what the driver does when the primary is lost: it closes the socket, and notes of which kind
the loss is, for whoever decides what may be done again. Knows neither requests nor jobs.

A commit that waits for another site can be woken before that site has it: PostgreSQL then says
"done", with a warning. What was acknowledged so is on no other site, and is gone with this one. So
the warning is an error here, after which nobody knows; and nothing here sends a cancel, which is
what wakes such a wait.
"""

import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

import psycopg
from psycopg import AsyncConnection, Connection, waiting
from psycopg.abc import PQGen
from psycopg.errors import Diagnostic, ReadOnlySqlTransaction
from psycopg.pq.abc import PGconn
from psycopg.rows import Row
from psycopg.waiting import Ready

from socle.platform.database.commits import commits
from socle.platform.database.pulse import is_silent

Answer = TypeVar("Answer")

_INTERVAL = 0.1
_LATE_SECONDS = 0.25
_WAIT_GIVEN_UP = "SyncRepWaitForLSN"  # the function that says so, whatever the server's language
# What libpq takes from the environment keeps its word before ours.
_SET_BY = {"connect_timeout": "PGCONNECT_TIMEOUT", "target_session_attrs": "PGTARGETSESSIONATTRS"}
# A site that went dark answers nothing, not even "no": the kernel is told when to give up.
_PATIENCE = {
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "8000",
}
# SQLSTATE: connection exceptions; an operator's stop, a crash, a server that starts or stops.
_LOST_CLASS, _LOST_STATES = "08", {"57P01", "57P02", "57P03", "57P05"}


class Unsure(psycopg.OperationalError):
    """What was asked is perhaps done, perhaps not; the connection is closed."""


class Silent(Unsure):
    """The server does not answer, and shows no sign of life; the connection is closed."""


class Loss(StrEnum):
    """How the primary was lost: before anything was asked of it, or since; and if since, whether
    it was left because it shows no sign of life.
    """

    UNREACHED = "unreached"
    UNSURE = "unsure"
    SILENT = "silent"


class _Here(threading.local):
    """What this thread may wait for one answer, and the loss that it met."""

    answer_seconds: float | None = None
    leaves_silence: bool = False
    loss: Loss | None = None


_here = _Here()


@contextmanager
def bounded(seconds: float, *, leaves_silence: bool = False) -> Iterator[None]:
    """No statement of this thread is waited for longer; whatever loss was noted is forgotten.

    `leaves_silence`: for who reads, and can ask elsewhere. A server that is late to answer is asked
    whether it lives, and left as soon as it does not say so.
    """
    before = _here.answer_seconds, _here.leaves_silence
    _here.answer_seconds, _here.leaves_silence, _here.loss = seconds, leaves_silence, None
    try:
        yield
    finally:
        _here.answer_seconds, _here.leaves_silence = before


@contextmanager
def taking() -> Iterator[None]:
    """Around taking a connection: one that is found dead there was not asked anything yet.

    Raises:
        psycopg.OperationalError: none is to be had, which is noted.
    """
    before = _here.loss
    try:
        yield
    except psycopg.OperationalError:
        _here.loss = before or Loss.UNREACHED
        raise
    else:
        _here.loss = before


def note(loss: Loss) -> None:
    """Keeps the loss that this thread has met: of several, the one after something was asked."""
    if _here.loss in {None, Loss.UNREACHED}:
        _here.loss = loss


def loss_met() -> Loss | None:
    """The loss met since the thread's bound was set."""
    return _here.loss


def reach(told: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of a connection, with ours where nobody said otherwise.

    Of several hosts the one that writes is taken, whichever it has become.
    """
    has_several = "," in str(told.get("host", ""))
    ours = {"connect_timeout": "2" if has_several else "5", **_PATIENCE}
    if has_several:
        ours["target_session_attrs"] = "read-write"
    ours = {name: each for name, each in ours.items() if _SET_BY.get(name, "") not in os.environ}
    return ours | dict(told)


class Link(Connection[Row]):
    """A connection of ours, everywhere but where the database is prepared."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._doubts: list[str] = []
        self.add_notice_handler(partial(_heed, self._doubts))

    def commit(self) -> None:
        """As the driver's; while it waits for another site, that is known here."""
        with commits.under_way():
            super().commit()

    def wait(
        self, gen: PQGen[Answer], interval: float = _INTERVAL, timeout: float | None = None
    ) -> Answer:
        """What the driver waits for; every statement, commit and copy passes here.

        Raises:
            Unsure: the commit is on no other site, or the answer did not come in time.
        """
        bound = timeout if timeout is not None else _here.answer_seconds
        if _here.leaves_silence:
            gen = _heard(gen, self.pgconn)
        try:
            answer = waiting.wait(gen, self.pgconn.socket, interval=interval, timeout=bound)
        except ReadOnlySqlTransaction as demoted:
            note(Loss.UNSURE)
            self.close()
            raise Unsure(str(demoted)) from demoted
        except Silent:
            note(Loss.SILENT)
            self.close()
            raise
        except psycopg.OperationalError as error:
            if self._is_late(error):
                raise Unsure("no answer in time: the socket was closed") from error
            raise
        except KeyboardInterrupt:
            self.close()
            raise
        if self._doubts:
            note(Loss.UNSURE)
            self.close()
            raise Unsure(self._doubts[0])
        return answer

    def _is_late(self, error: psycopg.OperationalError) -> bool:
        """Whether no answer came in time, which closes the socket; a loss is noted."""
        is_late = type(error) is psycopg.errors._WaitTimeout
        if is_late:
            self.close()
        if is_late or is_loss(error):
            note(Loss.UNSURE)
        return is_late


class AsyncLink(AsyncConnection[Row]):
    """The same for the worker's own queue."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._doubts: list[str] = []
        self.add_notice_handler(partial(_heed, self._doubts))

    async def wait(
        self, gen: PQGen[Answer], interval: float = _INTERVAL, timeout: float | None = None
    ) -> Answer:
        """As `Link.wait`, with no bound of its own: the queue listens for as long as it takes."""
        try:
            answer = await super().wait(gen, interval, timeout)
        except ReadOnlySqlTransaction as demoted:
            await self.close()
            raise Unsure(str(demoted)) from demoted
        if self._doubts:
            await self.close()
            raise Unsure(self._doubts[0])
        return answer


def is_loss(error: psycopg.Error) -> bool:
    """Whether the server is gone, rather than against what was asked."""
    state = error.sqlstate
    return state is None or state[:2] == _LOST_CLASS or state in _LOST_STATES


def _heard(gen: PQGen[Answer], asked: PGconn) -> PQGen[Answer]:
    """What the driver waits for, left when the server is late and shows no sign of life.

    Raises:
        Silent: it is.
    """
    late_at = time.monotonic() + _LATE_SECONDS
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if ready == Ready.NONE and time.monotonic() > late_at:
                if is_silent(asked.host.decode(), asked.port.decode()):
                    raise Silent("no answer, and no sign of life: the socket was closed")
                late_at = time.monotonic() + _LATE_SECONDS
            wanted = gen.send(ready)
    except StopIteration as done:
        answer: Answer = done.value
        return answer


def _heed(doubts: list[str], said: Diagnostic) -> None:
    """A notice: of all that a server may say, one is about what it has just called done."""
    if said.source_function == _WAIT_GIVEN_UP:
        doubts.append(str(said.message_primary))
