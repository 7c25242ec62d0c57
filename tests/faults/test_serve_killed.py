"""`serve` whose child is killed ends with an error and keeps nothing: it can start again."""

import os
import signal
import subprocess
from pathlib import Path

import pytest
from tests import live


@pytest.mark.slow
def test_serve_ends_with_an_error_and_leaves_its_port_when_a_child_is_killed(
    tmp_path: Path,
) -> None:
    data = tmp_path / "données"
    tmp_path.chmod(0o755)
    for victim in ("socle.platform.jobs", "granian"):
        with live.serving(data, "serve") as (serve, url):
            os.kill(child(serve.pid, victim), signal.SIGKILL)
            assert serve.wait(30) == 1
            port = int(url.rpartition(":")[2])
            assert live.is_free(port), f"{victim} was killed and something kept the port"


def child(parent: int, name: str) -> int:
    found = subprocess.run(
        ["pgrep", "-P", str(parent), "-f", name], capture_output=True, text=True, check=True
    )
    return int(found.stdout.split()[0])
