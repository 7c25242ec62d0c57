"""A server is backed up while it works, and restored to any second, to the last row."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from socle.kernel.errors import Refused, Unavailable
from socle.platform.backups.places import Backup, Folder
from socle.platform.backups.programs import run
from socle.platform.backups.restoring import restore
from socle.platform.backups.taking import KEPT, forget, take
from socle.platform.database.account import server_account
from socle.platform.database.embedded import Embedded
from socle.platform.database.tuning import back_up_to
from socle.web.clock import now


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that any account may enter; its name is not an easy one."""
    made = Path(tempfile.mkdtemp(prefix="socle l'été 100% "))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


def asked(server: Embedded, statement: str) -> object:
    with psycopg.connect(server.dsn(), autocommit=True) as link:
        cursor = link.execute(statement.encode())
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


def until_archived(server: Embedded, folder: Folder) -> None:
    """What was written is put away, as a minute later it would be."""
    name = asked(server, "SELECT pg_walfile_name(pg_switch_wal())")
    give_up = time.monotonic() + 60
    while not (folder.wal / str(name)).exists() and time.monotonic() < give_up:
        time.sleep(0.05)
    assert (folder.wal / str(name)).exists()


def test_a_server_is_restored_to_the_second_that_is_asked(place: Path) -> None:
    folder = Folder(place / "sauvegardes")
    with Embedded(place / "data") as server:
        with pytest.raises(Refused, match=r"backup\.not_prepared"):
            take(server.dsn(), folder, clock=now)
        folder.make(server_account(server.cluster))
        back_up_to(server.data, folder.path)
    with Embedded(place / "data") as server:
        asked(server, "CREATE TABLE kept (n int PRIMARY KEY)")
        asked(server, "INSERT INTO kept SELECT generate_series(1, 1000)")
        full = take(server.dsn(), folder, clock=now)
        asked(server, "INSERT INTO kept SELECT generate_series(1001, 1500)")
        incremental = take(server.dsn(), folder, clock=now)
        asked(server, "INSERT INTO kept VALUES (1501)")
        time.sleep(0.01)
        instant = now()
        time.sleep(0.01)
        asked(server, "DELETE FROM kept")  # the mistake of somebody
        until_archived(server, folder)
    assert (full.is_full, incremental.parent) == (True, full.name)
    assert incremental.bytes < full.bytes * 2 // 3  # both hold sixteen mebibytes of WAL
    assert folder.backups() == [full, incremental]
    shutil.rmtree(place / "data")
    assert rows(restore(folder, place / "then", to=instant).data) == 1501
    assert rows(restore(folder, place / "last", to=None).data) == 0
    with pytest.raises(Refused, match=r"backup\.none"):
        restore(folder, place / "before", to=full.began_at)
    with pytest.raises(Refused, match=r"backup\.place_taken"):
        restore(folder, place / "then", to=None)
    one_changed_byte_is_found(folder, full)
    the_script_never_takes_another_file_for_the_same(folder, place)


def rows(data: Path) -> object:
    with Embedded(data) as server:
        return asked(server, "SELECT count(*) FROM kept")


def one_changed_byte_is_found(folder: Folder, backup: Backup) -> None:
    victim = folder.data_of(backup) / "PG_VERSION"
    victim.write_text("19\n")
    with pytest.raises(Unavailable) as told:
        run("pg_verifybackup", "--quiet", folder.data_of(backup))
    assert told.value.facts["program"] == "pg_verifybackup"
    assert "PG_VERSION" in str(told.value.facts["said"])


def the_script_never_takes_another_file_for_the_same(folder: Folder, place: Path) -> None:
    import subprocess

    def put_away(content: bytes) -> int:
        (place / "wal").write_bytes(content)
        script = ["sh", str(folder.path / "archive-wal"), str(place / "wal"), "0" * 24]
        return subprocess.run(script, capture_output=True, check=False).returncode

    assert [put_away(each) for each in (b"one", b"one", b"other")] == [0, 0, 1]
    assert (folder.wal / ("0" * 24)).read_bytes() == b"one"


def test_what_the_last_thirty_days_need_is_kept_and_nothing_older(tmp_path: Path) -> None:
    folder, at = Folder(tmp_path), datetime(2026, 11, 23, tzinfo=UTC)
    folder.wal.mkdir()
    folder.base.mkdir()
    previous = ""
    for age in range(45, -1, -1):
        is_full = age % 7 == 0
        ended = at - timedelta(days=age)
        name = f"{ended:%Y%m%dT%H%M%SZ}-{'full' if is_full else 'incremental'}"
        wal = f"00000001000000000000{100 - age:04X}"
        (folder.wal / wal).touch()
        if not previous and not is_full:
            continue
        parent = "" if is_full else previous
        folder.keep(folder.fresh(name), Backup(name, parent, ended, ended, 1, wal))
        previous = name
    (folder.wal / "00000002.history").touch()
    gone = forget(folder, at=at)
    kept = folder.backups()
    # The full backup of 35 days ago is the newest that is older than thirty.
    assert kept[0].ended_at == at - timedelta(days=35)
    assert {each.ended_at for each in gone} == {
        at - timedelta(days=age) for age in range(42, 35, -1)
    }
    assert timedelta(days=30) == KEPT
    assert sorted(path.name for path in folder.wal.iterdir())[0] == kept[0].start_wal
    assert (folder.wal / "00000002.history").exists()
    for day in range(30):
        newest = folder.newest(before=at - timedelta(days=day))
        assert folder.chain(newest)[0].is_full
    assert forget(folder, at=at) == []
