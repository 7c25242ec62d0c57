"""The embedded server, with the real binaries."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from socle.kernel.errors import Refused, Unavailable
from socle.platform.database import account as account_module
from socle.platform.database.account import Account, runtime_folder, server_account
from socle.platform.database.embedded import Embedded, data_dir
from socle.platform.database.postmaster import command_line, noted_pid

SOURCES = Path(__file__).parents[3] / "src"
SHORT = Path("/tmp")  # noqa: S108
is_root = os.geteuid() == 0
only_as_root = pytest.mark.skipif(not is_root, reason="changes account, which only root may")

_HOLD = """
import sys, time
from pathlib import Path
from socle.platform.database.embedded import Embedded
server = Embedded(Path(sys.argv[1]))
server.start()
print(server.is_owner, server.host, flush=True)
sys.stdin.read()
server.stop()
"""


def asked(server: Embedded, question: str) -> object:
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def postmaster(server: Embedded) -> int:
    pid = noted_pid(server.cluster)
    assert pid is not None
    return pid


def until(holds: Callable[[], bool], seconds: float = 15.0) -> bool:
    give_up = time.monotonic() + seconds
    while not holds() and time.monotonic() < give_up:
        time.sleep(0.02)
    return holds()


@contextmanager
def holder(data: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that starts the server and keeps it until its input is closed."""
    environment = os.environ | {"PYTHONPATH": str(SOURCES)}
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(data)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            if process.stdin is not None:
                process.stdin.close()
            process.wait(30)


def heard(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_path_with_spaces_accents_and_quotes_serves(server: Embedded, data: Path) -> None:
    assert asked(server, "SHOW data_directory") == str(data / "pg18")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("data_checksums", "on"),
        ("listen_addresses", ""),
        ("server_encoding", "UTF8"),
    ],
)
def test_what_is_committed_is_kept_and_no_port_is_opened(
    server: Embedded, setting: str, value: str
) -> None:
    assert asked(server, f"SHOW {setting}") == value


def test_letters_of_every_language_fold_whatever_the_callers_locale(server: Embedded) -> None:
    assert asked(server, "SELECT lower('ÉLODIE ÇA Σ') || upper('œuf ß')") == "élodie ça σŒUF SS"
    assert asked(server, "SELECT datlocale FROM pg_database LIMIT 1") == "PG_UNICODE_FAST"


def test_the_socket_is_closed_to_other_accounts(server: Embedded) -> None:
    assert Path(server.host).stat().st_mode & 0o777 == 0o700


def test_starting_twice_keeps_the_same_server(server: Embedded) -> None:
    before = postmaster(server)
    server.start()
    assert postmaster(server) == before


def test_a_second_user_of_the_folder_shares_the_server_and_does_not_stop_it(
    server: Embedded, data: Path
) -> None:
    with Embedded(data) as second:
        assert (second.host, second.is_owner) == (server.host, False)
    assert asked(server, "SELECT 1") == 1


def test_who_shares_a_server_takes_over_when_its_owner_ends(data: Path) -> None:
    with Embedded(data) as first, Embedded(data) as second:
        host = second.host
        first.stop()
        second.start()
        assert (second.host, second.is_owner) == (host, True)
        assert asked(second, "SELECT 1") == 1


def test_stopping_is_safe_twice_and_leaves_no_process_nor_socket(data: Path) -> None:
    server = Embedded(data)
    server.start()
    pid, host = postmaster(server), Path(server.host)
    server.stop()
    server.stop()
    assert command_line(pid) == b""
    assert not host.exists()
    with pytest.raises(Unavailable):
        server.dsn()


def test_a_thread_may_not_start_the_server_since_its_end_would_stop_it(data: Path) -> None:
    raised: list[BaseException] = []

    def start() -> None:
        try:
            Embedded(data).start()
        except RuntimeError as error:
            raised.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert len(raised) == 1


def test_what_was_committed_outlives_a_killed_postmaster_still_a_zombie(data: Path) -> None:
    killed = Embedded(data)
    killed.start()
    with psycopg.connect(killed.dsn(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    os.kill(postmaster(killed), signal.SIGKILL)
    with Embedded(data) as server:
        assert server.is_owner
        assert asked(server, "SELECT n FROM kept") == 7
        with psycopg.connect(server.dsn(), autocommit=True) as connection:
            connection.execute("DROP TABLE kept")
    killed.stop()


def test_the_same_object_starts_again_after_its_postmaster_was_killed(data: Path) -> None:
    server = Embedded(data)
    server.start()
    os.kill(postmaster(server), signal.SIGKILL)
    assert until(lambda: command_line(postmaster(server)) == b"")
    server.start()
    assert asked(server, "SELECT 1") == 1
    server.stop()


def test_a_killed_parent_takes_its_server_along(data: Path) -> None:
    with holder(data) as process:
        assert heard(process).startswith("True ")
        pid = postmaster(Embedded(data))
        process.kill()
        assert until(lambda: command_line(pid) == b"")
    with Embedded(data) as server:
        assert server.is_owner


def test_two_processes_starting_at_once_share_one_server(data: Path) -> None:
    with holder(data) as first, holder(data) as second:
        said = [heard(first).split(" "), heard(second).split(" ")]
        # The one that does not own it must be done before its owner ends it.
        assert sorted(owner for owner, _ in said) == ["False", "True"]
        assert said[0][1] == said[1][1]


def test_a_stale_note_naming_somebody_elses_process_is_no_hindrance(data: Path) -> None:
    other_account = server_account(data / "pg18")
    with subprocess.Popen(["sleep", "60"], cwd="/", **other_account.spawn()) as stranger:
        note = data / "pg18" / "postmaster.pid"
        note.write_text(f"{stranger.pid}\n{data / 'pg18'}\n1\n5432\n/tmp/gone\n\n1 2\nready   \n")
        other_account.owns(note)
        with Embedded(data) as server:
            assert asked(server, "SELECT 1") == 1
        assert stranger.poll() is None
        stranger.kill()


def test_an_initialisation_left_halfway_is_started_over(open_folder: Path) -> None:
    data = open_folder / "halfway"
    (data / "pg18.new-left").mkdir(parents=True)
    (data / "pg18.new-left" / "PG_VERSION").write_text("18\n")
    (data / "bin-new-left").mkdir()
    with Embedded(data) as server:
        assert asked(server, "SHOW wal_level") == "minimal"
    assert not list(data.glob("*new-*"))


@pytest.mark.slow
def test_a_killed_first_start_is_started_over(open_folder: Path) -> None:
    data = open_folder / "killed"
    with holder(data) as process:
        assert until(lambda: any(data.glob("pg18.new-*/base")))
        process.kill()
    with Embedded(data) as server:
        assert asked(server, "SHOW data_checksums") == "on"


@pytest.mark.slow
def test_two_folders_have_two_servers_and_a_long_path_is_no_hindrance(
    open_folder: Path, server: Embedded
) -> None:
    data = open_folder / ("long" * 40) / ("path " * 20).strip()
    with Embedded(data) as other:
        assert other.is_owner
        assert other.host != server.host
        assert asked(other, "SHOW data_directory") == str(data / "pg18")


@pytest.mark.slow
def test_a_folder_closed_to_the_servers_account_serves_and_stays_closed(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    data = closed / "é data"
    for _ in range(2):
        with Embedded(data) as server, psycopg.connect(server.dsn(), autocommit=True) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            connection.execute("CHECKPOINT")
            assert connection.execute("SELECT similarity('Ngo', 'Ngo')").fetchone() == (1.0,)
    assert closed.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(data)


@pytest.mark.slow
@only_as_root
def test_an_ordinary_user_without_a_home_runs_the_server_himself(open_folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    folder = open_folder / "of nobody"
    folder.mkdir()
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    wheel = open_folder / "wheel"
    for name in (account_module.WHEEL, f"{account_module.WHEEL}.libs"):
        shutil.copytree(account_module.wheel_folder().parent / name, wheel / name, symlinks=True)

    def run() -> None:
        os.environ["HOME"] = "/nonexistent/home"
        for name in ("SOCLE_DATA", "XDG_DATA_HOME"):
            os.environ.pop(name, None)
        account_module.wheel_folder = lambda: wheel / account_module.WHEEL
        assert str(data_dir()) == f"/var/tmp/socle-data-{nobody.pw_uid}"  # noqa: S108
        data_dir().rmdir()
        with Embedded(folder / "données") as server:
            assert server.is_owner
            assert asked(server, "SELECT current_user") == "postgres"
            assert Path(server.cluster).stat().st_uid == nobody.pw_uid

    assert _as_account(nobody, run) == 0
    # Root who meets that folder later leaves it to its owner.
    with Embedded(folder / "données") as server:
        assert server.cluster.stat().st_uid == nobody.pw_uid
        assert asked(server, "SELECT 1") == 1


def _as_account(who: pwd.struct_passwd, act: Callable[[], None]) -> int:
    """The exit status of a child of that account; forked, for its Python may be out of reach."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.setgroups([])
            os.setgid(who.pw_gid)
            os.setuid(who.pw_uid)
            act()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@only_as_root
def test_under_a_shared_account_only_root_may_connect(server: Embedded) -> None:
    nobody = pwd.getpwnam("nobody")

    def connect() -> None:
        with pytest.raises(psycopg.OperationalError, match=r"[Pp]eer authentication failed"):
            psycopg.connect(server.dsn()).close()

    assert _as_account(nobody, connect) == 0


@only_as_root
def test_a_data_folder_of_another_account_is_refused_to_an_ordinary_user(data: Path) -> None:
    def start() -> None:
        with pytest.raises(Refused) as refusal:
            Embedded(data).start()
        assert refusal.value.code == "data_folder_unusable"

    assert _as_account(pwd.getpwnam("nobody"), start) == 0


def test_a_server_that_does_not_start_says_what_its_log_says(data: Path) -> None:
    version = data / "pg18" / "PG_VERSION"
    before = version.read_text()
    version.write_text("17\n")
    try:
        with pytest.raises(Unavailable) as failure:
            Embedded(data).start()
    finally:
        version.write_text(before)
    assert failure.value.code == "database_not_started"
    assert "incompatible" in str(failure.value.facts["said"])


def test_a_data_folder_that_is_a_file_is_refused(open_folder: Path) -> None:
    taken = open_folder / "a file"
    taken.write_text("")
    with pytest.raises(Refused) as refusal:
        Embedded(taken).start()
    assert refusal.value.code == "data_folder_unusable"


@only_as_root
def test_an_unknown_account_for_the_server_is_refused(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("no-such-account", "root"):
        monkeypatch.setenv("SOCLE_PG_USER", name)
        with pytest.raises(Refused) as refusal:
            Embedded(open_folder / "unknown").start()
        assert refusal.value.code == "database_account_unknown"


def _ours() -> Account:
    return server_account(Path("/nonexistent"))


@only_as_root
def test_a_socket_folder_of_another_account_is_refused() -> None:
    with tempfile.TemporaryDirectory(prefix="socle-taken-", dir="/tmp") as taken:
        os.chown(taken, 12_345, 12_345)
        with pytest.raises(Refused) as refusal:
            runtime_folder(_ours(), Path(taken).name)
    assert refusal.value.code == "socket_folder_not_ours"


def test_a_socket_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    link = SHORT / f"socle-link-{os.getpid()}"
    link.symlink_to(tmp_path)
    try:
        with pytest.raises(Refused) as refusal:
            runtime_folder(_ours(), link.name)
    finally:
        link.unlink()
    assert refusal.value.code == "socket_folder_not_ours"


def test_a_temporary_folder_too_long_for_a_socket_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("t" * 100)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    folder = runtime_folder(_ours(), f"socle-short-{os.getpid()}")
    folder.rmdir()
    assert folder.parent == SHORT


def test_the_data_folder_is_the_one_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOCLE_DATA", "/srv/a b/é")
    assert data_dir() == Path("/srv/a b/é")


@only_as_root
@pytest.mark.parametrize("home", ["", "/nonexistent/home", None])
def test_root_without_a_usable_home_keeps_data_under_var(
    monkeypatch: pytest.MonkeyPatch, home: str | None
) -> None:
    monkeypatch.delenv("SOCLE_DATA", raising=False)
    if home is None:
        monkeypatch.delenv("HOME", raising=False)
    else:
        monkeypatch.setenv("HOME", home)
    assert data_dir() == Path("/var/lib/socle")


@only_as_root
def test_root_with_a_private_home_keeps_data_under_var(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOCLE_DATA", raising=False)
    tmp_path.chmod(0o700)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert data_dir() == Path("/var/lib/socle")


@only_as_root
def test_a_data_folder_that_somebody_else_made_ready_for_us_is_refused() -> None:
    nobody = pwd.getpwnam("nobody")
    planted = Path(f"/var/tmp/socle-data-{nobody.pw_uid}")  # noqa: S108
    planted.mkdir()

    def ask() -> None:
        os.environ["HOME"] = ""
        for name in ("SOCLE_DATA", "XDG_DATA_HOME"):
            os.environ.pop(name, None)
        with pytest.raises(Refused):
            data_dir()

    try:
        assert _as_account(nobody, ask) == 0
    finally:
        planted.rmdir()


def test_a_user_keeps_data_in_his_home_or_where_xdg_says(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOCLE_DATA", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("HOME", str(open_folder))
    assert data_dir() == open_folder / ".local" / "share" / "socle"
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/xdg")
    assert data_dir() == Path("/srv/xdg/socle")
