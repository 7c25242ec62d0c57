"""Child processes of a command: started together, kept running, ended together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType

from socle.cli.house import say

_PR_SET_PDEATHSIG = 1
_GRACE_SECONDS = 15.0
_LOOK_SECONDS = 0.5
# A child that was of use starts again at once; one that ends again and again, later each time,
# until there is no point: it cannot start here, and only a person can tell why.
_WAITS = (0.0, 1.0, 3.0, 10.0)
_OF_USE_SECONDS = 5.0


@dataclass
class _Child:
    """One of them, as it runs or waits to run again."""

    arguments: Sequence[str]
    is_quiet: bool
    process: "subprocess.Popen[bytes]"
    began: float
    falls: int = 0
    again_at: float | None = None


class Children:
    """Processes that end with this one, even when it is killed."""

    def __init__(self, *, waits: Sequence[float] = _WAITS) -> None:
        self._children: list[_Child] = []
        self._waits = waits

    def __enter__(self) -> "Children":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for child in self._children:
            if child.process.poll() is None:
                child.process.terminate()
        limit = time.monotonic() + _GRACE_SECONDS
        for child in self._children:
            try:
                child.process.wait(max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
            _end_what_it_left(child)

    def start(self, arguments: Sequence[str], *, is_quiet: bool = False) -> None:
        """Starts `python -m …` with this interpreter; what a quiet one says is read by nobody."""
        process = _spawn(arguments, is_quiet=is_quiet)
        self._children.append(_Child(arguments, is_quiet, process, time.monotonic()))

    def keep(self, meanwhile: Callable[[], None]) -> None:
        """Starts again whichever ends; returns when one of them cannot stay."""
        while True:
            meanwhile()
            for child in self._children:
                if not self._keeps(child):
                    return
            time.sleep(_LOOK_SECONDS)

    def _keeps(self, child: _Child) -> bool:
        """Whether the child runs, or will."""
        now = time.monotonic()
        if child.again_at is not None:
            if now >= child.again_at:
                child.process = _spawn(child.arguments, is_quiet=child.is_quiet)
                child.began, child.again_at = now, None
            return True
        status = child.process.poll()
        if status is None:
            return True
        _end_what_it_left(child)
        child.falls = 0 if now - child.began > _OF_USE_SECONDS else child.falls + 1
        name = child.arguments[0]
        if child.falls >= len(self._waits):
            say(f"socle : {name} s’arrête aussitôt ({status}) ; on renonce.")
            return False
        wait = self._waits[child.falls]
        say(f"socle : {name} s’est arrêté ({status}) ; il repart dans {wait:.0f} s.")
        child.again_at = now + wait
        return True


def _spawn(arguments: Sequence[str], *, is_quiet: bool) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - our own modules, no shell
        [sys.executable, "-m", *arguments],
        stdin=subprocess.DEVNULL,
        # Standard output is for the command's own answer: what the site says is no part of it.
        stdout=subprocess.DEVNULL if is_quiet else sys.stderr,
        preexec_fn=_ends_with_us(),  # noqa: PLW1509 - one thread runs here
    )


def _end_what_it_left(child: _Child) -> None:
    """One that was killed could not end what it had started: granian's worker would keep the
    port, and the next one could not open it."""
    with suppress(ProcessLookupError):
        os.killpg(child.process.pid, signal.SIGKILL)


def _ends_with_us() -> Callable[[], None]:
    library = ctypes.CDLL(None)
    parent = os.getpid()

    def tie() -> None:
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        # A terminal's Ctrl-C goes to us alone: we end the children in order.
        os.setpgrp()
        if os.getppid() != parent:
            os._exit(1)

    return tie
