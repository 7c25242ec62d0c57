"""A site that is slow, for `test_crowd`: two at work, each for a twentieth of a second.

It tells who is in it, so that the test need not measure time on a machine that does other things.
"""

import json
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import django

django.setup()

from socle.web.crowd import before  # noqa: E402 - it reads the settings

PLACES, PUBLIC_PLACES = 8, 2
_at_work = threading.BoundedSemaphore(2)
_lock = threading.Lock()
_now = {"known": 0, "public": 0}
_most = {"all": 0, "public": 0}


def _slow(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/health":
        start_response("200 OK", [])
        return [json.dumps(_most).encode()]
    kind = "known" if environ.get("HTTP_COOKIE") else "public"
    with _lock:
        _now[kind] += 1
        _most["all"] = max(_most["all"], sum(_now.values()))
        _most["public"] = max(_most["public"], _now["public"])
    try:
        with _at_work:
            time.sleep(0.05)
    finally:
        with _lock:
            _now[kind] -= 1
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"done"]


application = before(_slow, places=PLACES, public_places=PUBLIC_PLACES)
