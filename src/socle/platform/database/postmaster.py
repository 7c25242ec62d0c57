"""What runs on a data folder: PostgreSQL's own note, and the processes that carry our mark.

`postmaster.pid` outlives a killed server and its number may since belong to anybody, so a
server is believed alive only when a process of that number carries the mark: the server's
`cluster_name`, which stands in the command line of the postmaster and in the title of each
of its children. (The working folder would say it too, but root in a container may not read
that of another account.)
"""

import ctypes
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Note:
    """The content of `postmaster.pid`."""

    pid: int
    socket_folder: str
    status: str


def read_note(cluster: Path) -> Note | None:
    """PostgreSQL's note on its server, or None where there is none or it is half written."""
    try:
        lines = (cluster / "postmaster.pid").read_text("utf-8").splitlines()
        return Note(int(lines[0]), lines[4], lines[7].strip())
    except (FileNotFoundError, IndexError, ValueError):
        return None


def noted_pid(cluster: Path) -> int | None:
    """The process number of the note, even when the rest is not written yet."""
    try:
        return int((cluster / "postmaster.pid").read_text("utf-8").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def command_line(pid: int) -> bytes:
    """What a living process shows in `ps`; empty for one that ended, zombies included."""
    try:
        return (_PROC / str(pid) / "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return b""


def is_server(pid: int, mark: str) -> bool:
    """Whether that process belongs to the server of this mark."""
    shown = command_line(pid)
    return b"postgres" in shown and mark.encode() in shown


def server_processes(mark: str) -> list[int]:
    """The living processes of the server of this mark, its orphans included."""
    numbers = (int(entry.name) for entry in _PROC.iterdir() if entry.name.isdecimal())
    return sorted(pid for pid in numbers if is_server(pid, mark))


def ends_with_parent(how: signal.Signals) -> Callable[[], None]:
    """What the child does before it becomes the server. The C library is loaded here, in the
    parent: after the change of account the child may not be able to read it."""
    library = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def tie() -> None:
        library.prctl(_PR_SET_PDEATHSIG, how)
        if os.getppid() != parent:  # the parent ended before the tie was made
            os._exit(1)

    return tie
