"""`socle test` and `socle check`: the suite, and all that keeps the house as it is drawn."""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from socle.cli.house import FAILED, say

ROOT = Path(__file__).parents[3]
# What the browser journeys need, as Debian calls it; installed when we may, else they skip.
_DEBIAN = {"chromium": "chromium"}
_MOST_WORKERS = 4  # each has a PostgreSQL of its own
_LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
_CHECKS = (
    ("format", ["-m", "ruff", "format", "--check", "."]),
    ("lint", ["-m", "ruff", "check", "."]),
    ("templates", ["-m", "djlint", "--lint", "--quiet", "src/socle/web/templates"]),
    ("types", ["-m", "mypy"]),
    ("import contracts", ["-c", _LINT_IMPORTS]),
)


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Adds `test` and `check` to the parser."""
    test = subparsers.add_parser("test", help="les tests ; installe ce qu’il leur faut")
    test.add_argument(
        "--long", action="store_true", help="lecteurs et adresses éprouvés : --minutes, --write"
    )
    test.set_defaults(func=_test)
    check = subparsers.add_parser("check", help="style, types, contrats d’import, puis les tests")
    check.set_defaults(func=_check, long=False)


def _test(arguments: argparse.Namespace) -> int:
    if arguments.long:
        return _run(["-m", "tests.hardness", *arguments.rest])
    _install_debian_packages()
    return _run(["-m", "pytest", *(arguments.rest or _side_by_side())])


def _side_by_side() -> list[str]:
    """The whole suite on several processors; a part of it is sooner done by one.

    One more than there are: a test of processes killed, sites lost or pages drawn mostly waits.
    """
    workers = min(len(os.sched_getaffinity(0)) + 1, _MOST_WORKERS)
    return ["-n", str(workers), "--dist", "worksteal"]


def _check(arguments: argparse.Namespace) -> int:
    for name, command in _CHECKS:
        started = time.monotonic()
        say(f"socle : {name}…")
        if _run(command):
            say(f"socle : {name} : à corriger.")
            return FAILED
        say(f"socle : {name} : en ordre ({time.monotonic() - started:.0f} s)")
    return _test(arguments)


def _run(python: list[str]) -> int:
    """Runs this interpreter: console scripts break where the path has a space."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "DJANGO_SETTINGS_MODULE": "socle.settings.test",
    }
    command = [sys.executable, *python]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode  # noqa: S603


def _install_debian_packages() -> None:
    missing = [package for program, package in _DEBIAN.items() if not shutil.which(program)]
    if not missing:
        return
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        say(f"socle : sans {', '.join(missing)}, les parcours au navigateur sont passés.")
        return
    say(f"socle : installation de {', '.join(missing)} pour les parcours au navigateur…")
    install = [apt, "install", "-y", "-qq", "--no-install-recommends", *missing]
    for command in ([apt, "update", "-qq"], install):
        done = subprocess.run(  # noqa: S603 - Debian's own tool, no shell
            command,
            check=False,
            stdout=subprocess.DEVNULL,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        )
    if done.returncode:
        say("socle : l’installation n’a pas abouti ; ces parcours seront passés, avec leur raison.")
