"""The database servers asked: who leads, who follows, and a change of leader."""

import base64
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from socle.sites.network import Network
from socle.sites.plan import ADDRESS, ETCD_PORT, PATRONI_PORT, SCOPE, SITES, Site

Found = Callable[[], bool]
_ETCD_SECONDS, _PATRONI_SECONDS, _CHANGE_SECONDS = 2.0, 1.5, 40.0


def leader(network: Network) -> Site | None:
    """Who holds the lease, read from etcd linearizably: what a node says of it may be long past."""
    asked = {"key": _encoded(f"/service/{SCOPE}/leader")}
    with network.inside(Site.AGENTS):
        for site in SITES:
            said = _call(_etcd(site, "kv/range"), asked, _ETCD_SECONDS)
            if said is not None and "header" in said:
                found = said.get("kvs", [])
                return Site(base64.b64decode(found[0]["value"]).decode()) if found else None
    return None


def told_by(network: Network, site: Site, path: str = "/patroni") -> dict[str, Any] | None:
    """What a site's Patroni says of itself; None when it does not answer."""
    with network.inside(Site.AGENTS):
        return _call(f"http://{ADDRESS[site]}:{PATRONI_PORT}{path}", None, _PATRONI_SECONDS)


def members(network: Network) -> list[dict[str, Any]]:
    """The members as the leader knows them; none without a leader that answers."""
    found = leader(network)
    said = told_by(network, found, "/cluster") if found else None
    return list(said["members"]) if said else []


def is_whole(network: Network) -> bool:
    """One primary, and two standbys that have all it has and may acknowledge."""
    known = members(network)
    leads = [each for each in known if each["role"] == "leader" and each["state"] == "running"]
    follows = [
        each
        for each in known
        if each["role"] == "quorum_standby" and each["state"] == "streaming" and not each.get("lag")
    ]
    return len(leads) == 1 and len(follows) == len(SITES) - 1


def switch_over(network: Network, *, to: Site) -> None:
    """Has another site lead, in order: the old primary stops first."""
    was = leader(network)
    if was is None or was == to:
        return
    with network.inside(Site.AGENTS):
        _call(
            f"http://{ADDRESS[was]}:{PATRONI_PORT}/switchover",
            {"leader": str(was), "candidate": str(to)},
            _CHANGE_SECONDS,
        )


def followers(network: Network) -> int:
    """How many standbys receive what the leader writes."""
    return sum(each["state"] == "streaming" for each in members(network))


def writes_down(network: Network, site: Site) -> bool:
    """Whether a site's etcd takes what it is told: it has a majority."""
    told = {"key": _encoded(f"/{SCOPE}/seen"), "value": _encoded(site)}
    with network.inside(Site.AGENTS):
        said = _call(_etcd(site, "kv/put"), told, _ETCD_SECONDS)
    return said is not None and "header" in said


def add_member(network: Network, site: Site, peer: str) -> bool:
    """Tells a site's etcd of a new member, or finds that it knows it."""
    with network.inside(Site.AGENTS):
        said = _call(_etcd(site, "cluster/member/add"), {"peerURLs": [peer]}, _ETCD_SECONDS)
    return said is not None and ("member" in said or "exists" in str(said.get("message", "")))


def agree(network: Network, site: Site, told: dict[str, Any]) -> bool:
    """Changes what the servers hold in common."""
    with network.inside(Site.AGENTS):
        url = f"http://{ADDRESS[site]}:{PATRONI_PORT}/config"
        said = _call(url, told, _PATRONI_SECONDS, method="PATCH")
    return said is not None and all(said.get(name) == value for name, value in told.items())


def promote(network: Network, site: Site) -> None:
    """Has a site lead where there is no leader: a decision of people."""
    with network.inside(Site.AGENTS):
        url = f"http://{ADDRESS[site]}:{PATRONI_PORT}/failover"
        _call(url, {"candidate": str(site)}, _CHANGE_SECONDS)


def _etcd(site: Site, what: str) -> str:
    return f"http://{ADDRESS[site]}:{ETCD_PORT}/v3/{what}"


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def wait_until(found: Found, *, seconds: float) -> float | None:
    """How long it took, or None if it did not come."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if found():
            return time.monotonic() - began
        time.sleep(0.2)
    return None


def _call(
    url: str, told: dict[str, Any] | None, seconds: float, *, method: str | None = None
) -> dict[str, Any] | None:
    content = None if told is None else json.dumps(told).encode()
    kind = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, content, kind, method=method)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310 - our own addresses
            said = answer.read()
    except urllib.error.HTTPError as refused:
        said = refused.read()  # Patroni of a standby answers 503 with its state
    except OSError:
        return None
    try:
        read = json.loads(said)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def answers(network: Network, url: str) -> bool:
    """Whether an address answers, as agents see it."""
    with network.inside(Site.AGENTS):
        try:
            with urllib.request.urlopen(url, timeout=_PATRONI_SECONDS) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False
