"""Of `bench load`: every kind of page that an agent is led to, asked by one agent alone.

The day asks for what is asked most. A page opened once a week may read the whole register, and only
its size shows it: so each link of each page is followed, some addresses of each kind.
"""

import re
import time
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from html import unescape
from statistics import median
from typing import Any

from django.urls import Resolver404, resolve

from socle.cli.bench_browser import Browser

_LINK = re.compile(r'\bhref="(/[^"#]*)')
_ADDRESSES = 3  # of each kind of page
_TURNS = 3  # of each address; the first reads what nobody read yet
_LEAVES = frozenset({"sign-out", "language", "sign-in"})
_SLOWEST = 8


def walked(agents: Iterable[Browser], begun_at: Iterable[str], target_ms: int) -> dict[str, Any]:
    """How long each kind of page took, the median of its visits: the slowest, and the late ones."""
    taken: dict[str, list[float]] = defaultdict(list)
    starts = ("/desk", *begun_at)
    for browser in agents:
        for kind, seconds in _walk(browser, starts):
            taken[kind].append(seconds)
    found = {kind: round(median(each) * 1000, 1) for kind, each in taken.items()}
    ordered = sorted(found.items(), key=lambda each: -each[1])
    return {
        "kinds": len(found),
        "visits": sum(map(len, taken.values())),
        "over_target": sum(each > target_ms for each in found.values()),
        "slowest_ms": dict(ordered[:_SLOWEST]),
    }


def _walk(browser: Browser, starts: Iterable[str]) -> Iterator[tuple[str, float]]:
    """Each page's kind and seconds, breadth first, by the links that it shows."""
    waiting, met = deque(starts), set(starts)
    visited: dict[str, int] = defaultdict(int)
    while waiting:
        address = waiting.popleft()
        kind = _kind(address)
        if kind is None or kind in _LEAVES or visited[kind] == _ADDRESSES:
            continue
        visited[kind] += 1
        for _turn in range(_TURNS):
            begun = time.perf_counter()
            page = browser.get(address)
            yield kind, time.perf_counter() - begun
        links = {unescape(each) for each in _LINK.findall(page.text)} - met
        met |= links
        waiting.extend(sorted(links))


def _kind(address: str) -> str | None:
    """The name of a page's address; None where the site has no page."""
    try:
        return resolve(address.partition("?")[0]).url_name
    except Resolver404:
        return None
