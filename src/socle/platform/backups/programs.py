"""PostgreSQL's own programs, of the pinned wheel, and what they say when they fail."""

import subprocess
from pathlib import Path

from socle.kernel.errors import Unavailable
from socle.platform.database.account import wheel_folder

_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
_SAID_MOST = 600


def run(program: str, *arguments: str | Path, secret: dict[str, str] | None = None) -> str:
    """Runs a program to its end; returns what it printed.

    `secret` is given by the environment: an argument is read by every account of the machine.

    Raises:
        Unavailable: `backup.program_failed`, with the end of what it said.
    """
    command = [str(wheel_folder() / "pginstall" / "bin" / program), *map(str, arguments)]
    done = subprocess.run(  # noqa: S603
        command,
        cwd="/",
        env=_ENVIRONMENT | (secret or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        said = " ".join(done.stderr.split())[-_SAID_MOST:]
        raise Unavailable("backup.program_failed", program=program, said=said)
    return done.stdout
