"""Data folders made once for all workers of a run, and copied where one is needed.

Migrating takes as long as hundreds of tests. The way from nothing is told where it is meant: in
the tests of the demonstration, of the launcher and of releases.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.live import socle

_ROOT = Path(__file__).parents[1]
_CLUSTER = "pg18"  # what the embedded server calls it in a data folder


def made_once(shared: Path) -> Path:
    """A data folder under `shared`, its server stopped; its database is migrated and empty.

    Whoever runs tests all day names a folder in `SOCLE_TEST_CLUSTERS`: there one is kept for as
    long as no migration changes. A whole check does not: it tells the way from nothing.
    """
    kept = os.environ.get("SOCLE_TEST_CLUSTERS")
    if not kept:
        return _once(shared, "migrated", _migrate)
    place = Path(kept) / _schema_digest()
    place.mkdir(parents=True, exist_ok=True)

    def migrate(data: Path) -> None:
        _migrate(data)
        if _schema_digest() != place.name:
            raise RuntimeError("a migration changed on the way: run the tests again")

    return _once(place, "migrated", migrate)


def _schema_digest() -> str:
    """Of what a migrated database is made of: migrations with their SQL, and the server."""
    found = hashlib.sha256((_ROOT / "requirements.lock").read_bytes())
    for each in sorted((_ROOT / "src").glob("socle/*/migrations/*.*")):
        found.update(f"{each.name}\n".encode() + each.read_bytes())
    return found.hexdigest()[:16]


def told_once(shared: Path, *, persons: int) -> Path:
    """Likewise, of the demonstration: both funds told to their end."""

    def tell(data: Path) -> None:
        give(made_once(shared), data)
        told = socle("demo", "--persons", str(persons), "--no-serve", "--json", data=data)
        assert told.returncode == 0, told.stderr

    return _once(shared, "demonstration", tell)


def _once(shared: Path, name: str, make: Callable[[Path], None]) -> Path:
    ready = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            making = shared / f"{name}-making"
            shutil.rmtree(making, ignore_errors=True)  # of one that was killed
            make(making)
            making.rename(ready)
    return ready


def give(cluster: Path, data: Path) -> Path:
    """Puts a copy of a migrated cluster in a data folder, with its owner and rights."""
    data.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", str(cluster / _CLUSTER), str(data / _CLUSTER)], check=True)
    return data


def copied(told: Path, data: Path) -> Path:
    """A copy of a whole data folder, with its secrets."""
    subprocess.run(["cp", "-a", f"{told}/.", str(data)], check=True)
    return data


def _migrate(data: Path) -> None:
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
