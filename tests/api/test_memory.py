"""A file of any length goes through the API in little memory."""

import io
import tracemalloc
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from tests import factories
from tests.api.samples import LINE, ROOT, Caller

MOST_BYTES = 24 * 1024 * 1024
FILE_BYTES = 64 * 1024 * 1024


class _Sent(io.RawIOBase):
    """A multipart body made as it is read."""

    def __init__(self, size: int) -> None:
        head = (
            b'--edge\r\nContent-Disposition: form-data; name="file"; filename="dipe.txt"'
            b"\r\nContent-Type: text/plain\r\n\r\n"
        )
        self._pieces = [head, b"", b"\r\n--edge--\r\n"]
        self._block = f"{LINE}\r\n".encode() * 500
        self._left = size // len(self._block)
        self.length = sum(map(len, self._pieces)) + self._left * len(self._block)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while self._pieces and not self._pieces[0]:
            self._pieces.pop(0)
            if self._left:
                self._left -= 1
                self._pieces[:0] = [self._block, b""]
        if not self._pieces:
            return 0
        count = min(len(buffer), len(self._pieces[0]))
        buffer[:count] = self._pieces[0][:count]
        self._pieces[0] = self._pieces[0][count:]
        return count


@pytest.mark.slow
def test_a_long_file_is_received_in_little_memory(db: None) -> None:
    place = factories.agency("CM")
    caller = Caller(place.accounts)
    sent = _Sent(FILE_BYTES)
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": f"{ROOT}/declarations",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BufferedReader(sent),
        "wsgi.errors": io.StringIO(),
        "CONTENT_TYPE": "multipart/form-data; boundary=edge",
        "CONTENT_LENGTH": str(sent.length),
        "HTTP_AUTHORIZATION": caller.headers["Authorization"],
        "HTTP_IDEMPOTENCY_KEY": "long",
    }
    site, said = get_wsgi_application(), []
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    tracemalloc.start()
    try:
        response = site(environ, lambda status, headers: said.append((status, dict(headers))))
        body = b"".join(response)
        response.close()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
    assert said[0][0].startswith("202"), body
    assert said[0][1]["Location"].startswith(f"{ROOT}/deposits/R-")
    assert peak < MOST_BYTES, f"{peak / 1024 / 1024:.1f} MiB"
