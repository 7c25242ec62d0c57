"""Static files, served from memory.

They are a few dozen kilobytes: read once at the first request, compressed once, named by their
content, so that a browser keeps a file for a year and still sees a change at once.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.contrib.staticfiles import finders

_COMPRESSED = {".css", ".js", ".svg", ".txt", ".json", ".html"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent: whole or compressed, with its digest."""

    name: str
    content: bytes
    compressed: bytes | None
    content_type: str
    digest: str

    @property
    def hashed_name(self) -> str:
        """The name that changes with the content: `socle/tokens.1f3a….css`."""
        path = PurePosixPath(self.name)
        return str(path.with_name(f"{path.stem}.{self.digest}{path.suffix}"))


def _asset(name: str, path: Path) -> Asset:
    content = path.read_bytes()
    small = gzip.compress(content, 9, mtime=0) if path.suffix in _COMPRESSED else None
    kind, _encoding = mimetypes.guess_type(path.name)
    kind = kind or "application/octet-stream"
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Asset(name, content, small, kind, digest)


@cache
def assets() -> dict[str, Asset]:
    """Every static file by the names it answers to, plain and hashed.

    A request is looked up in this table and never becomes a path: nothing outside it exists.
    """
    found: dict[str, Asset] = {}
    for finder in finders.get_finders():
        for name, storage in finder.list([".*", "*.map"]):
            if name not in found:
                asset = _asset(name.replace("\\", "/"), Path(storage.path(name)))
                found[asset.name] = found[asset.hashed_name] = asset
    return found


def asset_url(name: str) -> str:
    """The address of a static file, with its digest.

    Raises:
        KeyError: there is no such file.
    """
    return f"{settings.STATIC_URL}{assets()[name].hashed_name}"
