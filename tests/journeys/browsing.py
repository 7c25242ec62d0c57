"""A browser without eyes: cookies, forms and their tokens, over real HTTP."""

import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from html import unescape
from http.cookiejar import CookieJar
from uuid import uuid4

from tests.live import Site

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_MAIN = re.compile(r"<main.*?</main>", re.DOTALL)


@dataclass(frozen=True)
class Page:
    status: int
    address: str
    html: str

    @property
    def text(self) -> str:
        """What the page's main part says, on one line."""
        main = _MAIN.search(self.html)
        bare = re.sub(r"<[^>]+>", " ", main.group() if main else self.html)
        return " ".join(unescape(bare).split())


class Visitor:
    """A person at a site, in French."""

    def __init__(self, site: Site) -> None:
        self._url = site.url
        keeper = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(keeper)
        self._opener.addheaders = [("Accept-Language", "fr")]

    def get(self, path: str) -> Page:
        return self._ask(path, None, {})

    def post(self, path: str, **fields: str) -> Page:
        """Fills the form of a page and sends it."""
        sent = {"csrfmiddlewaretoken": self._token(path)} | fields
        return self._ask(path, urllib.parse.urlencode(sent).encode(), {})

    def upload(self, path: str, file_name: str, content: bytes, **fields: str) -> Page:
        """Sends a form with a file, as a browser does."""
        mark = uuid4().hex
        sent = {"csrfmiddlewaretoken": self._token(path)} | fields
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in sent.items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{file_name}"'
        parts += [f"{head}\r\n\r\n".encode(), content, f"\r\n--{mark}--\r\n".encode()]
        kind = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        return self._ask(path, b"".join(parts), kind)

    def sign_in(self, name: str, password: str) -> Page:
        return self.post("/sign-in", name=name, password=password)

    def _token(self, path: str) -> str:
        found = _TOKEN.search(self.get(path).html)
        assert found, f"{path} has no form"
        return found.group(1)

    def _ask(self, path: str, body: bytes | None, headers: dict[str, str]) -> Page:
        asked = urllib.request.Request(self._url + path, body, headers)  # noqa: S310
        try:
            with self._opener.open(asked, timeout=60) as answer:
                return self._page(answer)
        except urllib.error.HTTPError as answer:
            with answer:
                return self._page(answer)

    def _page(self, answer: "urllib.response.addinfourl") -> Page:
        address = answer.url.removeprefix(self._url)
        return Page(answer.status or 0, address, answer.read().decode())
