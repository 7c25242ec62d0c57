"""Socle as people run it: its own processes, its own database, a real port."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
_START_SECONDS = 400  # side by side with other tests, on a busy machine
STOP_SECONDS = 30


@dataclass(frozen=True)
class Site:
    """A site that answers; `users` are the Cameroonian fund's, the first of each role."""

    url: str
    data: Path
    shown: dict[str, Any] = field(repr=False)

    @property
    def users(self) -> dict[str, tuple[str, str]]:
        accounts = self.shown["funds"][0]["accounts"]
        password = self.shown["password"]
        return {each["role"]: (each["login"], password) for each in reversed(accounts)}


def command(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "socle", *arguments]


def environment(data: Path) -> dict[str, str]:
    """Ours, without what the tests set: the command chooses its settings and its database."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != "DJANGO_SETTINGS_MODULE" and not name.startswith("SOCLE_DB_")
    }
    return kept | {"PYTHONPATH": str(ROOT / "src"), "SOCLE_DATA": str(data)}


def socle(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    """Runs `./socle ARGUMENTS` to its end."""
    return subprocess.run(
        command(arguments),
        env=environment(data),
        capture_output=True,
        text=True,
        check=False,
        timeout=_START_SECONDS,
    )


@contextmanager
def serving(
    data: Path, *arguments: str, given: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A command that opens the site, once it answers; told to stop at the end, by its pid.

    `given` is its environment, where it is another than `environment(data)`.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with (data.parent / f"{data.name}.log").open("w+") as said:
        running = subprocess.Popen(
            command([*arguments, "--port", str(port)]),
            env=given or environment(data),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
        try:
            _wait_for(url, running, said.name)
            yield running, url
        finally:
            if running.poll() is None:
                running.send_signal(signal.SIGTERM)
            try:
                running.communicate(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                running.kill()
                running.communicate()
                raise
    left = processes_of(data)
    assert left == [], left


@contextmanager
def demonstration(data: Path, *, persons: int) -> Iterator[Site]:
    """The two demonstration funds, open on a port of their own."""
    with serving(data, "demo", "--data", str(data), "--persons", str(persons), "--json") as (
        running,
        url,
    ):
        assert running.stdout is not None
        yield Site(url=url, data=data, shown=json.loads(running.stdout.readline()))


def processes_of(data: Path) -> list[str]:
    """The processes that work on a data folder: their pid and command."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            asked = (folder / "cmdline").read_bytes()
            given = (folder / "environ").read_bytes()
            place = (folder / "cwd").readlink()  # a database server stands in its data
        except OSError:
            continue
        marks = asked + given + bytes(place)
        if str(data).encode() in marks and folder.name != str(os.getpid()):
            found.append(f"{folder.name}: {asked.replace(bytes(1), b' ').decode()}")
    return found


def _wait_for(url: str, running: "subprocess.Popen[str]", log: str) -> None:
    limit = time.monotonic() + _START_SECONDS
    while time.monotonic() < limit:
        if running.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the site does not answer:\n{Path(log).read_text()}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def is_free(port: int) -> bool:
    """Whether nobody answers on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
