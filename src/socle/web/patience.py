"""Around the application: while the primary is replaced a request waits, it does not fail.

Owns when a request is done again and from where it reads meanwhile; what is lost is noted by
`platform.database.links`. Reads go to a replica, saying "as of". What writes waits, and is done
again only where that has one effect: it carries a key, or nothing had been asked of the database.
Whoever has waited in vain is told so by the application's own page (`errors.unavailable`).
"""

import io
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import django.db
import psycopg
from django.conf import settings

from socle.platform.database import replica
from socle.platform.database.links import Loss, bounded, loss_met
from socle.platform.database.primary import primary

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

# Read by the pages: from when what they show is; and that this request is given up, and why.
AS_OF, GIVEN_UP = "socle.as_of", "socle.given_up"
AWAY, UNSURE = "away", "unsure"
_HEADER = "Socle-As-Of"
# What is larger is not kept to be done again: its sender does that, under the same key.
_KEPT_BYTES = 2 * 1024 * 1024
_FIRST_LOOK_SECONDS = 2.5
_READS = ("GET", "HEAD")
# Whoever asks how the site is wants to know it now.
_SAID_AT_ONCE = ("/health", "/health/ready", "/api/v1/health", "/metrics")
_KEY_OF_FORM = re.compile(rb'name="key"\r\n\r\n[^\r]')
# Threads that wait cost nothing; those at work share one processor.
AT_WORK = 4


@dataclass(slots=True)
class _Answer:
    """What the application has answered, before the server is told."""

    status: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: Iterable[bytes] = ()
    loss: Loss | None = None

    def start(self, status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
        self.status, self.headers = status, headers

    def given(self, start_response: StartResponse) -> Iterable[bytes]:
        start_response(self.status, self.headers)
        return self.body


def patient(
    ordinary: Application,
    whole: Application,
    *,
    at_work: "Turns | None" = None,
    takes_turn: Callable[[Environ], bool] = lambda _environ: True,
) -> Application:
    """The application; `whole` is what of it can read from a replica, and say no.

    What takes no turn at work limits itself, and takes one where it gives the request on.
    """
    turns = at_work or Turns()

    def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] in _SAID_AT_ONCE:
            return ordinary(environ, start_response)
        waits = _Request(environ)
        while True:
            if primary.is_there:
                with turns if takes_turn(environ) else nullcontext():
                    answer = waits.tried(ordinary)
                if answer.loss is None:
                    return answer.given(start_response)
                primary.doubt(is_silent=answer.loss is Loss.SILENT)
                if not waits.may_be_tried_again(answer.loss):
                    break
            if waits.is_reading and primary.is_away(_FIRST_LOOK_SECONDS):
                with turns:
                    read = waits.read_from_replica(whole)
                if read is not None:
                    return read.given(start_response)
            if not (waits.seconds_left() and primary.wait(waits.seconds_left())):
                break
        with turns:
            return waits.given_up(whole).given(start_response)

    return application


class Turns:
    """So many at work at once, and whoever has waited longest is next.

    A semaphore of Python's lets whoever comes by take the place before who was woken for it: under
    many short requests a few waited ten times as long as the others.
    """

    def __init__(self, places: int = AT_WORK) -> None:
        self._lock = threading.Lock()
        self._free = places
        self._waiting: deque[threading.Lock] = deque()

    def each(self, application: Application) -> Application:
        """The application, for those whose turn it is."""

        def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
            with self:
                return application(environ, start_response)

        return answer

    def __enter__(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def __exit__(self, *_raised: object) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1


class _Request:
    """One request, as often as it is tried."""

    def __init__(self, environ: Environ) -> None:
        self._environ = environ
        self._limit = time.monotonic() + settings.WAIT_SECONDS
        self._is_unsure = False
        self.is_reading = environ["REQUEST_METHOD"] in _READS
        self._body = None if self.is_reading else _kept_body(environ)

    def seconds_left(self) -> float:
        return max(0.0, self._limit - time.monotonic())

    def tried(self, application: Application, **more: Any) -> _Answer:
        """One try, from the first byte."""
        environ = self._environ | more
        if self._body is not None:
            environ["wsgi.input"] = io.BytesIO(self._body)
        answer = _Answer()
        leaves_silence = self.is_reading and replica.has_replica()
        with bounded(settings.ANSWER_SECONDS, leaves_silence=leaves_silence):
            try:
                answer.body = application(environ, answer.start)
            except (psycopg.Error, django.db.Error):
                answer.loss = loss_met()
                if answer.loss is None:
                    raise
        if answer.status.startswith("5") and loss_met() is not None:
            answer.loss = loss_met()
            _close(answer.body)
        return answer

    def may_be_tried_again(self, loss: Loss) -> bool:
        """Whether a second try cannot have a second effect."""
        self._is_unsure |= loss is Loss.UNSURE and not self.is_reading
        is_whole = self.is_reading or self._body is not None
        return is_whole and (loss is Loss.UNREACHED or self.is_reading or self._has_key())

    def read_from_replica(self, application: Application) -> _Answer | None:
        """What a replica answers; None where there is none, or where it would have to write."""
        if not replica.has_replica():
            return None
        try:
            with replica.reading() as as_of:
                if as_of is None:
                    return None
                answer = self.tried(application, **{AS_OF: as_of})
                answer.body = _whole(answer.body)
                if loss_met() is not None:
                    return None
        except django.db.Error:
            return None
        answer.headers.append((_HEADER, as_of.isoformat(timespec="seconds")))
        return answer

    def given_up(self, application: Application) -> _Answer:
        """What is said to who waited in vain; it asks nothing of the database."""
        more: Environ = {GIVEN_UP: UNSURE if self._is_unsure else AWAY}
        if self._body is None:  # read already, if anything came
            more |= {"wsgi.input": io.BytesIO(), "CONTENT_LENGTH": "0"}
        return self.tried(application, **more)

    def _has_key(self) -> bool:
        if self._environ.get("HTTP_IDEMPOTENCY_KEY"):
            return True
        kind, body = self._environ.get("CONTENT_TYPE", ""), self._body or b""
        if kind.startswith("application/x-www-form-urlencoded"):
            return bool(parse_qs(body).get(b"key"))
        return kind.startswith("multipart/form-data") and bool(_KEY_OF_FORM.search(body))


def _kept_body(environ: Environ) -> bytes | None:
    """The body, where it is small enough to be sent again from here."""
    length = environ.get("CONTENT_LENGTH") or ""
    if not length.isdecimal() or int(length) > _KEPT_BYTES:
        return None
    kept: bytes = environ["wsgi.input"].read(int(length))
    return kept


def _whole(body: Iterable[bytes]) -> list[bytes]:
    """A body read to its end: what it is made of is on the replica, which is left then."""
    try:
        return list(body)
    finally:
        _close(body)


def _close(body: Iterable[bytes]) -> None:
    close = getattr(body, "close", None)
    if close is not None:
        close()
