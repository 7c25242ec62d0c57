"""The site in processes of its own, callers side by side, and what it asks of the processors."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from socle.cli.processes import Children
from socle.cli.serve import answers, free_port, site

HOST = "127.0.0.1"
_T = TypeVar("_T")
_R = TypeVar("_R")


@contextmanager
def open_site() -> Iterator[int]:
    """The port of the site, in a process of its own."""
    from django.db import connections

    connections.close_all()
    port = free_port(HOST)
    with Children() as children:
        children.start(site(HOST, port))
        if not answers(HOST, port):
            raise RuntimeError("the site does not answer")
        yield port


def processor_seconds() -> dict[str, float]:
    """What the site, the database and the senders have used of the processors so far."""
    used, parents = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _sign, rest = path.read_text("utf-8").partition("(")[2].rpartition(")")
        except OSError:
            continue  # it has ended meanwhile
        fields = rest.split()
        pid = int(path.parent.name)
        parents[pid] = int(fields[1])
        used[pid] = (name, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"))
    found = {"site": 0.0, "database": 0.0, "senders": time.process_time()}
    for pid, (name, seconds) in used.items():
        above = pid
        while above not in (0, os.getpid()):
            above = parents.get(above, 0)
        if above and pid != os.getpid():
            found["database" if name == "postgres" else "site"] += seconds
    return found


def side_by_side(
    work: Callable[[Sequence[_T]], list[_R]], every: Sequence[_T], connections: int
) -> list[_R]:
    shares = [every[rank::connections] for rank in range(connections)]
    with ThreadPoolExecutor(connections) as threads:
        return [each for found in threads.map(work, shares) for each in found]
