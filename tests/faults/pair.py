"""Two sites of one cluster: a primary that waits for its standby, and the standby, on sockets."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from tests import clusters, live

from socle.platform.database.account import Account, binaries, server_account

_TRUST = "local all all trust\nlocal replication all trust\n"
_SETTINGS = (
    *("wal_level=replica", "max_wal_senders=4", "hot_standby=on", "wal_log_hints=on"),
    *("fsync=off", "shared_buffers=64MB", "max_wal_size=512MB", "listen_addresses="),
    *("wal_receiver_status_interval=1", "wal_retrieve_retry_interval=200", "port=5432"),
)
_START_SECONDS = 60


class Server:
    """One of the two, on a data folder."""

    def __init__(self, account: Account, tools: Path, cluster: Path, sockets: Path) -> None:
        self._account, self._tools = account, tools
        self.cluster, self.sockets = cluster, sockets
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *settings: str) -> None:
        command = [str(self._tools / "postgres"), "-D", str(self.cluster)]
        for each in (*_SETTINGS, f"unix_socket_directories={self.sockets}", *settings):
            command += ["-c", each]
        with (self.sockets / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, **self._account.spawn(),
            )  # fmt: skip
        limit = time.monotonic() + _START_SECONDS
        while True:
            with suppress(psycopg.OperationalError), self.superuser():
                return
            assert self._process.poll() is None, (self.sockets / "log").read_text()[-2000:]
            assert time.monotonic() < limit
            time.sleep(0.05)

    def superuser(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self.sockets), dbname="socle", user="postgres", autocommit=True
        )

    def end(self, how: signal.Signals = signal.SIGINT) -> None:
        """Tells the server to stop; killed, it takes its whole family along."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            if how is signal.SIGKILL:
                os.killpg(self._process.pid, how)
            self._process.send_signal(how)
        self._process.wait(60)
        self._process = None

    def freeze(self) -> None:
        assert self._process is not None
        for each in self._family():
            os.kill(each, signal.SIGSTOP)

    def thaw(self) -> None:
        for each in self._family():
            os.kill(each, signal.SIGCONT)

    def _family(self) -> list[int]:
        assert self._process is not None
        found = subprocess.run(
            ["pgrep", "-P", str(self._process.pid)], capture_output=True, text=True, check=False
        )
        return [self._process.pid, *(int(each) for each in found.stdout.split())]


class Pair:
    """The two sites; `url` names both, whichever writes."""

    def __init__(self, one: Server, other: Server) -> None:
        self.one, self.other = one, other

    def url(self, user: str) -> str:
        return (
            f"postgresql://{user}@/socle?host={self.one.sockets},{self.other.sockets}"
            "&port=5432,5432"
        )

    @property
    def follows(self) -> tuple[str, ...]:
        """What the second is started with while it is the standby."""
        return (f"primary_conninfo=host={self.one.sockets} user=postgres application_name=b",)

    def promote(self) -> None:
        with self.other.superuser() as session:
            session.execute("SELECT pg_promote()")

    def environment(self, data: Path, **more: str) -> dict[str, str]:
        return live.environment(data) | {
            "SOCLE_DATABASE_URL": self.url("socle_app"),
            "SOCLE_DATABASE_OWNER_URL": self.url("socle_owner"),
            **more,
        }


@contextmanager
def two_sites(migrated: Path) -> Iterator[Pair]:
    """A migrated pair: no commit of the first is acknowledged before the second has it."""
    # Not below the tests' own folder: the servers' account cannot walk through it.
    with TemporaryDirectory(prefix="socle-pair-") as folder:
        Path(folder).chmod(0o755)
        with _pair(migrated, Path(folder)) as pair:
            yield pair


@contextmanager
def _pair(migrated: Path, folder: Path) -> Iterator[Pair]:
    first = clusters.give(migrated, folder / "one") / "pg18"
    account = server_account(first)
    tools = binaries(account, folder)
    one = Server(account, tools, first, _sockets(account, folder / "1"))
    second = folder / "two"
    (first / "pg_hba.conf").write_text(_TRUST, "utf-8")
    # A standby cannot replay what was written when there was none to come.
    one.start()
    one.end(signal.SIGINT)
    subprocess.run(["cp", "-a", str(first), str(second)], check=True)
    (second / "standby.signal").touch()
    account.owns(second / "standby.signal")
    other = Server(account, tools, second, _sockets(account, folder / "2"))
    pair = Pair(one, other)
    try:
        one.start("synchronous_standby_names=*")
        other.start(*pair.follows)
        yield pair
    finally:
        other.end(signal.SIGINT)
        one.end(signal.SIGINT)


def _sockets(account: Account, folder: Path) -> Path:
    folder.mkdir(mode=0o755)
    account.owns(folder)
    assert len(str(folder)) < 90, folder
    return folder
