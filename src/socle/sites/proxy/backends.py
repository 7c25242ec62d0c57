"""The sites as the proxy sees them: asked again and again whether they live and can write."""

import asyncio
import ssl
import time
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from socle.sites.proxy.messages import Message, Unreadable, read_body, read_head, send

_LOOK_SECONDS, _PROBE_SECONDS = 0.25, 0.5
_LIFE_SECONDS, _WRITING_SECONDS = 2.0, 3.0
_LATE_SECONDS = 0.25
_CONNECT_SECONDS = 1.0
_OK = 200
_UNSURE = frozenset({502, 503, 504})


class NotReached(Exception):  # noqa: N818 - the house's word
    """The site took nothing of the request: it may be asked of any other."""


class NoAnswer(Exception):  # noqa: N818 - the house's word
    """The site had the request, and nobody knows what it did with it."""


@dataclass
class Backend:
    """One site: where it is, and how it was found."""

    name: str
    host: str
    port: int
    context: ssl.SSLContext | None = None
    is_ready: bool = False
    is_alive: bool = False
    _misses: int = 0
    _asked_at: float | None = None

    @classmethod
    def at(cls, url: str, trusted: ssl.SSLContext) -> Self:
        """The site at an address."""
        told = urlsplit(url)
        is_secure = told.scheme == "https"
        port = told.port or (443 if is_secure else 80)
        return cls(url, told.hostname or "", port, trusted if is_secure else None)

    @property
    def is_doubtful(self) -> bool:
        """Whether it is late to say that it lives."""
        is_late = self._asked_at is not None and time.monotonic() - self._asked_at > _LATE_SECONDS
        return is_late or self._misses > 0 or not self.is_alive

    async def watch(self) -> None:
        """Asks again and again how the site is.

        Two questions: whether it lives is answered at once; whether it can write may take as long
        as it looks for a primary, and says nothing of its life meanwhile.
        """
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch_life())
            tasks.create_task(self._watch_writing())

    async def _watch_life(self) -> None:
        while True:
            self._asked_at = time.monotonic()
            status = await self._probe("/health", _LIFE_SECONDS)
            if status == _OK:
                self._misses, self.is_alive = 0, True
            else:
                self._misses += 1
                # One that is slow once is not gone; one that refuses is.
                if self._misses > 1 or time.monotonic() - self._asked_at < _LATE_SECONDS:
                    self.is_ready = self.is_alive = False
            self._asked_at = None
            await asyncio.sleep(_LOOK_SECONDS)

    async def _watch_writing(self) -> None:
        silences = 0
        while True:
            status = await self._probe("/health/ready", _WRITING_SECONDS)
            silences = 0 if status else silences + 1
            if status or silences > 1:
                self.is_ready = status == _OK
            await asyncio.sleep(_PROBE_SECONDS)

    async def _probe(self, path: str, seconds: float) -> int:
        """The status that it answers; 0 when none comes in time."""
        headers = [("Host", "127.0.0.1"), ("Accept", "application/json")]
        try:
            async with asyncio.timeout(seconds):
                answer = await self.ask(Message(f"GET {path} HTTP/1.1", headers), headers)
        except (OSError, TimeoutError, NotReached, NoAnswer):
            return 0
        return answer.status

    async def ask(self, request: Message, headers: list[tuple[str, str]]) -> Message:
        """What the site answers to a request, whole.

        Raises:
            NotReached: nothing of it was sent.
            NoAnswer: it was sent, and no whole answer came.
        """
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                reader, writer = await asyncio.open_connection(
                    self.host, self.port, ssl=self.context, limit=65_536
                )
        except (OSError, TimeoutError) as refused:
            raise NotReached from refused
        try:
            told = [*headers, ("Content-Length", str(request.body.length)), ("Connection", "close")]
            await send(writer, request, request.first, told)
            answer = await read_head(reader)
            while answer is not None and answer.status < _OK:
                answer = await read_head(reader)
            if answer is None:
                raise NoAnswer
            if request.method != "HEAD" and answer.status not in {204, 304}:
                await read_body(reader, answer, until_end=True)
        except (OSError, EOFError, Unreadable) as lost:
            raise NoAnswer from lost
        else:
            return answer
        finally:
            # Not closed in order: who does not read any more would hold us.
            writer.transport.abort()


def is_definite(answer: Message) -> bool:
    """Whether an answer settles the request: one that says « not now » does not, unless the site
    says so because it has too much to do, and asking again would add to it."""
    return answer.status not in _UNSURE or is_shed(answer)


def is_shed(answer: Message) -> bool:
    """Whether the site turned it away before it looked at it, having too much to do."""
    return bool(answer.header("socle-shed"))
