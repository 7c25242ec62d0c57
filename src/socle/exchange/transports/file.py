"""Signed files in a folder that a partner shares with us, for links too weak for calls.

`<folder>/<partner>/in` is filled by the partner, `out` by us; what was read goes to `done`, what
was refused to `refused`, with the reason beside it. A file counts once it bears its last name and
its signature lies beside it, `<name>.sig`: whoever writes puts the signature first, then renames.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from socle.exchange.transports import Away

MOST_BYTES = 20_000_000
_IN, _OUT, _DONE, _REFUSED = "in", "out", "done", "refused"
_SIGNATURE, _LONGEST_SIGNATURE = ".sig", 20_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.(json|jsonl)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file that a partner left for us, with its signature."""

    path: Path
    raw: bytes
    signature: str
    is_too_long: bool = False


def dropped(partner: str) -> Iterator[Dropped]:
    """What waits in a partner's folder, in the order of its names; what is still being written not.

    Raises:
        Away: the installation has named no folder, or it cannot be read.
    """
    folder = _folder(partner, _IN)
    try:
        names = sorted(each.name for each in folder.iterdir() if _NAME.fullmatch(each.name))
    except OSError as error:
        raise Away(type(error).__name__) from error
    for name in names:
        path, signature = folder / name, folder / (name + _SIGNATURE)
        # A link of the file system could lead out of the folder.
        if path.is_symlink() or not path.is_file() or not signature.is_file():
            continue
        try:
            yield _read(path, signature)
        except OSError as error:
            raise Away(type(error).__name__) from error


def settle(found: Dropped, *, reason: str = "") -> None:
    """Puts a file away: read, or refused for a reason that the partner finds beside it."""
    folder = found.path.parents[1] / (_REFUSED if reason else _DONE)
    folder.mkdir(exist_ok=True)
    if reason:
        _write(folder / (found.path.name + ".reason.txt"), reason.encode() + b"\n")
    signature = found.path.with_name(found.path.name + _SIGNATURE)
    # The file last: while it lies there, it is settled again.
    if signature.exists():
        signature.replace(folder / signature.name)
    found.path.replace(folder / found.path.name)


def put(partner: str, *, name: str, raw: bytes, signature: str) -> None:
    """Leaves a signed file for a partner, whole; the same name is the same file.

    Raises:
        Away: the installation has named no folder, or it cannot be written.
    """
    folder = _folder(partner, _OUT)
    try:
        _write(folder / (name + _SIGNATURE), signature.encode())
        _write(folder / name, raw)
    except OSError as error:
        raise Away(type(error).__name__) from error


def _folder(partner: str, name: str) -> Path:
    if not settings.EXCHANGE_FOLDER:
        raise Away("no folder")
    folder = Path(settings.EXCHANGE_FOLDER) / partner / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Away(type(error).__name__) from error
    return folder


def _read(path: Path, signature: Path) -> Dropped:
    if path.stat().st_size > MOST_BYTES or signature.stat().st_size > _LONGEST_SIGNATURE:
        return Dropped(path, b"", "", is_too_long=True)
    return Dropped(path, path.read_bytes(), signature.read_text("ascii", "replace").strip())


def _write(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all, whenever the machine stops."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(path)
