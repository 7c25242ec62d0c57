"""The absence of the database, told once when it begins and once when it ends."""

import logging
import threading
import time

log = logging.getLogger(__name__)


class Absence:
    """What the threads of one process know of a database that does not answer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: float | None = None

    def begin(self, error: BaseException) -> None:
        """Told by whoever meets it; only the first is heard."""
        with self._lock:
            if self._since is not None:
                return
            self._since = time.monotonic()
        log.warning("the database does not answer, work waits for it: %s", _first_line(error))

    def end(self) -> None:
        """Told by whoever has reached the database."""
        with self._lock:
            if self._since is None:
                return
            lasted, self._since = time.monotonic() - self._since, None
        log.warning("the database answers after %.0f s, work goes on", lasted)


def _first_line(error: BaseException) -> str:
    """What the driver said: procrastinate and Django put theirs around it."""
    while error.__cause__ is not None:
        error = error.__cause__
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
