"""The page that `bench load --write` makes of its figures: `docs/reference/load.md`."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_WORDS = {
    "act": "an act, from its form sent to its page asked for",
    "act_form": "form of an act",
    "account": "account of an employer",
    "career": "career of a person",
    "claim": "claim not decided, computed and shown",
    "coverage_check": "coverage, asked by a partner's system",
    "deposit": "a file of twenty lines handed in and treated",
    "deposit_form": "form of a deposit",
    "deposits": "list of deposits",
    "desk": "desk",
    "employer": "file of an employer",
    "person": "file of a person",
    "rights": "rights of a person",
    "search": "search by parts of a name",
}


def write(found: dict[str, Any], path: Path) -> None:
    """Writes the page."""
    path.write_text("\n".join(_page(found)) + "\n", "utf-8")


def _page(found: dict[str, Any]) -> Iterator[str]:
    day, most = found["day"], found["most"]
    processors = len(os.sched_getaffinity(0))
    yield "# Load"
    yield ""
    yield f"Written by `./socle bench load --size {found['size']} --minutes {found['minutes']}"
    yield "--write docs/reference/load.md`; not by hand. A register of"
    yield f"{found['size']:,} persons, {found['agents']} agents signed in and at work at once,"
    yield "the site and its worker, the database and the agents' browsers on one machine of"
    yield f"{processors} processors, on loopback. Milliseconds until the last byte of a page."
    yield f"Waiting for those processors before it began: {found['load_average_before']} others."
    yield ""
    yield f"**Target**: 99 pages of 100 within {found['target_p99_ms']} ms while fifty agents work:"
    yield f"{'reached' if found['in_target'] else 'not reached'} in this run"
    yield f"({day['all']['p99_ms']} ms)."
    yield ""
    yield "## A day"
    yield ""
    yield f"Agents think two to six seconds between pages. {day['requests']:,} requests in"
    yield f"{day['seconds']:,} s, {day['per_second']} a second; of the processors"
    yield f"{day['processor_ms']['site']} ms a request in the site and"
    yield f"{day['processor_ms']['database']} in the database. Errors: {_errors(day)}."
    yield ""
    yield from _table(day)
    yield from _alone(found["processor_ms_alone"])
    yield from _walked(found["walk"])
    yield "## As fast as they can"
    yield ""
    yield f"The same without thinking: {most['per_second']} requests a second. Errors:"
    yield f"{_errors(most)}."
    yield ""
    yield from _table(most)
    yield from _crowded(found["crowd"], found["day_again"])
    yield ""
    yield from _soaked(found["soak"], found["minutes"])
    yield "The register was made in"
    yield f"{found['prepared_seconds']} s, around the product's own door but for its persons."
    yield "Versions:"
    yield ", ".join(f"{name} {each}" for name, each in found["versions"].items()) + "."


def _alone(told: dict[str, dict[str, float]]) -> Iterator[str]:
    yield "What one page asks of the processors, in milliseconds, by one agent alone:"
    yield ""
    yield "| page | site | database |"
    yield "|---|---|---|"
    for kind, each in sorted(told.items()):
        yield f"| {_WORDS[kind]} | {each['site']} | {each['database']} |"
    yield ""


def _walked(told: dict[str, Any]) -> Iterator[str]:
    yield f"One agent alone, led on by every link: {told['kinds']} kinds of page in"
    yield f"{told['visits']:,} visits; over 300 ms: {told['over_target']}. The slowest, in"
    yield "milliseconds (median of their visits), by the name of their address:"
    yield ""
    yield ", ".join(f"`{kind}` {taken}" for kind, taken in told["slowest_ms"].items()) + "."
    yield ""


def _table(told: dict[str, Any]) -> Iterator[str]:
    yield "| page | count | half within | 95 of 100 | 99 of 100 | over 300 ms |"
    yield "|---|---|---|---|---|---|"
    for kind, each in [*told["kinds"].items(), ("all", told["all"])]:
        words = _WORDS.get(kind, "**all pages**")
        times = " | ".join(str(each.get(f"p{rank}_ms", "–")) for rank in (50, 95, 99))
        yield f"| {words} | {each['count']} | {times} | {each.get('over_target', 0)} |"
    yield ""


def _crowded(crowd: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    yield "## Ten times as many"
    yield ""
    yield f"{crowd['at_once']} at once for {crowd['seconds']} s, none of whom thinks. Whoever finds"
    yield "no place is told at once to come back, by a page in their language or a problem"
    yield "document (`503`, `Retry-After`). Who signed in, tokens and acts under a key find places"
    yield "that public pages do not take; what is under way ends; `/health` is answered."
    yield ""
    yield "| who | served | half within | 99 of 100 | longest | turned away | 99 of 100 | errors |"
    yield "|---|---|---|---|---|---|---|---|"
    for who, words in (("signed_in", "signed in"), ("public", "public"), ("health", "`/health`")):
        met = crowd[who]
        shown = [
            *(met.get(f"served_{each}_ms", "–") for each in ("p50", "p99", "longest")),
            met["turned_away"],
            met.get("turned_away_p99_ms", "–"),
            sum(met["errors"].values()),
        ]
        yield f"| {words} | {met['served']} | {' | '.join(map(str, shown))} |"
    yield ""
    yield f"Memory of the site: {crowd['memory_mb']['before']} MB before, at most"
    yield f"{crowd['memory_mb']['most']} MB. The day that follows: 99 of 100 pages within"
    yield f"{after['all'].get('p99_ms', '–')} ms, errors: {_errors(after)}."


def _soaked(soak: dict[str, Any], minutes: int) -> Iterator[str]:
    yield "## What stays"
    yield ""
    yield f"What the site and its worker hold, before the day of {minutes} minutes, after it, and"
    yield "after all of this page: what grows on would be a leak."
    yield ""
    yield "| | memory, MB | processes | connections to the database |"
    yield "|---|---|---|---|"
    for moment, words in (("before", "before"), ("after", "after the day"), ("end", "at the end")):
        told = soak[moment]
        yield f"| {words} | {told['memory_mb']} | {told['processes']} | {told['connections']} |"
    yield ""


def _errors(told: dict[str, Any]) -> str:
    return ", ".join(f"{what} ({count})" for what, count in told["errors"].items()) or "none"
