"""Over capacity the site says so at once, and ends what is under way."""

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from tests.live import free_port
from tests.web.crowded_site import PLACES, PUBLIC_PLACES

from socle.cli.serve import site
from socle.platform.database.commits import HELD_SECONDS, Commits, commits
from socle.web.crowd import PLACES as PLACES_OF_A_PROCESS
from socle.web.crowd import THREADS, Crowd, before

ROOT = Path(__file__).parents[2]
SECONDS = 1.5
CALLERS = 10 * PLACES


@pytest.fixture(scope="module")
def crowded_site() -> Iterator[tuple[int, int]]:
    """The port of a slow site behind the server that Socle runs on, and the server's pid."""
    port = free_port()
    given = os.environ | {
        "DJANGO_SETTINGS_MODULE": "socle.settings.typing",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
    }
    said = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    said += ["--port", str(port), "--workers", "1", "--blocking-threads", str(THREADS), "--no-ws"]
    server = subprocess.Popen(
        [*said, "--log-level", "warning", "tests.web.crowded_site:application"], env=given
    )
    try:
        limit = time.monotonic() + 60
        while time.monotonic() < limit:
            try:
                with calling(port) as kept:
                    assert asked(kept, "/health")[0] == 200
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise AssertionError("the slow site does not answer")
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(30)


def calling(port: int) -> AbstractContextManager[http.client.HTTPConnection]:
    return closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30))


def asked(
    kept: http.client.HTTPConnection, path: str, **headers: str
) -> tuple[int, dict[str, str], str]:
    kept.request("GET", path, headers={name.replace("_", "-"): it for name, it in headers.items()})
    answer = kept.getresponse()
    text = answer.read().decode()
    return answer.status, {name.lower(): it for name, it in answer.getheaders()}, text


def memory_mb(pid: int) -> int:
    """What a server and its worker hold."""
    pids = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    pages = sum(int(Path(f"/proc/{each}/statm").read_text().split()[1]) for each in pids)
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def test_ten_times_as_many_as_it_is_for_are_served_or_told_to_come_back(
    crowded_site: tuple[int, int],
) -> None:
    port, pid = crowded_site
    until = time.monotonic() + SECONDS
    found: dict[str, list[int]] = {"known": [], "public": []}
    wrong: list[object] = []
    lock = threading.Lock()

    def insist(kind: str) -> None:
        said = {"Cookie": "sessionid=abc"} if kind == "known" else {}
        with calling(port) as kept:
            while time.monotonic() < until:
                status, headers, _text = asked(kept, "/persons/1", **said)
                with lock:
                    found[kind].append(status)
                    if status == 503 and not {"retry-after", "socle-shed"} <= headers.keys():
                        wrong.append(headers)
                if status == 503:
                    time.sleep(0.05)

    before_them = memory_mb(pid)
    with calling(port) as lives, ThreadPoolExecutor(CALLERS) as threads:
        going = [threads.submit(insist, ("known", "public")[each % 2]) for each in range(CALLERS)]
        time.sleep(SECONDS / 2)
        assert asked(lives, "/health")[0] == 200
        for each in going:
            each.result()
    assert wrong == []
    assert {*found["known"], *found["public"]} == {200, 503}
    # Who signed in finds the places that a public page does not take.
    assert found["known"].count(200) > found["public"].count(200) > 0
    with calling(port) as lives:
        most = json.loads(asked(lives, "/health")[2])
        assert (most["all"], most["public"]) == (PLACES, PUBLIC_PLACES)
        assert memory_mb(pid) - before_them < 64
        # And once they are gone, everybody is served again.
        assert asked(lives, "/persons/1")[0] == 200


def test_fewer_come_in_while_those_who_leave_had_to_stay_long() -> None:
    crowd = Crowd(40, 10, lambda: True)
    stay(crowd, 20.0)
    stay(crowd, 20.0)
    came_in = [crowd.enter(is_public=False) for _each in range(12)]
    assert came_in == [True] * 8 + [False] * 4
    for _each in range(8):
        crowd.leave(is_public=False, came_at=100.0, at=100.1)
    assert all(crowd.enter(is_public=False) for _each in range(40))
    assert not crowd.enter(is_public=False)


def test_what_was_waited_for_a_database_keeps_nobody_out() -> None:
    is_there = False
    crowd = Crowd(40, 10, lambda: is_there)
    stay(crowd, 40.0)
    stay(crowd, 40.0)
    is_there = True
    assert all(crowd.enter(is_public=False) for _each in range(40))


def test_a_commit_that_waits_for_another_site_keeps_nobody_out_but_for_lack_of_places() -> None:
    commits = Commits()
    crowd = Crowd(40, 10, lambda: True, commits.held_until)
    came_at = time.monotonic() - 40.0  # before the wait, and gone after it
    with commits.under_way():
        assert commits.held_until() < came_at
        time.sleep(HELD_SECONDS + 0.1)
        assert commits.held_until() > came_at
    for _each in range(3):
        assert crowd.enter(is_public=False)
        crowd.leave(is_public=False, came_at=came_at, at=time.monotonic())
    assert all(crowd.enter(is_public=False) for _each in range(40))
    assert not crowd.enter(is_public=False)


def test_our_connections_tell_that_they_wait_for_a_commit(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socle.platform.database.commits.HELD_SECONDS", 0.0)
    before_it = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert commits.held_until() < before_it
    assert commits.held_until() > before_it


def stay(crowd: Crowd, seconds: float) -> None:
    assert crowd.enter(is_public=False)
    crowd.leave(is_public=False, came_at=100.0, at=100.0 + seconds)


def test_the_site_has_a_thread_left_to_say_no() -> None:
    told = site("127.0.0.1", 8000)
    assert int(told[told.index("--blocking-threads") + 1]) == THREADS > PLACES_OF_A_PROCESS


def turned_away(path: str = "/law", **environ: str) -> tuple[str, dict[str, str], str]:
    """What somebody is told by a site that has no place left."""
    said: list[Any] = []
    nobody = before(lambda _environ, _start: [b"in"], places=0, public_places=0)
    body = b"".join(
        nobody(
            {"PATH_INFO": path, **environ}, lambda status, headers: said.extend((status, headers))
        )
    )
    status, headers = said or ("", [])
    return status, dict(headers), body.decode()


@pytest.mark.parametrize(
    ("accepted", "language", "side", "words"),
    [
        ("", "fr", "ltr", "Trop de personnes à la fois"),
        ("en-GB,en;q=0.9,fr;q=0.5", "en", "ltr", "Too many people at once"),
        ("ar-MA", "ar", "rtl", "عدد كبير من الأشخاص"),
        ("de, xx;q=oops", "fr", "ltr", "Trop de personnes à la fois"),
    ],
)
def test_who_is_turned_away_reads_it_in_their_language(
    accepted: str, language: str, side: str, words: str
) -> None:
    status, headers, page = turned_away(HTTP_ACCEPT_LANGUAGE=accepted)
    assert status == "503 Service Unavailable"
    assert f'<html lang="{language}" dir="{side}">' in page
    assert words in page
    assert headers["Retry-After"] in page
    assert headers["Cache-Control"] == "no-store"


def test_a_program_is_told_by_a_problem_document() -> None:
    _status, headers, text = turned_away("/api/v1/acts", HTTP_AUTHORIZATION="Bearer x")
    assert headers["Content-Type"] == "application/problem+json"
    assert json.loads(text)["code"] == "web.crowded"
    assert 5 <= int(headers["Retry-After"]) <= 15


def test_health_is_told_however_many_there_are() -> None:
    for path in ("/health", "/health/ready", "/metrics"):
        assert turned_away(path)[2] == "in"


def test_those_who_wait_for_a_database_do_not_keep_others_out() -> None:
    patient = before(
        lambda _environ, _start: [b"in"], places=0, public_places=0, may_turn_away=lambda: False
    )
    assert list(patient({"PATH_INFO": "/law"}, lambda *_said: None)) == [b"in"]
