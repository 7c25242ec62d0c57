"""A migrated database cluster: made once for all workers of a run, copied where one is needed.

Migrating takes as long as hundreds of tests. The way from nothing is told where it is meant: in
the tests of the demonstration, of the launcher and of releases.
"""

import contextlib
import fcntl
import subprocess
from pathlib import Path

_CLUSTER = "pg18"  # what the embedded server calls it in a data folder


def made_once(shared: Path) -> Path:
    """A data folder under `shared`, its server stopped; its database is migrated and empty."""
    ready = shared / "migrated"
    with (shared / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            making = shared / "migrating"
            _make(making)
            making.rename(ready)
    return ready


def give(cluster: Path, data: Path) -> Path:
    """Puts a copy of a migrated cluster in a data folder, with its owner and rights."""
    data.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", str(cluster / _CLUSTER), str(data / _CLUSTER)], check=True)
    return data


def _make(data: Path) -> None:
    from django.core.management import call_command
    from django.db import connections

    from socle.cli.house import complete_schema
    from socle.platform.database.target import resolve_target

    target = resolve_target(data=data)
    try:
        for alias in connections:
            place = target.owner if alias == "owner" else target.app
            connections[alias].settings_dict.update(place)
        call_command("migrate", database="owner", verbosity=0, skip_checks=True)
        complete_schema()
    finally:
        with contextlib.suppress(Exception):
            connections.close_all()
        target.close()
