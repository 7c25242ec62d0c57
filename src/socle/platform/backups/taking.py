"""Taking a backup: full once a week, else what changed since the last; forgetting what is too old.

It is read again, checksum by checksum, before it counts. Retention keeps whatever a restore to any
second of the last thirty days needs: the full backup before them, and all WAL since.
"""

import re
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from socle.kernel.errors import Refused
from socle.platform.backups.places import Backup, Folder
from socle.platform.backups.programs import run

KEPT = timedelta(days=30)
FULL_EACH = timedelta(days=7)
_WAL_OF_LABEL = re.compile(r"\(file ([0-9A-F]{24})\)")
_WAL_NAME = re.compile(r"[0-9A-F]{24}(\.partial)?")


def take(
    dsn: str, folder: Folder, *, clock: Callable[[], datetime], is_full: bool = False
) -> Backup:
    """Takes a backup of a server, verifies it and gives it its name.

    `dsn` is of a role that may replicate; `clock` tells the present, as a backup takes its time.

    Raises:
        Refused: `backup.not_prepared`: the server keeps too little WAL.
        Unavailable: a program of PostgreSQL failed; nothing that has a name was touched.
    """
    incremental = _require_prepared(dsn)
    began = clock()
    known = folder.backups()
    last = known[-1] if known else None
    if is_full or not incremental or last is None or _is_full_due(known, began):
        last = None
    name = f"{began:%Y%m%dT%H%M%SZ}-{'incremental' if last else 'full'}"
    fresh = folder.fresh(name)
    options: list[str | Path] = ["--checkpoint=fast", "--manifest-checksums=SHA256"]
    if last is not None:
        options.append(f"--incremental={folder.data_of(last) / 'backup_manifest'}")
    told = conninfo_to_dict(dsn)
    password = {"PGPASSWORD": str(told.pop("password"))} if told.get("password") else {}
    place = make_conninfo("", **told)
    run("pg_basebackup", "-d", place, "-D", fresh / "data", *options, secret=password)
    run("pg_verifybackup", "--quiet", fresh / "data")
    backup = Backup(
        name=name,
        parent=last.name if last else "",
        began_at=began,
        ended_at=clock(),
        bytes=sum(each.stat().st_size for each in fresh.rglob("*") if each.is_file()),
        start_wal=_start_wal(fresh / "data"),
    )
    folder.keep(fresh, backup)
    return backup


def forget(folder: Folder, *, at: datetime) -> list[Backup]:
    """Removes the backups and the WAL that no restore to the last thirty days needs."""
    known = folder.backups()
    old_enough = [each for each in known if each.is_full and each.ended_at <= at - KEPT]
    if not old_enough:
        return []
    first = old_enough[-1]
    gone = [each for each in known if each.ended_at < first.ended_at]
    for each in reversed(gone):  # an incremental one before what it rests on
        shutil.rmtree(folder.base / each.name)
    for path in folder.wal.iterdir():
        # The first eight signs are the timeline: the place in the log is what follows.
        if _WAL_NAME.fullmatch(path.name) and path.name[8:24] < first.start_wal[8:]:
            path.unlink()
    return gone


def _is_full_due(known: list[Backup], at: datetime) -> bool:
    fulls = [each for each in known if each.is_full]
    return not fulls or at - fulls[-1].began_at > FULL_EACH


def _require_prepared(dsn: str) -> bool:
    """Whether the server summarises its WAL, which an incremental backup asks.

    Raises:
        Refused: it does not keep enough to be copied at all.
    """
    with psycopg.connect(dsn, autocommit=True) as asked:
        row = asked.execute(
            "SELECT current_setting('wal_level'), current_setting('max_wal_senders')::int,"
            " current_setting('summarize_wal')::bool"
        ).fetchone()
    level, senders, summarises = row if row is not None else ("", 0, False)
    if level == "minimal" or not senders:
        raise Refused("backup.not_prepared")
    return bool(summarises)


def _start_wal(data: Path) -> str:
    found = _WAL_OF_LABEL.search((data / "backup_label").read_text("utf-8"))
    return found[1] if found else ""
