"""How often an address may ask, counted in this process: a brake on guessing, not a defence."""

from collections import deque
from datetime import datetime, timedelta
from threading import Lock

_MOST_ADDRESSES = 10_000


class Allowance:
    """So many requests in so many seconds for each address."""

    def __init__(self, *, count: int, seconds: int) -> None:
        self._count = count
        self._span = timedelta(seconds=seconds)
        self._taken: dict[str, deque[datetime]] = {}
        self._lock = Lock()

    def takes(self, address: str, at: datetime) -> bool:
        """Whether one more request of an address is within its allowance."""
        with self._lock:
            if len(self._taken) >= _MOST_ADDRESSES:
                self._forget(at)
            times = self._taken.setdefault(address, deque())
            while times and times[0] <= at - self._span:
                times.popleft()
            if len(times) >= self._count:
                return False
            times.append(at)
            return True

    def _forget(self, at: datetime) -> None:
        """Drops the addresses that have been quiet for the whole span."""
        quiet = [each for each, times in self._taken.items() if times[-1] <= at - self._span]
        for each in quiet:
            del self._taken[each]
