"""The signs of an installation's health: gathered once, for the operator's page and for metrics."""

import math
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from socle.countries.clock import legal_day
from socle.exchange.queries.links import secrets_in_clear
from socle.exchange.queries.waiting import inbox_waiting, outbox_waiting
from socle.platform.access.queries import funds
from socle.platform.access.scope import fund_scope
from socle.platform.access.volume import fund_percent, read_today
from socle.platform.breaches.queries import breaches_open
from socle.platform.breaches.types import BreachesOpen
from socle.platform.purging.queries import purges_waiting
from socle.platform.upkeep import queries
from socle.platform.upkeep.types import Kind, Queue, ServerState, Work

# Past these ages a work of upkeep is missed; the alert rules say the same.
BACKUP_AGE, REHEARSAL_AGE = timedelta(hours=26), timedelta(days=35)
VERIFICATION_AGE = timedelta(hours=50)
# Past these a queue is stuck: (name, seconds).
LATE_SECONDS = {
    "seals": 60,
    "jobs": 900,
    "notices": 900,
    "inbox": 900,
    "outbox": 900,
    "purges": 900,
}
# Less room than this part of a disk is too little.
LEAST_FREE_PERCENT = 10
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queue, over all funds, and whether it is stuck."""

    name: str
    queue: Queue

    @property
    def is_late(self) -> bool:
        return self.queue.oldest_seconds > LATE_SECONDS[self.name]


@dataclass(frozen=True, slots=True)
class Disk:
    """The room left where a folder is."""

    name: str
    free: int
    whole: int

    @property
    def is_short(self) -> bool:
        return self.free * 100 < self.whole * LEAST_FREE_PERCENT


@dataclass(frozen=True, slots=True)
class Upkeep:
    """The last work of a kind, the last that was good, and whether that is too long ago."""

    kind: Kind
    last: Work | None
    good: Work | None
    is_missed: bool

    @property
    def is_broken(self) -> bool:
        return self.last is not None and not self.last.is_good


@dataclass(frozen=True, slots=True)
class Reading:
    """Of all funds: accounts near what a day allows them, and the fund that is read most."""

    accounts: int
    fund_percent: int

    @property
    def is_much(self) -> bool:
        return bool(self.accounts) or self.fund_percent >= _WHOLE


@dataclass(frozen=True, slots=True)
class Secrets:
    """Of all funds: acts that keep a partner's secret as typed, and secrets to have changed."""

    acts: int
    to_change: int


@dataclass(frozen=True, slots=True)
class State:
    """All of it."""

    server: ServerState
    queues: tuple[Waiting, ...]
    upkeep: tuple[Upkeep, ...]
    disks: tuple[Disk, ...]
    reading: Reading
    breaches: BreachesOpen
    secrets: Secrets

    @property
    def is_well(self) -> bool:
        return not (
            any(each.is_late for each in self.queues)
            or any(each.is_missed or each.is_broken for each in self.upkeep)
            or any(each.is_short for each in self.disks)
            or self.reading.is_much
            or self.breaches.running
            or self.secrets.to_change
        )


def state(at: datetime) -> State:
    """How the installation is at an instant; reads counts of every fund, and no file."""
    return State(
        server=queries.server_state(),
        queues=_queues(at),
        upkeep=_upkeep(at),
        disks=_disks(),
        reading=_reading(at),
        breaches=_breaches(at),
        secrets=_secrets(at),
    )


def signs(at: datetime) -> CollectorRegistry:
    """The state as metrics. A database that is away is a sign too."""
    registry = CollectorRegistry()
    registry.register(_Signs(at))
    return registry


class _Signs(Collector):
    def __init__(self, at: datetime) -> None:
        self._at = at

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            found = state(self._at)
        except (DatabaseError, InterfaceError):
            yield _one("socle_database_up", "Whether the database answers", 0)
            return
        yield _one("socle_database_up", "Whether the database answers", 1)
        yield from _of_server(found.server)
        yield from _of_queues(found.queues)
        yield from _of_upkeep(found.upkeep)
        yield from _of_disks(found.disks)
        much = "Accounts that have read nearly as many persons as a day allows"
        yield _one("socle_reading_accounts", much, found.reading.accounts)
        share = "What the most read fund was read today, in hundredths of what alarms"
        yield _one("socle_reading_fund_percent", share, found.reading.fund_percent)
        yield from _of_breaches(found.breaches)
        plain = "Secrets of partners that an act keeps as they were typed, to have changed"
        yield _one("socle_secrets_to_change", plain, found.secrets.to_change)

    def describe(self) -> Iterator[GaugeMetricFamily]:
        return iter(())


def _queues(at: datetime) -> tuple[Waiting, ...]:
    of_funds: dict[str, Callable[..., Queue]] = {
        "seals": queries.acts_unsealed,
        "notices": queries.notices_waiting,
        "inbox": inbox_waiting,
        "outbox": outbox_waiting,
        "purges": lambda *, at: Queue(*purges_waiting(at=at)),
    }
    found = {name: Queue(0, 0.0) for name in of_funds}
    for fund in funds():
        with fund_scope(fund.id):
            for name, ask in of_funds.items():
                found[name] = _both(found[name], ask(at=at))
    found["jobs"] = queries.jobs_waiting(at=at)
    return tuple(Waiting(name, queue) for name, queue in sorted(found.items()))


def _both(one: Queue, other: Queue) -> Queue:
    return Queue(
        one.waiting + other.waiting,
        max(one.oldest_seconds, other.oldest_seconds),
        one.failed + other.failed,
    )


def _upkeep(at: datetime) -> tuple[Upkeep, ...]:
    """Of verifications, those of the fund that fares worst."""
    found = []
    for kind, age in ((Kind.BACKUP, BACKUP_AGE), (Kind.REHEARSAL, REHEARSAL_AGE)):
        last = next(iter(queries.latest(kind)), None)
        good = queries.latest_good(kind)
        found.append(Upkeep(kind, last, good, good is None or at - good.ended_at > age))
    last_of = {each.fund: each for each in queries.latest(Kind.VERIFICATION)}
    every = [last_of.get(fund.code) for fund in funds()]
    known = sorted((each for each in every if each), key=lambda each: (each.is_good, each.ended_at))
    oldest = min((each.ended_at for each in known), default=at)
    is_missed = None in every or at - oldest > VERIFICATION_AGE
    good = next((each for each in known if each.is_good), None)
    found.append(Upkeep(Kind.VERIFICATION, known[0] if known else None, good, is_missed))
    return tuple(found)


def _reading(at: datetime) -> Reading:
    found = [read_today(fund_id=fund.id, at=at) for fund in funds()]
    accounts = sum(each.is_much for of_fund in found for each in of_fund)
    return Reading(accounts, max(map(fund_percent, found), default=0))


def _breaches(at: datetime) -> BreachesOpen:
    found = []
    for fund in funds():
        with fund_scope(fund.id):
            found.append(breaches_open(country=fund.country, at=at))
    left = [each.seconds_left for each in found if each.seconds_left is not None]
    return BreachesOpen(
        sum(each.running for each in found),
        sum(each.late for each in found),
        min(left, default=None),
    )


def _secrets(at: datetime) -> Secrets:
    acts = to_change = 0
    for fund in funds():
        with fund_scope(fund.id):
            found = secrets_in_clear(on=legal_day(at, fund.country))
        acts, to_change = acts + found.acts, to_change + len(found.partners)
    return Secrets(acts, to_change)


def _disks() -> tuple[Disk, ...]:
    """Of the folders that this process knows and can see; other machines tell of their own."""
    found = []
    for name, folder in (("data", settings.DATA_FOLDER), ("backups", settings.BACKUPS_FOLDER)):
        if folder and Path(folder).is_dir():
            room = shutil.disk_usage(folder)
            found.append(Disk(name, room.free, room.total))
    return tuple(found)


def _of_server(server: ServerState) -> Iterator[GaugeMetricFamily]:
    primary = "Whether the database that answers is the primary, not a standby"
    yield _one("socle_database_primary", primary, server.is_primary)
    yield _one("socle_database_bytes", "Size of the database", server.database_bytes)
    yield _one("socle_database_connections", "Open connections", server.connections)
    most = "How many connections the server allows"
    yield _one("socle_database_connections_most", most, server.connections_most)
    if server.replay_lag_seconds is not None:
        lag = "How far behind the standby that answers is"
        yield _one("socle_replay_lag_seconds", lag, server.replay_lag_seconds)
    if server.standbys is not None:
        yield _one("socle_standbys", "Copies that follow the primary", len(server.standbys))
        lag_bytes = GaugeMetricFamily(
            "socle_standby_lag_bytes", "What a copy has still to apply", labels=["name", "sync"]
        )
        lag_seconds = GaugeMetricFamily(
            "socle_standby_lag_seconds", "For how long", labels=["name", "sync"]
        )
        for each in server.standbys:
            lag_bytes.add_metric([each.name, each.sync], each.lag_bytes)
            lag_seconds.add_metric([each.name, each.sync], each.lag_seconds or 0)
        yield from (lag_bytes, lag_seconds)
    archiver = server.archiver
    yield _one("socle_archive_on", "Whether finished WAL is put away", archiver.is_on)
    yield _one("socle_archive_failures", "WAL that could not be put away", archiver.failures)
    when = "When WAL was last put away"
    yield _one("socle_archive_last_timestamp_seconds", when, _stamp(archiver.archived_at))


def _of_queues(queues: tuple[Waiting, ...]) -> Iterator[GaugeMetricFamily]:
    waiting = GaugeMetricFamily("socle_queue_waiting", "What waits for a worker", labels=["queue"])
    oldest = GaugeMetricFamily(
        "socle_queue_oldest_seconds", "For how long the oldest has waited", labels=["queue"]
    )
    failed = GaugeMetricFamily("socle_queue_failed", "What was given up", labels=["queue"])
    for each in queues:
        waiting.add_metric([each.name], each.queue.waiting)
        oldest.add_metric([each.name], each.queue.oldest_seconds)
        failed.add_metric([each.name], each.queue.failed)
    yield from (waiting, oldest, failed)


def _of_upkeep(upkeep: tuple[Upkeep, ...]) -> Iterator[GaugeMetricFamily]:
    good = GaugeMetricFamily("socle_upkeep_good", "Whether the last ended well", labels=["kind"])
    when = GaugeMetricFamily(
        "socle_upkeep_last_good_timestamp_seconds", "When the last good one ended", labels=["kind"]
    )
    missed = GaugeMetricFamily("socle_upkeep_missed", "Whether one is overdue", labels=["kind"])
    for each in upkeep:
        good.add_metric([each.kind.value], each.last is not None and each.last.is_good)
        when.add_metric([each.kind.value], _stamp(each.good.ended_at if each.good else None))
        missed.add_metric([each.kind.value], each.is_missed)
    yield from (good, when, missed)


def _of_disks(disks: tuple[Disk, ...]) -> Iterator[GaugeMetricFamily]:
    free = GaugeMetricFamily("socle_disk_free_bytes", "Room left", labels=["folder"])
    whole = GaugeMetricFamily("socle_disk_bytes", "Size of the disk", labels=["folder"])
    for each in disks:
        free.add_metric([each.name], each.free)
        whole.add_metric([each.name], each.whole)
    yield from (free, whole)


def _of_breaches(found: BreachesOpen) -> Iterator[GaugeMetricFamily]:
    running = "Breaches of personal data of which the authority is not told yet"
    yield _one("socle_breaches_running", running, found.running)
    late = "Those of them whose delay is over"
    yield _one("socle_breaches_late", late, found.late)
    left = "Seconds until the next delay is over, below zero once it is; +Inf where none runs"
    seconds = math.inf if found.seconds_left is None else found.seconds_left
    yield _one("socle_breach_seconds_left", left, seconds)


def _one(name: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, help_text, value=value)


def _stamp(value: datetime | None) -> float:
    """Seconds since 1970; 0 for never, so that its age alarms."""
    return 0.0 if value is None else value.timestamp()
