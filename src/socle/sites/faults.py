"""The faults that a drill provokes, each with how it is healed."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from socle.sites import city, servers
from socle.sites.kit import Kit
from socle.sites.plan import SITES, Site

_DOWN_SECONDS, _LED_SECONDS = 2.0, 6.0


class Fault(StrEnum):
    """What fails."""

    SWITCHOVER = "switchover"
    KILL_POSTGRES = "kill_postgres"
    KILL = "kill"
    DARK = "dark"
    PARTITION = "partition"
    FREEZE = "freeze"
    ETCD_ONE = "etcd_one"
    ETCD_ALL = "etcd_all"
    CRASH_ALL = "crash_all"
    CITY = "city"
    RESTORE = "restore"


# Of one site: no request may fail. Of all at once: counts and durations only.
OF_ONE_SITE = frozenset(Fault) - {Fault.CRASH_ALL, Fault.CITY, Fault.RESTORE}


@dataclass(frozen=True, slots=True)
class Course:
    """How a fault goes: begun, held for some seconds, healed."""

    begin: Callable[[Kit, Site], None]
    heal: Callable[[Kit, Site], None]
    is_silent: bool = False  # those who ask have to miss the site first

    def hold_seconds(self, kit: Kit) -> int:
        """Long enough for another to lead, and to be seen doing it."""
        return kit.lease.ttl + 2 * kit.lease.loop_wait + (14 if self.is_silent else 6)


def _nothing(_kit: Kit, _site: Site) -> None:
    return None


def _switchover(kit: Kit, _site: Site) -> None:
    servers.switch_over(kit.network, to=Site.RECOVERY)


def _kill(*kinds: str) -> Callable[[Kit, Site], None]:
    def begin(kit: Kit, site: Site) -> None:
        kit.signal(site, kinds or None, signal.SIGKILL)

    return begin


def _dark(kit: Kit, site: Site) -> None:
    # Cut first: not even a refusal comes back, as from a site without power.
    kit.network.cut(site, [each for each in Site if each != site])
    kit.signal(site, None, signal.SIGKILL)


def _restart(kit: Kit, site: Site) -> None:
    """Everything of a site, as its machine does when it starts."""
    kit.network.heal()
    kit.start_etcd(site)
    kit.start_database(site)
    kit.start_site(site)


def _partition(kit: Kit, site: Site) -> None:
    # Those who ask still reach the old primary: the harder case.
    kit.network.cut(site, [each for each in SITES if each != site])


def _heal(kit: Kit, _site: Site) -> None:
    kit.network.heal()


def _freeze(kit: Kit, site: Site) -> None:
    kit.signal(site, ("postgres", "patroni"), signal.SIGSTOP)


def _thaw(kit: Kit, site: Site) -> None:
    kit.signal(site, ("postgres", "patroni"), signal.SIGCONT)


def _etcd_all(kit: Kit, _site: Site) -> None:
    for each in SITES:
        kit.signal(each, ("etcd",), signal.SIGKILL)


def _etcd_all_again(kit: Kit, _site: Site) -> None:
    for each in SITES:
        kit.start_etcd(each)


def _crash_all(kit: Kit, _site: Site) -> None:
    for each in SITES:
        kit.signal(each, None, signal.SIGKILL)


def _restart_all(kit: Kit, _site: Site) -> None:
    for each in SITES:
        kit.start_etcd(each)
        kit.start_database(each)
        kit.start_site(each)


COURSES = {
    Fault.SWITCHOVER: Course(_switchover, _nothing),
    Fault.KILL_POSTGRES: Course(_kill("postgres"), _nothing),
    Fault.KILL: Course(_kill(), _restart),
    Fault.DARK: Course(_dark, _restart, is_silent=True),
    Fault.PARTITION: Course(_partition, _heal, is_silent=True),
    Fault.FREEZE: Course(_freeze, _thaw, is_silent=True),
    Fault.ETCD_ONE: Course(_kill("etcd"), lambda kit, site: kit.start_etcd(site)),
    Fault.ETCD_ALL: Course(_etcd_all, _etcd_all_again),
    Fault.CRASH_ALL: Course(_crash_all, _restart_all),
    Fault.CITY: Course(lambda kit, _site: city.lose(kit), lambda kit, _site: city.come_back(kit)),
}


def until_held(kit: Kit, fault: Fault, began: float) -> None:
    """Waits until another site has led for a while; where none has to, as long as it would."""
    if fault is Fault.CRASH_ALL:
        time.sleep(_DOWN_SECONDS)
        return
    if fault is Fault.CITY:
        city.decide(kit)
    limit = began + COURSES[fault].hold_seconds(kit)
    while time.monotonic() < limit:
        found = servers.leader(kit.network)
        if found not in {None, Site.MAIN}:
            time.sleep(_LED_SECONDS)
            return
        time.sleep(0.2)
