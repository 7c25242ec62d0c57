"""`socle bench load`: fifty agents at once, as on a real day, and what becomes of ten times that.

The site as it is served, with its worker, on loopback. Each agent is signed in and does one thing
after another, drawn by how often it is done: a search by a name, a person's page, an employer's
account, a claim, the rights of a person, a claim filed by its form, a small file handed in.
Partners' systems ask for coverage meanwhile. Told by kind of page: how long agents waited.

- `walk`: every kind of page that links lead one of them to, alone: none may read the register.
- `processor_ms_alone`: what each kind of page asks of the processors, by one agent alone.
- `day`: the agents think between two pages, some seconds as people do.
- `most`: they do not: what the site gives at most, and how long one waits then.
- `crowd`: ten times as many at once, none of whom thinks, half of them signed in: whoever is served
  is served in bounded time, the others are told at once to come back, nothing falls.
- `day_again`: the same day as before, once they are gone.

A file on the way, a claim filed: each is held against the answer. The register is made once and
kept in the folder of `--data`; the measure adds to it.
"""

import http.client
import os
import random
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from socle.cli.bench_browser import Browser, Page
from socle.cli.bench_coverage import tokens_of
from socle.cli.bench_ingest import versions
from socle.cli.bench_load_crowd import besieged
from socle.cli.bench_load_fund import AGENTS, EMPLOYERS, Register, agent, register
from socle.cli.bench_load_walk import walked
from socle.cli.bench_site import HOST, held, open_site, processor_seconds
from socle.cli.house import open_house, say, thrown_away_house

TARGET_MS = 300
_THINKING = (2.0, 6.0)  # seconds between two pages of one agent
_MOST_SECONDS = 30
_ALONE = 20  # pages of each kind
_FORMS = ("file_claim", "deposit")
_PARTNERS = 2
_PAUSE = 0.2  # of a partner's system, between two checks
_TOKEN_SECONDS = 600  # of the fifteen minutes that a token lives
_NAMES = ("ngo", "dia", "mba", "tou", "kam", "sou", "ben", "rachi", "fou", "nan")
_LIQUIDATORS_DO = (
    *(("search", 25), ("person", 25), ("claim", 15), ("rights", 12), ("career", 10)),
    *(("desk", 8), ("file_claim", 5)),
)
_ACCOUNTANTS_DO = (
    *(("search", 25), ("employer", 20), ("account", 20), ("person", 15), ("deposits", 8)),
    *(("desk", 8), ("deposit", 4)),
)


@dataclass(slots=True)
class Seen:
    """What one agent met: of each kind of page the seconds of each, and what went wrong."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def run(size: int, *, minutes: int, data: Path | None = None) -> dict[str, Any]:
    """Measures in a folder that is kept, or in one thrown away afterwards."""
    kept = nullcontext(data) if data is not None else thrown_away_house()
    with kept as folder, open_house(data=folder):
        return _measure(register(folder, size), minutes)


def _measure(fund: Register, minutes: int) -> dict[str, Any]:
    with open_site(with_worker=True) as port:
        agents = _signed_in(port, fund)
        say(f"socle : {AGENTS} agents sont entrés ; {minutes} minutes d’une journée")
        others = os.getloadavg()[0]
        alone = _alone(agents, fund)
        starts = (f"/persons/{fund.person(1)}", f"/employers/{fund.employer(1)}")
        walk = walked((agents[0], agents[-1]), starts, TARGET_MS)
        soak = {"before": held()}  # each process has served every kind of page by now
        day = _together(agents, fund, port, minutes * 60, thinking=_THINKING)
        soak["after"] = held()
        most = _together(agents, fund, port, _MOST_SECONDS, thinking=(0.0, 0.0))
        crowd = besieged(agents, fund, port)
        after = _together(agents, fund, port, _MOST_SECONDS, thinking=_THINKING)
        soak["end"] = held()
    return {
        "bench": "load",
        "size": fund.size,
        "agents": AGENTS,
        "minutes": minutes,
        "load_average_before": round(others, 1),
        "target_p99_ms": TARGET_MS,
        "in_target": day["all"]["p99_ms"] <= TARGET_MS,
        "processor_ms_alone": alone,
        "walk": walk,
        "day": day,
        "most": most,
        "crowd": crowd,
        "day_again": after,
        "prepared_seconds": fund.seconds,
        "soak": soak,
        "versions": versions(),
    }


def _signed_in(port: int, fund: Register) -> list[Browser]:
    found = []
    for rank in range(AGENTS):
        browser = Browser(port)
        browser.sign_in(agent(rank)[0], fund.password)
        found.append(browser)
    return found


def _alone(agents: Sequence[Browser], fund: Register) -> dict[str, dict[str, float]]:
    """What one page of each kind asks of the processors, one after another by one agent."""
    found = {}
    for browser, rank, works in (
        (agents[0], 0, _LIQUIDATORS_DO),
        (agents[-1], -1, _ACCOUNTANTS_DO),
    ):
        somebody = _Agent(browser, fund, rank % AGENTS, (0.0, 0.0))
        for kind in (each for each, _weight in works if each not in _FORMS):
            somebody.do(kind)
            worked = processor_seconds()
            for _each in range(_ALONE):
                somebody.do(kind)
            used = processor_seconds()
            found[kind] = {
                part: round((used[part] - worked[part]) / _ALONE * 1000, 1)
                for part in ("site", "database")
            }
    return found


def _together(
    agents: Sequence[Browser],
    fund: Register,
    port: int,
    seconds: float,
    *,
    thinking: tuple[float, float],
) -> dict[str, Any]:
    """The agents side by side with the partners' systems, until the time is over."""
    for each in agents:
        each.close()  # a connection that waited for its turn may have been closed by the site
    worked, begun = processor_seconds(), time.monotonic()
    until = begun + seconds
    with ThreadPoolExecutor(len(agents) + _PARTNERS) as threads:
        going = [
            threads.submit(_Agent(browser, fund, rank, thinking).work, until)
            for rank, browser in enumerate(agents)
        ]
        going += [threads.submit(_ask, port, fund, rank, until) for rank in range(_PARTNERS)]
        every = [each.result() for each in going]
    lasted = time.monotonic() - begun
    used = {name: after - worked[name] for name, after in processor_seconds().items()}
    return _told(every, lasted, used)


def _told(every: Sequence[Seen], lasted: float, used: dict[str, float]) -> dict[str, Any]:
    taken: dict[str, list[float]] = defaultdict(list)
    wrong: dict[str, int] = defaultdict(int)
    for seen in every:
        for kind, found in seen.taken.items():
            taken[kind] += found
        for what, count in seen.wrong.items():
            wrong[what] += count
    pages = [each for kind, found in taken.items() if kind != "coverage_check" for each in found]
    served = sum(map(len, taken.values()))
    return {
        "seconds": round(lasted, 1),
        "requests": served,
        "per_second": round(served / lasted, 1),
        "processor_ms": {name: round(each / served * 1000, 1) for name, each in used.items()},
        "errors": dict(wrong),
        "all": _of(pages),
        "kinds": {kind: _of(found) for kind, found in sorted(taken.items())},
    }


def _of(taken: Sequence[float]) -> dict[str, Any]:
    """How many, and how long half of them, all but five and all but one of a hundred took."""
    ordered = sorted(taken)
    if not ordered:
        return {"count": 0}
    p95, p99 = (ordered[min(len(ordered) - 1, len(ordered) * each // 100)] for each in (95, 99))
    return {
        "count": len(ordered),
        "p50_ms": round(median(ordered) * 1000, 1),
        "p95_ms": round(p95 * 1000, 1),
        "p99_ms": round(p99 * 1000, 1),
        "over_target": sum(each * 1000 > TARGET_MS for each in ordered),
    }


class _Agent:
    """Somebody at work: draws what to do next, does it, thinks."""

    def __init__(
        self, browser: Browser, fund: Register, rank: int, thinking: tuple[float, float]
    ) -> None:
        self._browser, self._fund, self._thinking = browser, fund, thinking
        self._drawn = random.Random()  # noqa: S311 - other people each time
        works = _LIQUIDATORS_DO if agent(rank)[1] else _ACCOUNTANTS_DO
        self._kinds, self._weights = zip(*works, strict=True)
        self._seen = Seen()

    def work(self, until: float) -> Seen:
        time.sleep(self._drawn.uniform(0, self._thinking[1]))  # not all at the same instant
        while time.monotonic() < until:
            self.one()
            time.sleep(self._drawn.uniform(*self._thinking))
        return self._seen

    def one(self) -> None:
        """One thing done, of those that are done here, as often as it is."""
        [kind] = self._drawn.choices(self._kinds, self._weights)
        self.do(kind)

    def do(self, kind: str) -> None:
        """Does it, and notes what it took; a form is two pages, each timed."""
        try:
            if kind == "file_claim":
                self._filed()
            elif kind == "deposit":
                self._handed_in()
            else:
                # A search of one number opens its file.
                wanted = {200, 302} if kind == "search" else {200}
                self._timed(kind, lambda: self._browser.get(self._address(kind)), wanted)
        except (RuntimeError, OSError, http.client.HTTPException) as failure:
            self._seen.wrong[f"{kind}: {type(failure).__name__} {failure}"[:120]] += 1

    def _address(self, kind: str) -> str:
        rank = self._drawn.randrange(self._fund.size)
        person, employer = self._fund.person(rank), self._fund.employer(rank)
        return {
            "search": f"/search?q={self._drawn.choice(_NAMES)}+{self._drawn.choice(_NAMES)}",
            "person": f"/persons/{person}",
            "career": f"/persons/{person}/career",
            "rights": f"/persons/{person}/coverage",
            "claim": f"/claims/{self._drawn.choice(self._fund.claims)}",
            "employer": f"/employers/{employer}",
            "account": f"/employers/{employer}/account",
            "deposits": "/deposits",
            "desk": "/desk",
        }[kind]

    def _timed(self, kind: str, ask: Callable[[], Page], wanted: set[int]) -> Page:
        begun = time.perf_counter()
        page = ask()
        taken = time.perf_counter() - begun
        if page.status not in wanted:
            self._seen.wrong[f"{kind}: {page.status}"] += 1
            raise RuntimeError(f"not as awaited: {page.status}")
        self._seen.taken[kind].append(taken)
        return page

    def _filed(self) -> None:
        """A claim filed by its form; somebody else's each time."""
        path, today = "/acts/new/file_claim", f"{datetime.now(UTC):%d/%m/%Y}"
        form = self._timed("act_form", lambda: self._browser.get(path), {200})
        said = {
            "act-person": self._fund.person(self._drawn.randrange(self._fund.size)),
            "act-benefit": "old_age",
            "act-event_on": today,
            "act-effective_on": today,
        }
        self._timed("act", lambda: self._browser.post(path, form.hidden() | said), {302})

    def _handed_in(self) -> None:
        """A month of a small employer: twenty lines, one of a month that was not declared yet."""
        form = self._timed("deposit_form", lambda: self._browser.get("/deposits/new"), {200})
        said = form.hidden() | {"deposited_on": f"{datetime.now(UTC):%d/%m/%Y}"}
        name, content = _file(self._fund, self._drawn)
        self._timed(
            "deposit",
            lambda: self._browser.send("/deposits/new", said, name, content),
            {302},
        )


def _file(fund: Register, drawn: random.Random) -> tuple[str, bytes]:
    from socle.countries.form.formats.month import FormLine, FormMonth, write_form
    from socle.kernel.months import Month

    month = Month.from_index(Month(2020, 1).index + drawn.randrange(72))
    employer = fund.employer(drawn.randrange(EMPLOYERS))
    lines = tuple(
        FormLine(fund.person(drawn.randrange(fund.size)), "", 26, 500_000, 500_000)
        for _each in range(20)
    )
    reference = uuid4().hex[:20]
    return f"{reference}.txt", write_form(FormMonth(reference, employer, month, lines))


def _ask(port: int, fund: Register, rank: int, until: float) -> Seen:
    """A partner's system: one check after another, some a second."""
    seen, drawn = Seen(), random.Random()  # noqa: S311 - other people each time
    kept, asked_at, told = http.client.HTTPConnection(HOST, port, timeout=60), float("-inf"), {}
    while time.monotonic() < until:
        if time.monotonic() - asked_at > _TOKEN_SECONDS:
            [token] = tokens_of(fund.partners[rank : rank + 1])
            told = {"Authorization": f"Bearer {token}"}
            asked_at = time.monotonic()
        begun = time.perf_counter()
        try:
            person = fund.person(drawn.randrange(fund.size))
            kept.request("GET", f"/api/v1/coverage?person={person}", headers=told)
            answer = kept.getresponse()
            answer.read()
            if answer.status != http.client.OK:
                seen.wrong[f"coverage_check: {answer.status}"] += 1
            else:
                seen.taken["coverage_check"].append(time.perf_counter() - begun)
        except (OSError, http.client.HTTPException) as failure:
            kept.close()
            seen.wrong[f"coverage_check: {type(failure).__name__}"] += 1
        time.sleep(_PAUSE)
    kept.close()
    return seen
