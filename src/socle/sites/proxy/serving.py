"""The proxy itself: a request waits for a site that can serve it, and is asked again where that
has one effect.

- A reading goes to the first site that can write, else to the first that lives; where that one is
  late, another is asked beside it and the first answer serves.
- What carries an idempotency key is asked again, here or at another site, until a definite answer.
- Where a site has too much to do, such an act comes again a few times, a second apart: just after a
  change of primary that is soon over. A reading is told at once.
- What carries none is sent once. It waits to be sent for as long.
"""

import asyncio
import json
import time
from collections.abc import Sequence
from contextlib import suppress

from socle.sites.proxy.backends import Backend, NoAnswer, NotReached, is_definite, is_shed
from socle.sites.proxy.messages import Header, Message, Unreadable, head, read_body, read_head, send

_AGAIN_SECONDS = 0.25
_LOOK_SECONDS = 0.05
_LATE_READING_SECONDS = 2.0
_IDLE_SECONDS = 75.0
_MOST_AGAIN_SECONDS = 5
_FULL_SECONDS, _MOST_WHEN_FULL = 1.0, 5  # between two tries of a site that is full, and how many
_SAID = {
    "fr": "Le service ne répond pas encore. Envoyez de nouveau : rien ne sera fait deux fois.",
    "en": "The service does not answer for now. Send it again: nothing will be done twice.",
    "ar": "الخدمة لا تستجيب حاليًا. أعد الإرسال: لن يُنفَّذ شيء مرتين.",
}
_SENT_ONCE = {
    "fr": "La réponse s’est perdue. Vérifiez si votre demande est enregistrée avant de la refaire.",
    "en": "The answer was lost. Look whether your request is on record before you make it again.",
    "ar": "ضاع الجواب. تحقّق من تسجيل طلبك قبل إعادته.",
}


class Proxy:
    """Serves connections from the sites it is given, the preferred one first."""

    def __init__(
        self, backends: Sequence[Backend], *, wait_seconds: float = 60.0, is_secure: bool = False
    ) -> None:
        self._backends = backends
        self._wait_seconds = wait_seconds
        self._protocol = "https" if is_secure else "http"

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serves one connection until either side ends it."""
        try:
            while await self._serve_one(reader, writer):
                pass
        except Unreadable as refused:
            with suppress(OSError):
                writer.write(head(f"HTTP/1.1 {refused.status} -", [("Content-Length", "0")]))
                await writer.drain()
        except (OSError, EOFError, TimeoutError):
            pass  # who asked is gone
        finally:
            writer.close()

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        async with asyncio.timeout(_IDLE_SECONDS):
            request = await read_head(reader)
        if request is None:
            return False
        if request.header("expect").lower() == "100-continue":
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        await read_body(reader, request, until_end=False)
        headers = self._passed_on(request, writer)
        answer, attempts = await self._answer(request, headers)
        request.body.close()
        keeps = request.first.endswith("1.1") and request.header("connection").lower() != "close"
        told = [*answer.kept_headers(), ("Socle-Attempts", str(attempts))]
        if request.method == "HEAD":
            told += [("Content-Length", answer.header("content-length") or "0")]
        else:
            told += [("Content-Length", str(answer.body.length))]
        told += [] if keeps else [("Connection", "close")]
        first = "HTTP/1.1 " + answer.first.split(" ", 1)[1]
        await send(writer, answer, first, told)
        answer.body.close()
        return keeps

    def _passed_on(self, request: Message, writer: asyncio.StreamWriter) -> list[Header]:
        """The request's headers and where it came from; what it says of that itself is dropped."""
        kept = [
            each
            for each in request.kept_headers()
            if each[0].lower() not in {"x-forwarded-for", "x-forwarded-proto"}
        ]
        peer = writer.get_extra_info("peername")
        return [
            *kept,
            ("X-Forwarded-For", str(peer[0]) if peer else ""),
            ("X-Forwarded-Proto", self._protocol),
        ]

    async def _answer(self, request: Message, headers: list[Header]) -> tuple[Message, int]:
        """A definite answer and how many times it was asked; else what we say ourselves."""
        limit = time.monotonic() + self._wait_seconds
        may_repeat, attempts, avoided, full = request.is_repeatable, 0, None, 0
        while (left := limit - time.monotonic()) > 0:
            backend = self._chosen(request, avoided)
            if backend is None or backend is avoided:
                # Nobody else can: looked at again in a moment, without pressing the only one.
                avoided = None
                await asyncio.sleep(min(left, _AGAIN_SECONDS))
                continue
            attempts += 1
            try:
                async with asyncio.timeout(left):
                    if request.is_read:
                        answer = await self._first_of(request, headers, backend)
                    else:
                        answer = await self._once(request, headers, backend, may_leave=may_repeat)
            except NotReached:
                attempts -= 1
            except (NoAnswer, TimeoutError):
                if not may_repeat:
                    return _own_answer(request, _SENT_ONCE, 502), attempts
            else:
                is_full = is_shed(answer) and may_repeat and not request.is_read
                if is_full and full < _MOST_WHEN_FULL:
                    full += 1
                    answer.body.close()
                    await asyncio.sleep(min(left, _FULL_SECONDS))
                    continue
                if is_definite(answer) or not may_repeat:
                    return answer, attempts
                answer.body.close()
                attempts -= int(request.is_read)
            avoided = backend
        return _own_answer(request, _SAID, 503), attempts

    def _chosen(self, request: Message, avoided: Backend | None) -> Backend | None:
        """The first site that can write; for a reading, else the first that lives."""
        ready = [each for each in self._backends if each.is_ready]
        found = [each for each in ready if not each.is_doubtful] or ready
        if request.is_read and not found:
            found = [each for each in self._backends if each.is_alive]
        return next((each for each in found if each is not avoided), found[0] if found else None)

    async def _once(
        self, request: Message, headers: list[Header], backend: Backend, *, may_leave: bool
    ) -> Message:
        """Asks one site; where the request may be asked again, leaves it once it cannot write.

        Raises:
            NotReached, NoAnswer: as the site; `NoAnswer` also when it was left.
        """
        asking = asyncio.ensure_future(backend.ask(request, headers))
        try:
            while not asking.done():
                await asyncio.wait({asking}, timeout=_LOOK_SECONDS)
                if may_leave and not backend.is_ready and not asking.done():
                    raise NoAnswer
            return asking.result()
        finally:
            asking.cancel()

    async def _first_of(self, request: Message, headers: list[Header], backend: Backend) -> Message:
        """Asks one site, and the others beside it once it is late.

        Raises:
            NoAnswer: none of them answered.
        """
        others = [each for each in self._backends if each is not backend and not each.is_doubtful]
        began = time.monotonic()
        asked = {asyncio.ensure_future(backend.ask(request, headers))}
        unsure: Message | None = None
        try:
            while asked:
                done, asked = await asyncio.wait(
                    asked, timeout=_LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
                for each in done:
                    if each.exception() is None:
                        unsure = each.result()
                        if is_definite(unsure):
                            return unsure
                is_late = backend.is_doubtful or time.monotonic() - began > _LATE_READING_SECONDS
                if others and (is_late or not asked):
                    asked.add(asyncio.ensure_future(others.pop(0).ask(request, headers)))
        finally:
            for each in asked:
                each.cancel()
        if unsure is None:
            raise NoAnswer
        return unsure


def _own_answer(request: Message, said: dict[str, str], status: int) -> Message:
    """What we say when no site has answered: to a program as a problem, to a person in words."""
    wanted = request.header("accept-language")[:2].lower()
    words = said.get(wanted, said["fr"])
    if "json" in request.header("accept") or "/api/" in request.first:
        kind = "application/problem+json"
        text = json.dumps({"status": status, "code": "sites.no_answer", "title": words})
    else:
        kind, text = (
            "text/plain; charset=utf-8",
            "\n".join({words: 0, **dict.fromkeys(said.values())}),
        )
    headers = [("Content-Type", kind), ("Retry-After", str(_MOST_AGAIN_SECONDS))]
    answer = Message(f"HTTP/1.1 {status} -", [*headers, ("Cache-Control", "no-store")])
    answer.body.add((text + "\n").encode())
    return answer
