"""Child processes of a command: started together, ended together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import TracebackType

_PR_SET_PDEATHSIG = 1
_GRACE_SECONDS = 15.0
_LOOK_SECONDS = 1.0


class Children:
    """Processes that end with this one, even when it is killed."""

    def __init__(self) -> None:
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "Children":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for child in self._running:
            if child.poll() is None:
                child.terminate()
        limit = time.monotonic() + _GRACE_SECONDS
        for child in self._running:
            try:
                child.wait(max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            # One that was killed could not end what it had started: granian's worker would keep
            # the port, and the next `serve` could not open.
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)

    def start(self, arguments: Sequence[str]) -> None:
        """Starts `python -m …` with this interpreter."""
        self._running.append(
            subprocess.Popen(  # noqa: S603 - our own modules, no shell
                [sys.executable, "-m", *arguments],
                stdin=subprocess.DEVNULL,
                preexec_fn=_ends_with_us(),  # noqa: PLW1509 - one thread runs here
            )
        )

    def wait_for_any(self, meanwhile: Callable[[], None]) -> int:
        """Waits until one of them ends, and returns its exit status."""
        while True:
            meanwhile()
            for child in self._running:
                status = child.poll()
                if status is not None:
                    return status
            time.sleep(_LOOK_SECONDS)


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
