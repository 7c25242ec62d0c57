"""Restoring the server of a backup folder, to the end of its WAL or to any second before.

What is made is a data folder of its own, beside everything else: nothing that serves is touched.
Socle opens it as its embedded server; a server of one's own starts on its `pg18`.
"""

import os
import shlex
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from socle.kernel.errors import Refused, Unavailable
from socle.platform.backups.places import Backup, Folder
from socle.platform.backups.programs import run
from socle.platform.database.account import Account, write_access
from socle.platform.database.embedded import CLUSTER, Embedded

# Hot standby off: a copy that recovers serves nobody, and need not have the primary's limits.
_RECOVERY = """\
restore_command = '{command}'
recovery_target_action = 'promote'
recovery_target_timeline = 'latest'
hot_standby = off
"""


@dataclass(frozen=True, slots=True)
class Restored:
    """A server that was restored and serves its data folder."""

    data: Path
    chain: tuple[Backup, ...]
    until: datetime | None  # the last transaction that it holds, as the WAL tells


def restore(folder: Folder, into: Path, *, to: datetime | None) -> Restored:
    """Restores the server into an empty folder and has it recover; it is stopped afterwards.

    Raises:
        Refused: there is no backup before that instant, or the place is taken.
        Unavailable: a program of PostgreSQL failed, or the WAL ends before that instant.
    """
    chain = folder.chain(folder.newest(before=to))
    if into.exists() and any(into.iterdir()):
        raise Refused("backup.place_taken", folder=str(into))
    into.mkdir(parents=True, exist_ok=True)
    cluster = into / CLUSTER
    run("pg_combinebackup", *(folder.data_of(each) for each in chain), "-o", cluster)
    account = folder.account
    _prepare(cluster, account, folder, to)
    _give(cluster, account)
    with Embedded(into) as server:
        until = _last_transaction(server)
        (cluster / "postgresql.auto.conf").write_text("", "utf-8")
    return Restored(into, tuple(chain), until)


def _prepare(cluster: Path, account: Account, folder: Folder, to: datetime | None) -> None:
    """The settings of a server of ours: those of the one that was lost may name its machine."""
    (cluster / "postgresql.conf").write_text("include 'socle.conf'\n", "utf-8")
    if account.is_other:
        write_access(account, cluster)
    else:
        (cluster / "pg_hba.conf").write_text("local all all trust\n", "utf-8")
    wal = shlex.quote(str(folder.wal)).replace("%", "%%")
    command = f'cp {wal}/%f "%p" 2>/dev/null || cp {wal}/%f.partial "%p" 2>/dev/null'
    recovery = _RECOVERY.format(command=command.replace("'", "''"))
    if to is not None:
        recovery += f"recovery_target_time = '{to.isoformat()}'\n"
    (cluster / "postgresql.auto.conf").write_text(recovery, "utf-8")
    (cluster / "recovery.signal").touch()
    (cluster / "standby.signal").unlink(missing_ok=True)


def _give(cluster: Path, account: Account) -> None:
    cluster.chmod(0o700)
    if not account.is_other:
        return
    account.owns(cluster)
    for parent, folders, files in os.walk(cluster):
        for name in (*folders, *files):
            account.owns(Path(parent, name))


def _last_transaction(server: Embedded) -> datetime | None:
    with psycopg.connect(server.dsn(), autocommit=True) as asked:
        row = asked.execute(
            "SELECT pg_is_in_recovery(), pg_last_xact_replay_timestamp()"
        ).fetchone()
    if row is None or row[0]:
        raise Unavailable("backup.not_recovered", log=str(server.data / "postgres.log"))
    until: datetime | None = row[1]
    return until


def remove(data: Path) -> None:
    """Removes a restored data folder that has served its purpose."""
    shutil.rmtree(data, ignore_errors=True)
