"""A browser for the measures: one kept connection, its cookies, and the forms it fills."""

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from socle.cli.bench_site import HOST

_HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|key)" value="([^"]+)"')
_BOUNDARY = "socle-bench-0123456789"


@dataclass(frozen=True, slots=True)
class Page:
    """What was answered."""

    status: int
    text: str
    retry_after: bool = False

    def hidden(self) -> dict[str, str]:
        """What a form of the page sends without being asked.

        Raises:
            RuntimeError: the page has no form.
        """
        found = dict(_HIDDEN.findall(self.text))
        if "csrfmiddlewaretoken" not in found:
            raise RuntimeError(f"no form on the page: {self.status}")
        return found


class Browser:
    """One person's browser."""

    def __init__(self, port: int, language: str = "fr") -> None:
        self._port = port
        self._kept = http.client.HTTPConnection(HOST, port, timeout=60)
        self._cookies: SimpleCookie = SimpleCookie()
        self._language = language

    def sign_in(self, name: str, password: str) -> None:
        """Signs in by the page for it.

        Raises:
            RuntimeError: the site did not let them in.
        """
        form = self.get("/sign-in").hidden() | {"name": name, "password": password}
        answer = self.post("/sign-in", form)
        if answer.status != http.client.FOUND:
            raise RuntimeError(f"not signed in: {answer.status}")

    def get(self, path: str) -> Page:
        return self._asked("GET", path)

    def post(self, path: str, form: Mapping[str, str]) -> Page:
        kind = "application/x-www-form-urlencoded"
        return self._asked("POST", path, urlencode(form).encode(), kind)

    def send(self, path: str, form: Mapping[str, str], name: str, content: bytes) -> Page:
        """Sends a form with a file, whose field is `file`."""
        parts = [
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in form.items()
        ]
        head = f'name="file"; filename="{name}"\r\nContent-Type: text/plain'
        parts.append(f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n")
        body = "".join(parts).encode() + content + f"\r\n--{_BOUNDARY}--\r\n".encode()
        return self._asked("POST", path, body, f"multipart/form-data; boundary={_BOUNDARY}")

    def twin(self) -> "Browser":
        """Another one of the same person, signed in as this one is, on a connection of its own."""
        found = Browser(self._port, self._language)
        found._cookies.load(self._cookies)
        return found

    def close(self) -> None:
        self._kept.close()

    def _asked(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Page:
        said = "; ".join(f"{each.key}={each.value}" for each in self._cookies.values())
        headers = {"Cookie": said, "Accept-Language": self._language}
        if kind:
            headers["Content-Type"] = kind
        try:
            self._kept.request(method, path, body, headers)
            answer = self._kept.getresponse()
            text = answer.read().decode(errors="replace")
        except (http.client.HTTPException, OSError):
            self._kept.close()  # the next one opens another
            raise
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self._cookies.load(value)
        return Page(answer.status, text, answer.getheader("Retry-After") is not None)
