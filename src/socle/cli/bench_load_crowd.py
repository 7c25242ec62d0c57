"""Ten times as many at once as the site is for: who is served, who is told to come back, and when.

Half have signed in, half have not; none thinks, and whoever is turned away tries again half a
second later, sooner than any browser would. Meanwhile somebody asks each half second whether the
site lives, and what it holds of the memory.
"""

import http.client
import random
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from socle.cli.bench_browser import Browser
from socle.cli.bench_load_fund import Register
from socle.cli.bench_site import memory_mb, processor_seconds

_SECONDS = 20
_TIMES = 10
_AGAIN_SECONDS = 0.5
_PUBLIC = ("/", "/sign-in", "/law", "/calculate")


class _Met:
    """What those of one kind met, all together."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.served: list[float] = []
        self.shed: list[float] = []
        self.unheeded = 0
        self.wrong: dict[str, int] = {}

    def note(self, status: int, taken: float, *, retry_after: bool) -> None:
        with self._lock:
            if status == http.client.SERVICE_UNAVAILABLE:
                self.shed.append(taken)
                self.unheeded += not retry_after
            elif status < http.client.BAD_REQUEST:
                self.served.append(taken)
            else:
                self.wrong[str(status)] = self.wrong.get(str(status), 0) + 1

    def fail(self, failure: Exception) -> None:
        with self._lock:
            name = type(failure).__name__
            self.wrong[name] = self.wrong.get(name, 0) + 1

    def told(self) -> dict[str, Any]:
        return {
            "served": len(self.served),
            **_times("served", self.served),
            "turned_away": len(self.shed),
            **_times("turned_away", self.shed),
            "without_retry_after": self.unheeded,
            "errors": self.wrong,
        }


def _times(what: str, taken: Sequence[float]) -> dict[str, float]:
    ordered = sorted(taken)
    if not ordered:
        return {}
    p99 = ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
    return {
        f"{what}_p50_ms": round(ordered[len(ordered) // 2] * 1000, 1),
        f"{what}_p99_ms": round(p99 * 1000, 1),
        f"{what}_longest_ms": round(ordered[-1] * 1000, 1),
    }


def besieged(agents: Sequence[Browser], fund: Register, port: int) -> dict[str, Any]:
    """What ten times as many met in twenty seconds; every connection is closed afterwards."""
    known, anybody, health = _Met(), _Met(), _Met()
    count = len(agents) * _TIMES
    memory = [memory_mb()]
    worked, begun = processor_seconds(), time.monotonic()
    until = begun + _SECONDS
    with ThreadPoolExecutor(count + 1) as threads:
        for rank in range(count // 2):
            mine = agents[rank % len(agents)].twin()
            threads.submit(_insist, mine, known, until, fund)
            threads.submit(_insist, Browser(port), anybody, until, None)
        threads.submit(_watch, Browser(port), health, memory, until)
    lasted = time.monotonic() - begun
    used = {name: after - worked[name] for name, after in processor_seconds().items()}
    return {
        "at_once": count,
        "seconds": round(lasted, 1),
        "signed_in": known.told(),
        "public": anybody.told(),
        "health": health.told(),
        "memory_mb": {"before": memory[0], "most": max(memory)},
        "processor_seconds": {name: round(each, 1) for name, each in used.items()},
    }


def _insist(browser: Browser, met: _Met, until: float, fund: Register | None) -> None:
    drawn = random.Random()  # noqa: S311 - other people each time
    while time.monotonic() < until:
        path = f"/persons/{fund.person(drawn.randrange(fund.size))}" if fund else ""
        status = _once(browser, path or drawn.choice(_PUBLIC), met)
        if status == http.client.SERVICE_UNAVAILABLE:
            time.sleep(_AGAIN_SECONDS)
    browser.close()


def _watch(browser: Browser, met: _Met, memory: list[int], until: float) -> None:
    while time.monotonic() < until:
        _once(browser, "/health", met)
        memory.append(memory_mb())
        time.sleep(_AGAIN_SECONDS)
    browser.close()


def _once(browser: Browser, path: str, met: _Met) -> int:
    begun = time.perf_counter()
    try:
        page = browser.get(path)
    except (OSError, http.client.HTTPException) as failure:
        met.fail(failure)
        return 0
    met.note(page.status, time.perf_counter() - begun, retry_after=page.retry_after)
    return page.status
