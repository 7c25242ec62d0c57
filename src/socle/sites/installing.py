"""What the kit needs of the machine: programs of Debian, and Patroni in its own environment."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from socle.kernel.errors import Refused, Unavailable
from socle.platform.database.account import Account

LOCK = Path(__file__).parents[3] / "deploy" / "requirements.lock"
# Program → the Debian package that has it.
_PROGRAMS = {
    "etcd": "etcd-server",
    "ip": "iproute2",
    "nsenter": "util-linux",
    "setpriv": "util-linux",
}
_LEAST = (3, 11)


def require_programs(say: Callable[[str], None]) -> None:
    """Installs what is missing of Debian's packages.

    Raises:
        Refused: we are not root, or a package cannot be had here.
    """
    if os.geteuid() != 0:
        raise Refused("sites.not_root")
    missing = sorted({pack for name, pack in _PROGRAMS.items() if not shutil.which(name)})
    if not missing:
        return
    if not shutil.which("apt-get"):
        raise Refused("sites.packages_missing", packages=" ".join(missing))
    say(f"socle : installation de {' '.join(missing)}…")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    command = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    for again in (False, True):
        if again:
            _run(["apt-get", "update"], quiet)
        if _run(command, quiet) and all(shutil.which(name) for name in _PROGRAMS):
            if "etcd-server" in missing and Path("/run/systemd/system").exists():
                # Debian starts one of the machine's own; the kit runs three of its own.
                _run(["systemctl", "disable", "--now", "etcd"], quiet)
            return
    raise Refused("sites.packages_missing", packages=" ".join(missing))


def patroni_python(folder: Path, account: Account, say: Callable[[str], None]) -> Path:
    """The Python that runs Patroni, at the versions of its lock; installed where it is not.

    Raises:
        Refused: no Python of this machine can be run by the servers' account.
        Unavailable: the packages could not be had.
    """
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]
    place = folder / f"patroni-{digest}"
    python = place / "bin" / "python"
    if place.exists():
        return python
    say("socle : installation de Patroni…")
    fresh = folder / f"patroni-new-{os.getpid()}"
    shutil.rmtree(fresh, ignore_errors=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    if not _run([str(_python_for(account)), "-m", "venv", "--copies", str(fresh)], kept):
        raise Unavailable("sites.not_installed", name="venv")
    pip = [str(fresh / "bin" / "python"), "-m", "pip", "install", "-q", "--no-deps"]
    pip += ["--require-hashes", "--disable-pip-version-check", "-r", str(LOCK)]
    if not _run(pip, kept | {"PIP_CONSTRAINT": os.devnull}):
        raise Unavailable("sites.not_installed", name="patroni")
    fresh.rename(place)
    return python


def _python_for(account: Account) -> Path:
    """Ours, unless it lies in a folder that the servers' account cannot reach: then the system's.

    Raises:
        Refused: `sites.python_closed`.
    """
    ours = Path(getattr(sys, "_base_executable", "") or sys.executable).resolve()
    found = shutil.which("python3", path="/usr/bin:/usr/local/bin")
    for python in (ours, *([Path(found).resolve()] if found else [])):
        if account.reaches(python.parent) and _is_recent(python):
            return python
    raise Refused("sites.python_closed")


def _is_recent(python: Path) -> bool:
    check = f"import sys, ensurepip; sys.exit(sys.version_info < {_LEAST})"
    return subprocess.run([str(python), "-c", check], check=False).returncode == 0  # noqa: S603


def _run(command: list[str], environment: dict[str, str]) -> bool:
    """Whether a command ended well; what it said is shown when it did not."""
    done = subprocess.run(  # noqa: S603
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.stderr.write(f"{done.stdout}{done.stderr}\n")
    return done.returncode == 0
