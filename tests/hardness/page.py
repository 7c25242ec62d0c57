"""`docs/reference/hardness.md`, written by a long run and never by hand."""

import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.hardness.mutation import MOST_BYTES
from tests.hardness.readers import MOST_GROWTH_MB, SLOWEST_SECONDS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "hardness.md"
Told = Sequence[dict[str, Any]]


def write(found: dict[str, Any]) -> None:
    """Writes what a run has found."""
    PAGE.write_text(page(found, at=datetime.now(UTC), release=_release()), "utf-8")


def page(found: dict[str, Any], *, at: datetime, release: str) -> str:
    """The page: what was tried, how many times, what was found."""
    readers, routes = found.get("readers", []), found.get("routes", [])
    lines = [
        "# Hardness",
        "",
        "Written by `./socle test --long --write`; not edited by hand.",
        "",
        "Readers of files, messages and typed texts are given samples spoilt byte by byte, member "
        "by member and part by part; what gave an answer not seen yet is spoilt further. Addresses "
        "are asked as every role and as nobody, with hostile values, with what the forms of their "
        "own pages ask for, and with what is made of the API's description. A fault is whatever a "
        "reader does not say that it refuses, a status of 500 or more but 503, a case longer "
        f"than {SLOWEST_SECONDS} s, or a reader whose memory grows more than {MOST_GROWTH_MB} MB. "
        f"A case holds at most {MOST_BYTES // 1024} KiB; what unfolds or nests without end has its "
        "own tests (`tests/hardness/test_bombs.py`), run with all others.",
        "",
        f"- On {at:%Y-%m-%d}, after release {release}, for {found['minutes']:g} minutes, "
        f"seed {found['seed']}.",
        f"- Readers: {_sum(readers)} cases, {_faults(readers)} faults.",
        f"- Addresses: {_sum(routes)} requests, {_faults(routes)} faults.",
        "",
        "## Readers",
        "",
        "| reader | cases | different answers | slowest, ms of processor | growth, MB | faults |",
        "|---|---:|---:|---:|---:|---|",
        *(
            f"| {each['target']} | {each['cases']:,} | {each['answers']:,} | {each['slowest_ms']} |"
            f" {each['growth_mb']} | {_named(each)} |"
            for each in readers
        ),
        "",
        "## Addresses",
        "",
        "| part | requests | slowest, ms | faults |",
        "|---|---:|---:|---|",
        *(
            f"| {each['target']} | {each['cases']:,} | {each['slowest_ms']} | {_named(each)} |"
            for each in routes
        ),
        "",
    ]
    return "\n".join(lines)


def _sum(told: Told) -> str:
    return f"{sum(each['cases'] for each in told):,}"


def _faults(told: Told) -> int:
    return sum(len(each["faults"]) for each in told)


def _named(told: dict[str, Any]) -> str:
    return ", ".join(f"`{each}`" for each in told["faults"]) or "none"


def _release() -> str:
    """The last release: a commit's name does not outlive the way it is landed."""
    with (ROOT / "pyproject.toml").open("rb") as told:
        return str(tomllib.load(told)["project"]["version"])
