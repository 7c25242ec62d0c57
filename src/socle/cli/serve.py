"""`socle serve`: the site and the worker under one parent. `socle worker`: a worker alone."""

import argparse
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from socle.cli.house import DONE, FAILED, open_house, say, told
from socle.cli.processes import Children
from socle.platform.database.target import Target

_HOST = "127.0.0.1"
_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
_PORT = 8000
_START_SECONDS = 60.0
# Four of them work at once (`web.patience`); forty may be in, and the others tell whoever comes
# next to come back (`web.crowd.THREADS`). Most of them have nothing to do: granian's warning about
# their number is not ours to show.
_THREADS = 64
_MOST_PROCESSES = 4
_COUNTS = "PROMETHEUS_MULTIPROC_DIR"  # the library's own name
_COUNTS_FOLDER = "socle-counts-"


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Adds `serve` and `worker` to the parser."""
    serve = subparsers.add_parser("serve", help="ouvrir le site")
    serve.add_argument("--host", default=_HOST)
    serve.add_argument("--port", type=int, default=_PORT)
    serve.add_argument(
        "--processes", type=int, help="processus du site (un par processeur, quatre au plus)"
    )
    serve.set_defaults(func=told(_serve))
    worker = subparsers.add_parser("worker", help="un exécutant de plus, sans site")
    worker.set_defaults(func=told(_worker))


def serve_until_stopped(
    target: Target,
    *,
    host: str,
    port: int,
    processes: int | None = None,
    beside: Iterable[tuple[Sequence[str], int]] = (),
    opened: Callable[[], None] | None = None,
) -> int:
    """Runs the site on an open house until it is told to stop; what is killed starts again.

    It ends by itself only when one of its processes cannot stay. `beside` are other programs that
    run with it, and the port where each answers before it starts; `opened` is done once it does.
    """
    if not _may_open(host):
        say("socle : des partenaires simulés ne s’ouvrent qu’à cette machine (127.0.0.1).")
        return FAILED
    if not is_free(host, port):
        say(f"socle : le port {port} est déjà pris. Choisissez-en un autre avec --port.")
        return FAILED
    _close_pools()
    with counting_together(), Children() as children:
        programs = list(beside)
        for program, _port in programs:
            children.start(program, is_quiet=True)
        for program, at in programs:
            if not answers(_HOST, at):
                say(f"socle : {' '.join(program[:2])} ne répond pas.")
        children.start(["socle.platform.jobs"])
        children.start(site(host, port, processes))
        if not answers(host, port):
            say("socle : le site ne répond pas.")
            return FAILED
        if opened is not None:
            opened()
            _close_pools()
        say(f"socle : le site est ouvert sur http://{host}:{port}/ — Ctrl+C pour fermer")
        children.keep(lambda: _keep_database(target))
    say("socle : un des exécutants ne peut pas rester ; le site est fermé.")
    return FAILED


@contextmanager
def counting_together() -> Iterator[None]:
    """The site's processes count their requests in one folder: whichever is asked tells for all."""
    for left in Path(tempfile.gettempdir()).glob(f"{_COUNTS_FOLDER}*-*"):
        number = left.name.removeprefix(_COUNTS_FOLDER).partition("-")[0]
        if not Path("/proc", number).exists():  # it was killed, and could not remove its own
            shutil.rmtree(left, ignore_errors=True)
    folder = tempfile.mkdtemp(prefix=f"{_COUNTS_FOLDER}{os.getpid()}-")
    os.environ[_COUNTS] = folder
    try:
        yield
    finally:
        del os.environ[_COUNTS]
        shutil.rmtree(folder, ignore_errors=True)


def site(host: str, port: int, processes: int | None = None) -> list[str]:
    """The site's own processes, one a processor, as `python -m` runs them."""
    processes = processes or min(len(os.sched_getaffinity(0)), _MOST_PROCESSES)
    return [
        *("granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(processes), "--blocking-threads", str(_THREADS), "--no-ws"),
        *("--log-level", "error", "socle.web.wsgi:application"),
    ]


def _keep_database(target: Target) -> None:
    """Takes the embedded server over when the command that had started it has ended."""
    if target.embedded is not None:
        target.embedded.start()


def _serve(arguments: argparse.Namespace) -> int:
    with open_house() as target:
        return serve_until_stopped(
            target, host=arguments.host, port=arguments.port, processes=arguments.processes
        )


def _worker(_arguments: argparse.Namespace) -> int:
    with open_house():
        from socle.platform.jobs.worker import run

        run()
    return DONE


def _may_open(host: str) -> bool:
    """Settings under which partners may be on the loopback are for this machine alone."""
    from django.conf import settings

    return not settings.NOTICES_TO_LOOPBACK or host in _THIS_MACHINE


def is_free(host: str, port: int) -> bool:
    """Whether a port can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str) -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def answers(host: str, port: int) -> bool:
    """Whether somebody listens there, now or within the time a site takes to start."""
    limit = time.monotonic() + _START_SECONDS
    while time.monotonic() < limit:
        try:
            with socket.create_connection((host, port), timeout=2):
                return True
        except OSError:
            time.sleep(0.1)
    return False


def _close_pools() -> None:
    """The children open their own connections; ours would only be held."""
    from django.db import connections

    connections.close_all()
