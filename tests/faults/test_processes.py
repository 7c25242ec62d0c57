"""What `serve` does with a child that ends: it starts again, or, if it cannot stay, all end."""

import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator

import pytest
from tests import live

from socle.cli.processes import Children


class _Seen(Exception):  # noqa: N818 - how a test leaves what would go on for ever
    pass


@pytest.fixture
def port() -> Iterator[int]:
    found = live.free_port()
    yield found
    assert live.is_free(found), "a child was ended and something kept its port"


def test_a_site_whose_first_process_is_killed_answers_again_on_its_port(port: int) -> None:
    first: list[int] = []

    def look() -> None:
        now = _children("granian")
        if not first and _answers(port):
            first.extend(now)
            os.kill(first[0], signal.SIGKILL)
        elif first and now not in ([], first) and _answers(port):
            raise _Seen

    site = ("granian", "--interface", "wsgi", "--port", str(port), "wsgiref.simple_server:demo_app")
    with Children(waits=(0.0, 0.1, 0.1)) as children:
        children.start(site)
        with pytest.raises(_Seen):
            children.keep(look)


def test_a_child_that_cannot_stay_is_given_up_and_the_others_end(
    port: int, capfd: pytest.CaptureFixture[str]
) -> None:
    with Children(waits=(0.0, 0.1, 0.1)) as children:
        children.start(("http.server", str(port), "--bind", "127.0.0.1"))
        children.start(("socle.no_such_module",))
        children.keep(lambda: None)
    said = capfd.readouterr().err
    assert said.count("socle.no_such_module s’est arrêté (1)") == 2
    assert "socle.no_such_module s’arrête aussitôt (1) ; on renonce." in said


def _children(name: str) -> list[int]:
    found = subprocess.run(
        ["pgrep", "-P", str(os.getpid()), "-f", name], capture_output=True, text=True, check=False
    )
    return [int(each) for each in found.stdout.split()]


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        time.sleep(0.1)
        return False
