"""The drill `restore`: a server is lost with its disk, and comes back as it was at a given second.

It needs no network of three sites: a server of its own, whose WAL is put away as it goes, a full
backup, an incremental one, a writer who keeps the list of what was acknowledged to it, and a
mistake after the second that is asked for. Figures tell how long each part took for these rows.
"""

import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from socle.platform.backups.places import Folder
from socle.platform.backups.restoring import restore
from socle.platform.backups.taking import take
from socle.platform.database.account import server_account
from socle.platform.database.embedded import Embedded
from socle.platform.database.tuning import back_up_to

ROWS = 1_000_000
_WRITTEN = 200  # rows acknowledged one by one after the backups
_ARCHIVE_SECONDS = 60.0


def drill(*, times: int, rows: int = ROWS) -> list[dict[str, Any]]:
    """Loses a server and restores it, each time anew; what was counted and how long it took."""
    found = []
    for _ in range(times):
        place = Path(tempfile.mkdtemp(prefix="socle-restore-"))
        place.chmod(0o755)
        try:
            found.append(_once(place, rows))
        finally:
            shutil.rmtree(place, ignore_errors=True)
    return found


def _once(place: Path, rows: int) -> dict[str, Any]:
    folder = Folder(place / "backups")
    with Embedded(place / "data") as server:
        folder.make(server_account(server.cluster))
        back_up_to(server.data, folder.path)
    with Embedded(place / "data") as server:
        _fill(server, "CREATE TABLE kept (n bigint PRIMARY KEY, said text)", 0, rows)
        full_seconds, _ = _timed(lambda: take(server.dsn(), folder, clock=_now))
        _fill(server, "SELECT 1", rows, rows // 50)
        incremental_seconds, _ = _timed(lambda: take(server.dsn(), folder, clock=_now))
        acknowledged, longest = _written(server)
        # The clock of a commit is read before it is acknowledged, never after this.
        second = _now()
        _archived(server, folder, "DELETE FROM kept")
    shutil.rmtree(place / "data")
    recovery_seconds, done = _timed(lambda: restore(folder, place / "restored", to=second))
    with Embedded(done.data) as server, psycopg.connect(server.dsn()) as link:
        present = {row[0] for row in link.execute("SELECT n FROM kept WHERE n < 0")}
        whole = link.execute("SELECT count(*) FROM kept WHERE n >= 0").fetchone()
    wanted = rows + rows // 50
    return {
        "fault": "restore",
        "acknowledged": len(acknowledged),
        "lost": len(acknowledged - present) + wanted - (whole[0] if whole else 0),
        "unknown": 0,
        "unknown_present": 0,
        "failed_requests": 0,
        "longest_wait_s": round(longest, 3),
        "read_gap_s": None,
        "rejoin_s": round(recovery_seconds, 2),
        "rows": wanted + len(acknowledged),
        "full_s": round(full_seconds, 2),
        "incremental_s": round(incremental_seconds, 2),
        "recovery_s": round(recovery_seconds, 2),
    }


def _fill(server: Embedded, first: str, begin: int, count: int) -> None:
    with psycopg.connect(server.dsn(), autocommit=True) as link:
        link.execute(first.encode())
        link.execute(
            "INSERT INTO kept SELECT n, 'acte ' || n || ' de la caisse' FROM"
            " generate_series(%s::bigint, %s::bigint) n",
            [begin, begin + count - 1],
        )


def _written(server: Embedded) -> tuple[set[int], float]:
    """Rows committed one by one, each kept once it is acknowledged; and the longest wait."""
    acknowledged, longest = set[int](), 0.0
    with psycopg.connect(server.dsn(), autocommit=True) as link:
        for number in range(1, _WRITTEN + 1):
            seconds, _ = _timed(
                lambda number=number: link.execute("INSERT INTO kept VALUES (%s, 'x')", [-number])
            )
            acknowledged.add(-number)
            longest = max(longest, seconds)
    return acknowledged, longest


def _archived(server: Embedded, folder: Folder, mistake: str) -> None:
    """Somebody's mistake, and the WAL that holds it put away."""
    with psycopg.connect(server.dsn(), autocommit=True) as link:
        time.sleep(0.01)
        link.execute(mistake.encode())
        row = link.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
    name, give_up = str(row[0] if row else ""), time.monotonic() + _ARCHIVE_SECONDS
    while not (folder.wal / name).exists() and time.monotonic() < give_up:
        time.sleep(0.05)


def _timed(work: Any) -> tuple[float, Any]:
    began = time.monotonic()
    found = work()
    return time.monotonic() - began, found


def _now() -> datetime:
    return datetime.now(UTC)
