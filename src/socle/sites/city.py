"""The whole city lost, and found again: the steps of docs/runbooks/loss-of-the-city.md, rehearsed.

Nobody but people decides that the other city may write: here it is done after some seconds.
"""

import shutil
import signal
import time

from socle.kernel.errors import Unavailable
from socle.sites import servers
from socle.sites.kit import Kit
from socle.sites.plan import ADDRESS, CITY, ETCD_PEER_PORT, Site

_DECISION_SECONDS, _STEP_SECONDS, _JOIN_SECONDS = 8.0, 30.0, 90.0


def lose(kit: Kit) -> None:
    """Both sites of the city go dark."""
    for site in CITY:
        kit.network.cut(site, [each for each in Site if each != site])
    for site in CITY:
        kit.signal(site, None, signal.SIGKILL)


def decide(kit: Kit) -> None:
    """The other city writes: etcd of one member, no quorum asked, then promoted."""
    time.sleep(_DECISION_SECONDS)
    kit.signal(Site.REMOTE, ("etcd",), signal.SIGKILL)
    time.sleep(0.5)
    kit.start_etcd(Site.REMOTE, "--force-new-cluster")
    _require(kit, lambda: servers.writes_down(kit.network, Site.REMOTE))
    alone = {"synchronous_mode": "off", "synchronous_mode_strict": False}
    _require(kit, lambda: servers.agree(kit.network, Site.REMOTE, alone))
    # Asked until it is done: the server first has to learn that it may write alone.
    _require(kit, lambda: _promoted(kit))


def _promoted(kit: Kit) -> bool:
    if servers.leader(kit.network) is Site.REMOTE:
        return True
    servers.promote(kit.network, Site.REMOTE)
    return False


def come_back(kit: Kit) -> None:
    """The sites of the city join as newcomers: what they knew of the lease is thrown away."""
    kit.network.heal()
    known = {Site.REMOTE}
    for site in CITY:
        shutil.rmtree(kit.folder / site / "etcd", ignore_errors=True)
        peer = f"http://{ADDRESS[site]}:{ETCD_PEER_PORT}"
        _require(kit, lambda peer=peer: servers.add_member(kit.network, Site.REMOTE, peer))  # type: ignore[misc]
        known.add(site)
        kit.start_etcd(site, joins=known)
        _require(kit, lambda: servers.writes_down(kit.network, Site.REMOTE))
        kit.start_database(site)
        kit.start_site(site)
    _require(kit, lambda: servers.followers(kit.network) == len(CITY), seconds=_JOIN_SECONDS)
    again = {"synchronous_mode": "quorum", "synchronous_mode_strict": True}
    _require(kit, lambda: servers.agree(kit.network, Site.REMOTE, again))


def _require(kit: Kit, found: "servers.Found", *, seconds: float = _STEP_SECONDS) -> None:
    if servers.wait_until(found, seconds=seconds) is None:
        folder = str(kit.folder / "logs")
        raise Unavailable("sites.not_whole", fault="city", folder=folder)
