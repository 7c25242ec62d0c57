"""A restore that is rehearsed: beside what serves, timed, counted and verified, then thrown away.

Other people work meanwhile. So what is compared is what no work changes: the chain of seals up to
the last that was restored, and the rows of the acts it covers in every table that only grows.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from socle.platform.access.queries import funds
from socle.platform.access.scope import fund_scope
from socle.platform.backups.places import Folder
from socle.platform.backups.restoring import Restored, restore
from socle.platform.database.embedded import Embedded
from socle.platform.upkeep.operations import note
from socle.platform.upkeep.types import Kind

_DATABASE = "socle"
# Asks a question of one row; the application's connection, or the restored server's.
Ask = Callable[[str, list[Any]], tuple[Any, ...]]
_GROWING = (
    "SELECT array_agg(DISTINCT c.relname::text) FROM pg_trigger t JOIN pg_class c"
    " ON c.oid = t.tgrelid WHERE t.tgname = 'append_only' AND NOT c.relispartition"
    " AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'act_id')"
)


def rehearse(folder: Folder, *, to: datetime | None) -> dict[str, Any]:
    """Restores the newest backup beside, counts and verifies; notes and returns what was found."""
    began, clock = datetime.now(UTC), time.monotonic()
    beside = Path(tempfile.mkdtemp(prefix="rehearsal-", dir=folder.path))
    beside.chmod(0o755)
    try:
        done = restore(folder, beside / "data", to=to)
        recovered = time.monotonic()
        whole = _verified(done.data)
        verified = time.monotonic()
        rows, differences = _compared(done)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    found = {
        "good": whole["valid"] and not differences,
        "backups": [each.name for each in done.chain],
        "until": done.until.isoformat() if done.until else None,
        "rows": rows,
        "differences": differences,
        "verified": whole["valid"],
        "recovery_seconds": round(recovered - clock, 2),
        "verification_seconds": round(verified - recovered, 2),
    }
    note(
        Kind.REHEARSAL,
        began_at=began,
        ended_at=datetime.now(UTC),
        is_good=bool(found["good"]),
        facts=found,
    )
    return found


def _verified(data: Path) -> dict[str, Any]:
    """What the ordinary verification says of the restored house, in a process of its own."""
    apart = {"SOCLE_DATABASE_URL", "SOCLE_DATABASE_OWNER_URL", "DJANGO_SETTINGS_MODULE"}
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in apart and not name.startswith("SOCLE_DB_")
    }
    done = subprocess.run(
        [sys.executable, "-P", "-m", "socle", "audit", "verify", "--json"],
        env=environment | {"SOCLE_DATA": str(data)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {"valid": False}
    return found if "valid" in found else {"valid": False}


def _compared(done: Restored) -> tuple[int, list[str]]:
    """The rows of the restored database, and what of them the present one says otherwise."""
    differences: list[str] = []
    with (
        Embedded(done.data) as server,
        psycopg.connect(server.dsn(_DATABASE), autocommit=True) as link,
    ):

        def restored(statement: str, said: list[Any]) -> tuple[Any, ...]:
            return link.execute(statement.encode(), said).fetchone() or ()

        tables = restored(_GROWING, [])[0]
        for fund in funds():
            (last,) = restored(
                "SELECT coalesce(max(position), 0) FROM act_seal WHERE fund_id = %s", [fund.id]
            )
            then = _told(restored, tables, fund.id, last)
            with fund_scope(fund.id):
                present = _told(_now, tables, fund.id, last)
            differences += [
                f"{fund.code}: {name}: {then[name]} -> {present[name]}"
                for name in then
                if then[name] != present[name]
            ]
        rows = _whole(link)
    return rows, differences


def _told(ask: Ask, tables: list[str], fund: int, last: int) -> dict[str, Any]:
    """The seal at a place of a fund's chain, and how many rows the acts up to it have written."""
    seal = ask(
        "SELECT encode(seal, 'hex') FROM act_seal WHERE fund_id = %s AND position = %s",
        [fund, last],
    )
    counts = ", ".join(
        f"(SELECT count(*) FROM {table} x JOIN act_seal s ON s.act_id = x.act_id"
        " WHERE x.fund_id = %s AND s.fund_id = %s AND s.position <= %s)"
        for table in tables
    )
    counted = ask(f"SELECT {counts}", [fund, fund, last] * len(tables))
    return {"seal": seal[0] if seal else ""} | dict(zip(tables, counted, strict=True))


def _now(statement: str, said: list[Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, said)
        return tuple(cursor.fetchone() or ())


def _whole(link: psycopg.Connection[tuple[Any, ...]]) -> int:
    """Every row of every table, whatever its fund: only who owns the server sees them all."""
    names = link.execute(
        "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind = 'r'"
    ).fetchall()
    total = 0
    for (name,) in names:
        row = link.execute(f"SELECT count(*) FROM {name}".encode()).fetchone()
        total += row[0] if row else 0
    return total
