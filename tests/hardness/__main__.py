"""`./socle test --long`: readers and routes tried with what nobody should send, for a time."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_KEPT = ROOT / "var" / "hardness"
_READERS_SHARE = 0.6  # of the time; the rest goes to the routes


def main() -> int:
    """Tries everything for the minutes that were given; 1 when a fault was found."""
    said = _asked()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socle.settings.test")
    found: dict[str, Any] = {"seed": said.seed, "minutes": said.minutes}
    share = {"all": _READERS_SHARE, "readers": 1, "routes": 0}[said.only]
    if share:
        found["readers"] = _readers(said.minutes * 60 * share, said.seed)
    if share < 1:
        found["routes"] = _routes(said.minutes * 60 * (1 - share), said.seed)
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    if said.write:
        from tests.hardness.page import write

        write(found)
    tried = [*found.get("readers", []), *found.get("routes", [])]
    return 1 if any(each["faults"] for each in tried) else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="socle test --long")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["all", "readers", "routes"], default="all")
    parser.add_argument("--write", action="store_true", help="writes docs/reference/hardness.md")
    return parser.parse_args()


def _readers(seconds: float, seed: int) -> list[dict[str, Any]]:
    import django

    django.setup()
    from tests.hardness.readers import every
    from tests.hardness.targets import targets

    from socle.kernel.wording import catalogue

    catalogue()  # read once, before the readers have processes of their own
    names = [each.name for each in targets()]
    at_once = min(len(os.sched_getaffinity(0)), 4)
    each = max(0.5, seconds * at_once / len(names))
    return every(names, seconds=each, seed=seed, kept=_KEPT, at_once=at_once)


def _routes(seconds: float, seed: int) -> list[dict[str, Any]]:
    """In a process of pytest's, for its database: the fund it fills is nobody's."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.json"
        environment = os.environ | {
            "SOCLE_HARDNESS_SECONDS": str(seconds),
            "SOCLE_HARDNESS_SEED": str(seed),
            "SOCLE_HARDNESS_TOLD": str(told),
        }
        command = [sys.executable, "-m", "pytest", "tests/hardness/routes.py", "-q"]
        command += ["-p", "no:randomly", "-p", "no:cacheprovider"]
        subprocess.run(command, cwd=ROOT, env=environment, check=False, stdout=sys.stderr)
        found: list[dict[str, Any]] = json.loads(told.read_text())
    return found


if __name__ == "__main__":
    sys.exit(main())
