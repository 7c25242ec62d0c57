"""HTTP/1.1 messages, as much of them as a proxy needs: heads, bodies, and which may be repeated."""

import asyncio
import re
import tempfile
from dataclasses import dataclass, field
from typing import IO
from urllib.parse import parse_qs

MOST_HEAD_BYTES = 65_536
MOST_BODY_BYTES = 300 * 1024 * 1024
_IN_MEMORY_BYTES = 1024 * 1024
_PIECE_BYTES = 64 * 1024
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
# Of one connection, not of the message.
_OF_CONNECTION = frozenset(
    {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding"}
    | {"upgrade", "expect", "content-length"}
)
_FORM_KEY = re.compile(rb'Content-Disposition: form-data; name="key"\r\n\r\n[^\r\n]', re.IGNORECASE)
Header = tuple[str, str]


class Unreadable(Exception):  # noqa: N818 - the house's word
    """What came is no message, or is too large."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Body:
    """What a message carries: in memory while it is small, then in a file without a name."""

    def __init__(self) -> None:
        self.length = 0
        self._memory = bytearray()
        self._file: IO[bytes] | None = None

    def add(self, piece: bytes) -> None:
        """Raises: Unreadable: there is more than we carry."""
        self.length += len(piece)
        if self.length > MOST_BODY_BYTES:
            raise Unreadable(413)
        if self._file is None and self.length > _IN_MEMORY_BYTES:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
            self._file.write(self._memory)
            self._memory.clear()
        if self._file is None:
            self._memory += piece
        else:
            self._file.seek(0, 2)
            self._file.write(piece)

    def part(self, place: int, size: int = _PIECE_BYTES) -> bytes:
        """Some of it, from a place on: it can be read again, and by two at once."""
        if self._file is None:
            return bytes(self._memory[place : place + size])
        self._file.seek(place)
        return self._file.read(size)

    def close(self) -> None:
        """Nothing is left of it on the disk."""
        if self._file is not None:
            self._file.close()

    def __del__(self) -> None:
        self.close()


@dataclass
class Message:
    """A request or an answer: its first line, its headers, its body."""

    first: str
    headers: list[Header]
    body: Body = field(default_factory=Body)

    def header(self, name: str) -> str:
        """The first value of a header; empty without it."""
        return next((value for each, value in self.headers if each.lower() == name), "")

    @property
    def method(self) -> str:
        return self.first.split(" ", 1)[0]

    @property
    def status(self) -> int:
        return int(self.first.split(" ", 2)[1])

    @property
    def is_read(self) -> bool:
        """Whether it changes nothing, so that several sites may be asked at once."""
        return self.method in _READS

    @property
    def is_repeatable(self) -> bool:
        """Whether asking twice has one effect: a reading, or what carries an idempotency key."""
        if self.is_read or self.header("idempotency-key"):
            return True
        kind = self.header("content-type").lower()
        if kind.startswith("application/x-www-form-urlencoded"):
            return bool(parse_qs(self.body.part(0, _IN_MEMORY_BYTES)).get(b"key"))
        # The key of our forms is before any file.
        is_form = kind.startswith("multipart/form-data")
        return is_form and bool(_FORM_KEY.search(self.body.part(0)))

    def kept_headers(self) -> list[Header]:
        """Those of the message itself, not of the connection it came by."""
        named = {each.strip().lower() for each in self.header("connection").split(",")}
        left_out = _OF_CONNECTION | named
        return [each for each in self.headers if each[0].lower() not in left_out]


def head(first: str, headers: list[Header]) -> bytes:
    """The head of a message as it is sent."""
    lines = [first, *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


async def read_head(reader: asyncio.StreamReader) -> Message | None:
    """The next message's head; None when the other side has ended.

    Raises:
        Unreadable: it is no HTTP head, or is too long.
    """
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as cut:
        if cut.partial.strip():
            raise Unreadable(400) from cut
        return None
    except asyncio.LimitOverrunError as long:
        raise Unreadable(431) from long
    first, *lines = raw.decode("latin-1").rstrip("\r\n").split("\r\n")
    headers = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise Unreadable(400)
        headers.append((name, value.strip()))
    if not re.fullmatch(r"\S+ \S+ HTTP/1\.[01]|HTTP/1\.[01] \d{3}.*", first):
        raise Unreadable(400)
    return Message(first, headers)


async def read_body(reader: asyncio.StreamReader, message: Message, *, until_end: bool) -> None:
    """The body that its head announces, whole; `until_end` for an answer that does not say.

    Raises:
        Unreadable: it is too large or its length cannot be read.
        asyncio.IncompleteReadError: it was cut.
    """
    lengths = {value for name, value in message.headers if name.lower() == "content-length"}
    coding = message.header("transfer-encoding").lower()
    if (coding and lengths) or coding not in {"", "chunked"} or len(lengths) > 1:
        raise Unreadable(400)  # two readers could understand two messages
    if coding:
        await _read_chunks(reader, message)
    elif lengths:
        [length] = lengths
        if not re.fullmatch(r"[0-9]{1,12}", length):
            raise Unreadable(400)
        await _keep(reader, message, int(length))
    elif until_end:
        while piece := await reader.read(_PIECE_BYTES):
            message.body.add(piece)


async def _read_chunks(reader: asyncio.StreamReader, message: Message) -> None:
    while True:
        size = (await reader.readline()).split(b";")[0].strip()
        if not re.fullmatch(rb"[0-9a-fA-F]{1,8}", size):
            raise Unreadable(400)
        if int(size, 16) == 0:
            break
        await _keep(reader, message, int(size, 16))
        if await reader.readexactly(2) != b"\r\n":
            raise Unreadable(400)
    while (await reader.readline()).strip():
        pass  # trailers say nothing to us


async def _keep(reader: asyncio.StreamReader, message: Message, left: int) -> None:
    if message.body.length + left > MOST_BODY_BYTES:
        raise Unreadable(413)
    while left:
        piece = await reader.readexactly(min(left, _PIECE_BYTES))
        message.body.add(piece)
        left -= len(piece)


async def send(
    writer: asyncio.StreamWriter, message: Message, first: str, headers: list[Header]
) -> None:
    """Writes a message with this head and its own body, which stays to be sent again."""
    writer.write(head(first, headers))
    place = 0
    while place < message.body.length:
        piece = message.body.part(place)
        writer.write(piece)
        place += len(piece)
        await writer.drain()
    await writer.drain()
