"""What happened, read from a cursor on: what was read once comes again only when asked again."""

from typing import Any

from socle_simulator.faults import Failures
from socle_simulator.server import Refusal

_PAGE, _MOST = 100, 1000


class Feed:
    def __init__(self, failures: Failures) -> None:
        self._failures = failures
        self._items: list[dict[str, Any]] = []
        self._late: list[dict[str, Any]] = []

    def add(self, item: dict[str, Any]) -> None:
        """What is held comes late: after what came later, so that no cursor passes over it."""
        (self._late if self._failures.hold else self._items).append(item)

    def page(self, name: str, query: dict[str, str]) -> dict[str, Any]:
        """What came after `since`, and the cursor for the next time.

        Raises: Refusal.
        """
        if not self._failures.hold:
            self._items += reversed(self._late) if self._failures.reorder else self._late
            self._late.clear()
        since, limit = query.get("since", "0"), query.get("limit", str(_PAGE))
        if not (since.isdecimal() and limit.isdecimal()) or int(since) > len(self._items):
            raise Refusal(400, "err.request.bad", "an unknown cursor")
        start, size = int(since), min(max(int(limit), 1), _MOST)
        found = self._items[start : start + size]
        following = start + len(found)
        told = [each for each in found for _ in range(1 + self._failures.duplicate)]
        more = following < len(self._items)
        return {name: told, "next": str(following), "more": more}
