"""The proxy on real sockets: what it asks again, what it never does, and what it says itself."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from socle.sites.proxy import serving
from socle.sites.proxy.backends import Backend
from socle.sites.proxy.messages import Message, Unreadable, read_body, read_head
from socle.sites.proxy.serving import Proxy

ACT = "POST /api/v1/acts/open_agency HTTP/1.1\r\nHost: caisse\r\nIdempotency-Key: k1\r\n"
PLAIN = "POST /api/v1/oauth/token HTTP/1.1\r\nHost: caisse\r\n"
READ = "GET /desk HTTP/1.1\r\nHost: caisse\r\nAccept-Language: en\r\n"
# What a site does with a request: answers with a status, or loses it once it has read it.
Deed = Callable[["Site"], Awaitable[tuple[int, str] | None]]


@dataclass
class Site:
    """A site of the test's own: what it has been asked, and how it is."""

    name: str
    deeds: list[Deed] = field(default_factory=list)
    is_ready: bool = True
    looks: float = 0  # seconds for which it looks for a primary before it says
    asked: list[Message] = field(default_factory=list)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._serve(reader, writer)
        finally:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await read_head(reader)
        if request is None:
            return
        await read_body(reader, request, until_end=False)
        done: tuple[int, str] | None
        if request.first.startswith("GET /health/ready "):
            await asyncio.sleep(self.looks)
            done = (200 if self.is_ready else 503, "")
        elif request.first.startswith("GET /health "):
            done = (200, "")
        else:
            self.asked.append(request)
            done = await (self.deeds.pop(0) if self.deeds else answering(200))(self)
        if done is not None:
            status, more = done
            said = f"{self.name}\n"
            head = f"HTTP/1.1 {status} -\r\n{more}Content-Length: {len(said)}\r\n\r\n"
            writer.write((head + said).encode())
            await writer.drain()
            writer.write_eof()
            await reader.read()


def answering(status: int, more: str = "") -> Deed:
    async def answer(_site: Site) -> tuple[int, str]:
        return status, more

    return answer


async def losing(_site: Site) -> None:
    return None


async def failing_over(site: Site) -> None:
    """The site's primary is lost while it holds the request: it never answers."""
    site.is_ready = False
    await asyncio.sleep(30)


def ask(
    request: str, *sites: Site, wait: float = 3.0, later: Callable[[], None] | None = None
) -> str:
    """What the proxy answers to a request, whole."""

    async def run() -> str:
        servers = []
        backends = []
        for each in sites:
            server = await asyncio.start_server(each.serve, "127.0.0.1", 0)
            each.port = server.sockets[0].getsockname()[1]
            servers.append(server)
            backends.append(Backend(each.name, "127.0.0.1", each.port))
        watching = [asyncio.ensure_future(each.watch()) for each in backends]
        while not all(
            each.is_alive and each.is_ready >= (site.is_ready and not site.looks)
            for each, site in zip(backends, sites, strict=True)
        ):
            await asyncio.sleep(0.01)
        proxy = Proxy(backends, wait_seconds=wait)
        entry = await asyncio.start_server(proxy.connected, "127.0.0.1", 0)
        if later is not None:
            asyncio.get_running_loop().call_later(0.6, later)
        reader, writer = await asyncio.open_connection(*entry.sockets[0].getsockname()[:2])
        writer.write((request + "Connection: close\r\n\r\n").encode())
        said = await asyncio.wait_for(reader.read(), 20)
        writer.close()
        for server in (*servers, entry):
            server.close()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.wait([*watching, *left])
        await asyncio.sleep(0)
        return said.decode()

    return asyncio.run(run())


def test_the_first_site_that_can_write_is_asked() -> None:
    one, other = Site("one"), Site("other")
    said = ask(ACT, one, other)
    assert said.startswith("HTTP/1.1 200 ")
    assert said.endswith("\r\n\r\none\n")
    assert "Socle-Attempts: 1\r\n" in said
    assert not other.asked


def test_an_act_whose_answer_was_lost_is_asked_again_elsewhere_with_its_key() -> None:
    one, other = Site("one", [losing]), Site("other")
    said = ask(ACT, one, other)
    assert said.endswith("other\n")
    assert "Socle-Attempts: 2\r\n" in said
    assert [each.header("idempotency-key") for each in (*one.asked, *other.asked)] == ["k1", "k1"]


def test_what_carries_no_key_is_never_sent_twice() -> None:
    one, other = Site("one", [losing]), Site("other")
    said = ask(PLAIN, one, other)
    assert said.startswith("HTTP/1.1 502 ")
    assert json.loads(said.split("\r\n\r\n")[1])["code"] == "sites.no_answer"
    assert len(one.asked) == 1
    assert not other.asked


def test_a_form_of_the_screens_carries_its_key_in_itself() -> None:
    body = "csrf=x&key=abc&name=Awa"
    form = (
        "POST /declare HTTP/1.1\r\nHost: caisse\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
    )

    async def run() -> tuple[bool, bool]:
        found = []
        for text in (body, body.replace("key=abc", "key=")):
            reader = asyncio.StreamReader()
            reader.feed_data((form + "\r\n" + text.ljust(len(body), "&")).encode())
            request = await read_head(reader)
            assert request is not None
            await read_body(reader, request, until_end=False)
            found.append(request.is_repeatable)
        return found[0], found[1]

    assert asyncio.run(run()) == (True, False)


def test_a_site_that_says_not_now_is_left_for_another() -> None:
    one, other = Site("one", [answering(503)]), Site("other")
    assert ask(ACT, one, other).endswith("other\n")


def full() -> Deed:
    return answering(503, "Socle-Shed: 1\r\nRetry-After: 5\r\n")


def test_a_site_that_has_too_much_to_do_is_believed_at_once_by_who_reads() -> None:
    one, other = Site("one", [full()]), Site("other")
    said = ask(READ, one, other)
    assert said.startswith("HTTP/1.1 503 ")
    assert "Retry-After: 5\r\n" in said
    assert not other.asked


def test_an_act_comes_again_to_a_site_that_was_full_and_not_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(serving, "_FULL_SECONDS", 0.01)
    one, other = Site("one", [full()]), Site("other")
    assert ask(ACT, one, other).endswith("one\n")
    assert not other.asked
    always = Site("one", [full() for _each in range(serving._MOST_WHEN_FULL + 1)])
    assert ask(ACT, always).startswith("HTTP/1.1 503 ")
    assert len(always.asked) == serving._MOST_WHEN_FULL + 1


def test_an_act_held_by_a_site_that_can_no_longer_write_is_asked_elsewhere() -> None:
    one, other = Site("one", [failing_over]), Site("other")
    assert ask(ACT, one, other).endswith("other\n")


def test_an_act_waits_until_a_site_can_write() -> None:
    one = Site("one", is_ready=False)

    def promoted() -> None:
        one.is_ready = True

    assert ask(ACT, one, later=promoted).startswith("HTTP/1.1 200 ")


def test_a_reading_is_served_by_a_site_that_only_reads() -> None:
    one = Site("one", is_ready=False)
    assert ask(READ, one).endswith("one\n")


def test_a_site_that_looks_for_a_primary_is_not_taken_for_dead() -> None:
    one, other = Site("one", [failing_over]), Site("other", is_ready=False, looks=5)
    one.is_ready = False
    assert ask(READ, one, other, wait=10).endswith("other\n")


def test_a_reading_that_is_late_is_asked_of_another_beside() -> None:
    one, other = Site("one", [failing_over]), Site("other")
    assert ask(READ, one, other, wait=10).endswith("other\n")
    assert len(one.asked) == 1


def test_when_nobody_answers_in_time_the_proxy_says_so_in_the_callers_language() -> None:
    one = Site("one", is_ready=False)
    said = ask(ACT + "Accept-Language: en\r\n", one, wait=0.6)
    assert said.startswith("HTTP/1.1 503 ")
    assert "Retry-After: 5" in said
    assert "nothing will be done twice" in said


def test_where_a_request_came_from_is_told_by_the_proxy_alone() -> None:
    one = Site("one")
    ask(ACT + "X-Forwarded-For: 8.8.8.8\r\nX-Forwarded-Proto: https\r\n", one)
    [asked] = one.asked
    sources = [value for name, value in asked.headers if name.lower() == "x-forwarded-for"]
    assert sources == ["127.0.0.1"]
    assert asked.header("x-forwarded-proto") == "http"


def test_a_message_that_two_readers_could_read_two_ways_is_refused() -> None:
    for more in (
        "Content-Length: 3\r\nContent-Length: 4\r\n",
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Content-Length: +3\r\n",
        "Name : x\r\n",
    ):
        one = Site("one")
        assert ask(PLAIN + more, one).startswith("HTTP/1.1 400 "), more
        assert not one.asked


def test_a_body_in_pieces_reaches_the_site_whole() -> None:
    async def run() -> bytes:
        reader = asyncio.StreamReader()
        reader.feed_data(b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
        reader.feed_data(b"3\r\nabc\r\nA;why=not\r\n0123456789\r\n0\r\n\r\n")
        request = await read_head(reader)
        assert request is not None
        await read_body(reader, request, until_end=False)
        return request.body.part(0)

    assert asyncio.run(run()) == b"abc0123456789"


def test_a_body_without_end_is_refused() -> None:
    async def run() -> int:
        reader = asyncio.StreamReader()
        reader.feed_data(b"POST /x HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\n")
        request = await read_head(reader)
        assert request is not None
        try:
            await read_body(reader, request, until_end=False)
        except Unreadable as refused:
            return refused.status
        return 0

    assert asyncio.run(run()) == 413
