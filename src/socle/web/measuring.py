"""What each request took, counted around everything else, and the name that its log lines share.

Counted by door and status, never by address: an address may name somebody. Where `serve` runs
several processes they count in files of one folder, so that whichever is asked tells for all.
"""

import os
import re
import time
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from structlog.contextvars import bind_contextvars, clear_contextvars

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

# The variable is the library's own name.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_OWN = CollectorRegistry()
_SECONDS = Histogram(
    "socle_request_seconds",
    "Time to the first byte of an answer, by door and status",
    ["door", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, 30, 60),
    registry=_OWN,
)
_UNDER_WAY = Gauge(
    "socle_requests_under_way",
    "Requests being answered",
    multiprocess_mode="livesum",
    registry=_OWN,
)
_CRASHES = Counter("socle_request_crashes", "Requests that ended without an answer", registry=_OWN)
_DOORS = ("api", "dci", "fhir", "static", "health", "metrics")
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)


def measured(application: Application) -> Application:
    """The application, with each request timed and named."""

    def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        began, told = time.perf_counter(), ["500"]
        request_id = _request_id(environ)
        clear_contextvars()
        bind_contextvars(request=request_id)

        def started(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            told[0] = status[:3]
            return start_response(status, [*headers, ("X-Request-Id", request_id)], *rest)

        _UNDER_WAY.inc()
        try:
            return application(environ, started)
        except BaseException:
            _CRASHES.inc()
            raise
        finally:
            _UNDER_WAY.dec()
            door = _door(environ["PATH_INFO"])
            _SECONDS.labels(door, told[0]).observe(time.perf_counter() - began)

    return answer


def counted() -> CollectorRegistry:
    """What was counted, by all processes of the site where there are several."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return _OWN
    _forget_the_dead(Path(folder))
    registry = CollectorRegistry()
    MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]
    return registry


def _forget_the_dead(folder: Path) -> None:
    """A process that was killed is answering nothing any more."""
    for path in folder.glob("gauge_live*_*.db"):
        number = path.stem.rpartition("_")[2]
        if number.isdecimal() and not Path("/proc", number).exists():
            mark_process_dead(int(number), str(folder))  # type: ignore[no-untyped-call]


def _request_id(environ: Environ) -> str:
    """The name that the proxy in front gave, else a new one."""
    told = environ.get("HTTP_X_REQUEST_ID", "")
    return told if _REQUEST_ID.fullmatch(told) else uuid.uuid4().hex


def _door(path: str) -> str:
    first = path.lstrip("/").partition("/")[0]
    return first if first in _DOORS else "screens"
