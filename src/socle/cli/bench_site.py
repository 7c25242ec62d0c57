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
# A few callers stand for many days of work: persons read are counted, and nobody is stopped.
_PERSONS = str(10**8)
_T = TypeVar("_T")
_R = TypeVar("_R")


@contextmanager
def open_site(*, with_worker: bool = False) -> Iterator[int]:
    """The port of the site, in processes of its own; and the worker beside it, as it is served."""
    from django.db import connections

    connections.close_all()
    port = free_port(HOST)
    os.environ |= dict.fromkeys(("SOCLE_PERSONS_PER_HOUR", "SOCLE_PERSONS_PER_DAY"), _PERSONS)
    with Children() as children:
        children.start(site(HOST, port))
        if with_worker:
            children.start(["socle.platform.jobs"])
        if not answers(HOST, port):
            raise RuntimeError("the site does not answer")
        yield port


def processor_seconds() -> dict[str, float]:
    """What the site, the database and the senders have used of the processors so far."""
    found = {"site": 0.0, "database": 0.0, "senders": time.process_time()}
    for name, fields in _children():
        seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        found["database" if name == "postgres" else "site"] += seconds
    return found


def memory_mb() -> int:
    """What the site's own processes hold of the memory now; the database's are not counted."""
    pages = sum(int(fields[21]) for name, fields in _children() if name != "postgres")
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def held() -> dict[str, int]:
    """What the site holds now: memory, processes, and connections to its database.

    What a soak compares: whatever grows from its begin to its end would grow on.
    """
    from socle.cli.bench_people import as_superuser

    with as_superuser() as server:
        row = server.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ).fetchone()
    processes = sum(name != "postgres" for name, _fields in _children())
    return {
        "memory_mb": memory_mb(),
        "processes": processes,
        "connections": int(row[0]) if row else 0,
    }


def _children() -> Iterator[tuple[str, list[str]]]:
    """Each process that this one started, or one of those: its name and what the system tells."""
    told, parents = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _sign, rest = path.read_text("utf-8").partition("(")[2].rpartition(")")
        except OSError:
            continue  # it has ended meanwhile
        pid = int(path.parent.name)
        told[pid] = (name, rest.split())
        parents[pid] = int(told[pid][1][1])
    for pid, each in told.items():
        above = pid
        while above not in (0, os.getpid()):
            above = parents.get(above, 0)
        if above and pid != os.getpid():
            yield each


def side_by_side(
    work: Callable[[Sequence[_T]], list[_R]], every: Sequence[_T], connections: int
) -> list[_R]:
    shares = [every[rank::connections] for rank in range(connections)]
    with ThreadPoolExecutor(connections) as threads:
        return [each for found in threads.map(work, shares) for each in found]
