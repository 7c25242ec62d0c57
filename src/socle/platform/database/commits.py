"""Commits of this process that are held: by another site that is to have them first, or by a disk.

Owns until when one was held, for whoever would take such a wait for a site that is full.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

# A commit takes milliseconds, however much there is to do.
HELD_SECONDS = 1.0


class Commits:
    """Since when each commit that is under way is."""

    def __init__(self) -> None:
        self._begun: dict[int, float] = {}
        self._held_until = float("-inf")

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Around a commit, by the thread that waits for it."""
        me, begun = threading.get_ident(), time.monotonic()
        self._begun[me] = begun
        try:
            yield
        finally:
            del self._begun[me]
            ended = time.monotonic()
            if ended - begun > HELD_SECONDS:
                self._held_until = ended

    def held_until(self) -> float:
        """The last instant at which one was held, by the monotonic clock: now, where one is."""
        now = time.monotonic()
        if any(now - begun > HELD_SECONDS for begun in list(self._begun.values())):
            return now
        return self._held_until


commits = Commits()
