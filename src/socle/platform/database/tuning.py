"""The settings of the embedded server, and where its backups go once somebody has said so."""

from pathlib import Path

# A commit is on disk when it is acknowledged: fsync, full_page_writes and synchronous_commit
# stay on. Minimal WAL excludes replication, which an embedded server has for backups alone.
_SETTINGS = """\
shared_preload_libraries = 'pg_stat_statements'
shared_buffers = 256MB
work_mem = 32MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
min_wal_size = 256MB
checkpoint_timeout = 15min
wal_compression = pglz
wal_level = minimal
max_wal_senders = 0
fsync = on
full_page_writes = on
synchronous_commit = on
random_page_cost = 1.1
effective_io_concurrency = 64
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
"""
# Once the data folder names where backups go, finished WAL is put away there as it goes, and a
# quiet minute's too.
_BACKUP_SETTINGS = """\
wal_level = replica
max_wal_senders = 4
archive_mode = on
archive_timeout = 60
archive_command = 'sh "{folder}/archive-wal" "%p" "%f"'
summarize_wal = on
"""
_BACKUPS = "backups"  # the file of a data folder that names the folder of its backups


def settings_of(data: Path) -> str:
    """What `socle.conf` holds for the server of a data folder."""
    folder = backups_of(data)
    if folder is None:
        return _SETTINGS
    shown = str(folder).replace("%", "%%").replace("'", "''")
    return _SETTINGS + _BACKUP_SETTINGS.format(folder=shown)


def backups_of(data: Path) -> Path | None:
    """The folder of the backups of a data folder's server, where it was told one."""
    named = data / _BACKUPS
    return Path(named.read_text("utf-8").rstrip("\n")) if named.exists() else None


def back_up_to(data: Path, folder: Path) -> None:
    """Names the folder of a server's backups: it keeps WAL for them from its next start."""
    (data / _BACKUPS).write_text(f"{folder.absolute()}\n", "utf-8")
