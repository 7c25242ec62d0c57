"""A drill: acts are asked for through the proxy while a site fails; then every site is looked into.

What was acknowledged must be there, once, on all three; the leader is read from etcd, since a node
that was cut off believes what it knew.
"""

import os
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from socle.kernel.errors import Unavailable
from socle.sites import restoring, servers
from socle.sites.askers import Asked, Askers
from socle.sites.faults import COURSES, OF_ONE_SITE, Fault, until_held
from socle.sites.kit import Kit
from socle.sites.page import write_page
from socle.sites.plan import SITES, Site
from socle.sites.tally import Count, Held, counted, longest_gap, together

_WHOLE_SECONDS, _LEAD_SECONDS = 180.0, 90.0
_WARM_SECONDS, _AFTER_SECONDS = 4.0, 3.0
_LAG_SECONDS, _AGAIN_SECONDS = 10.0, 0.2
_DAY = "2026-01-01"
_HELD = """
    SELECT after ->> 'agency', array_agg(number ORDER BY number)
      FROM act JOIN fund ON fund.id = act.fund_id
     WHERE fund.code = %s AND act.type = 'open_agency' AND after ->> 'agency' LIKE %s
     GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One fault, once: its figures, and what the plot is drawn from (seconds from the fault)."""

    fault: Fault
    count: Count
    leaders: str
    load: float
    acts: Sequence[Asked]
    reads: Sequence[float]
    began: float
    healed: float
    whole: float

    @property
    def is_good(self) -> bool:
        """Whether it kept its promise: of one site, no request failed either."""
        may_fail = self.fault not in OF_ONE_SITE
        if self.fault is Fault.CITY:
            # What only the city had acknowledged may be gone with it: the figure is told.
            return replace(self.count, lost=0).is_sound
        return self.count.is_sound and (may_fail or self.count.failed_requests == 0)

    def told(self) -> dict[str, Any]:
        more = {"leader": self.leaders, "load_average": self.load}
        return {"fault": str(self.fault)} | self.count.told() | more


@dataclass(frozen=True, slots=True)
class Report:
    """Several runs, and where their page is."""

    fault: str
    runs: Sequence[Run]
    others: Sequence[dict[str, Any]]
    page: Path | None

    @property
    def is_good(self) -> bool:
        found = [each.is_good for each in self.runs]
        return all(found) and all(each.get("lost") == 0 for each in self.others)

    def told(self) -> dict[str, Any]:
        """The JSON document: the figures of all runs together, then each."""
        runs = [each.told() for each in self.runs] + list(self.others)
        if not self.runs:
            first = self.others[0] if self.others else {}
            return {"fault": self.fault} | first | {"runs": runs}
        total = together([each.count for each in self.runs]).told()
        return {"fault": self.fault} | total | {"runs": runs, "page": str(self.page)}


class Drill:
    """Provokes faults at a kit that is up."""

    def __init__(self, kit: Kit, token: str, fund: str, *, seed: int | None = None) -> None:
        self._kit, self._token, self._fund = kit, token, fund
        self._random = random.Random(seed)  # noqa: S311 - when a fault falls, no secret

    def run(self, faults: Sequence[Fault], *, times: int, is_named: bool) -> Report:
        """Each of these faults, so many times."""
        runs: list[Run] = []
        others: list[dict[str, Any]] = []
        for fault in faults:
            if fault is Fault.RESTORE:
                others += restoring.drill(times=times)
                continue
            for rank in range(times):
                self._kit.say(f"socle : panne « {fault} », {rank + 1} sur {times}…")
                runs.append(self._once(fault))
                self._kit.say(f"socle : {runs[-1].told()}")
        name = str(faults[0]) if is_named else "all"
        at, page = datetime.now(UTC), None
        if runs:
            page = self._kit.folder / "drills" / f"{at:%Y%m%d-%H%M%S}-{name}.html"
            write_page(page, runs, at=at)
        return Report(name, runs, others, page)

    def _once(self, fault: Fault) -> Run:
        kit, course = self._kit, COURSES[fault]
        self._main_leads()
        name = f"{self._random.randrange(16**6):06X}"
        askers = Askers(kit.network, self._token, name, _DAY)
        askers.start()
        # Anywhere in the turn in which the primary renews its lease.
        time.sleep(_WARM_SECONDS + self._random.random() * 2 * kit.lease.loop_wait)
        began = time.monotonic()
        try:
            course.begin(kit, Site.MAIN)
            until_held(kit, fault, began)
            leads = servers.leader(kit.network)
        finally:
            course.heal(kit, Site.MAIN)
            healed = time.monotonic()
        try:
            rejoin = self._whole(fault)
            time.sleep(_AFTER_SECONDS)
        finally:
            whole = time.monotonic()
            askers.stop()
        unsure = [each for each in askers.acts if not each.is_definite]
        for each in unsure:
            told = f"{each.status or '–'}, {each.attempts} envois, {each.ended - each.began:.1f} s"
            kit.say(f"socle : sans réponse sûre : {each.code}, {told} {each.why}")
        again = [askers.once(each.code, each.key) for each in unsure]
        count = counted(
            askers.acts,
            again,
            self._held(name),
            leader=str(servers.leader(kit.network)),
            read_gap=longest_gap(askers.reads, began - 1, whole),
            rejoin=rejoin,
        )
        moved = f"main -> {leads}"
        load = round(os.getloadavg()[0], 1)
        return Run(fault, count, moved, load, askers.acts, askers.reads, began, healed, whole)

    def _main_leads(self) -> None:
        """Every run begins alike: three members, the main site leading."""
        self._whole(Fault.SWITCHOVER)
        if servers.leader(self._kit.network) is not Site.MAIN:
            servers.switch_over(self._kit.network, to=Site.MAIN)
            moved = servers.wait_until(
                lambda: servers.leader(self._kit.network) is Site.MAIN, seconds=_LEAD_SECONDS
            )
            if moved is None:
                raise Unavailable("sites.not_whole", fault="switchover", folder=self._logs)
            self._whole(Fault.SWITCHOVER)

    @property
    def _logs(self) -> str:
        return str(self._kit.folder / "logs")

    def _whole(self, fault: Fault) -> float:
        """How long until all three serve again.

        Raises:
            Unavailable: `sites.not_whole`.
        """

        def found() -> bool:
            return servers.is_whole(self._kit.network) and all(
                self._kit.site_answers(each) for each in SITES
            )

        took = servers.wait_until(found, seconds=_WHOLE_SECONDS)
        if took is None:
            raise Unavailable("sites.not_whole", fault=str(fault), folder=self._logs)
        return took

    def _held(self, name: str) -> dict[str, Held]:
        """What each site has of a run, once the standbys have read what they received."""
        limit = time.monotonic() + _LAG_SECONDS
        found = self._held_now(name)
        while len({tuple(sorted(each.items())) for each in found.values()}) > 1:
            if time.monotonic() > limit:
                break
            time.sleep(_AGAIN_SECONDS)
            found = self._held_now(name)
        return found

    def _held_now(self, name: str) -> dict[str, Held]:
        found: dict[str, Held] = {}
        with self._kit.network.inside(Site.AGENTS):
            for site in SITES:
                with psycopg.connect(self._kit.dsn(site)) as asked:
                    rows = asked.execute(_HELD, (self._fund, f"{name}%")).fetchall()
                found[str(site)] = {str(code): tuple(numbers) for code, numbers in rows}
        return found
