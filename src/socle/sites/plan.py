"""Where things are and how the database servers are told to agree: pure, no process is touched.

Three sites: the main one and the recovery centre in the same city, the remote one in another. A
fourth place, `agents`, is where those who ask are: it holds the proxy.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

SCOPE = "socle"
DATABASE_PORT, ETCD_PORT, ETCD_PEER_PORT, PATRONI_PORT, SITE_PORT, PROXY_PORT = (
    *(5432, 2379, 2380, 8008),
    *(8000, 8080),
)
NETWORK = "10.77.0.0/24"
SUPERUSER = "postgres"
REPLICATION = "socle_replication"


class Site(StrEnum):
    """A place with a network of its own."""

    MAIN = "main"
    RECOVERY = "recovery"
    REMOTE = "remote"
    AGENTS = "agents"


SITES = (Site.MAIN, Site.RECOVERY, Site.REMOTE)
CITY = (Site.MAIN, Site.RECOVERY)
ADDRESS = {
    Site.MAIN: "10.77.0.1",
    Site.RECOVERY: "10.77.0.2",
    Site.REMOTE: "10.77.0.3",
    Site.AGENTS: "10.77.0.9",
}
# Of two standbys that know as much, the recovery centre is promoted before the other city.
PRIORITY = {Site.MAIN: 3, Site.RECOVERY: 2, Site.REMOTE: 1}
# There and back: within the city, and between the two cities.
_CITY_MS, _FAR_MS = 1, 8
_FLOOR_SECONDS = 20
LEAST_LEASE_SECONDS = 5  # below, asking the members that died no longer fits in the lease


@dataclass(frozen=True, slots=True)
class Lease:
    """How long a primary is believed alive, in seconds.

    As it stands, the shortest that Patroni accepts as it is shipped. A shorter one is an
    experiment: false alarms under load are its price, and Patroni runs without its floor.
    """

    ttl: int = 20
    loop_wait: int = 1
    retry_timeout: int = 3

    @classmethod
    def of(cls, ttl: int) -> "Lease":
        """The lease of so many seconds."""
        return cls(ttl=ttl, retry_timeout=3 if ttl >= _FLOOR_SECONDS else 2)

    @property
    def is_below_floor(self) -> bool:
        return self.ttl < _FLOOR_SECONDS


def one_way_microseconds(one: Site, other: Site) -> int:
    """How long a frame travels between two sites."""
    is_far = Site.REMOTE in {one, other}
    return (_FAR_MS if is_far else _CITY_MS) * 1000 // 2


def etcd_arguments(site: Site, folder: str, joins: Collection[Site] = ()) -> list[str]:
    """How etcd is started at a site: one of three that begin together, or to join these."""
    here = ADDRESS[site]
    known = [each for each in SITES if each in (joins or SITES)]
    members = ",".join(f"{each}=http://{ADDRESS[each]}:{ETCD_PEER_PORT}" for each in known)
    return [
        *("--name", site, "--data-dir", folder),
        *("--listen-peer-urls", f"http://{here}:{ETCD_PEER_PORT}"),
        *("--initial-advertise-peer-urls", f"http://{here}:{ETCD_PEER_PORT}"),
        *("--listen-client-urls", f"http://{here}:{ETCD_PORT}"),
        *("--advertise-client-urls", f"http://{here}:{ETCD_PORT}"),
        *("--initial-cluster", members, "--initial-cluster-state", "existing" if joins else "new"),
        *("--heartbeat-interval", "100", "--election-timeout", "1000"),
        *("--log-level", "warn", "--logger", "zap"),
    ]


def shared_settings(lease: Lease) -> dict[str, Any]:
    """What the three servers hold in common, kept in etcd: who may acknowledge, and when.

    Quorum commit: an act is acknowledged once the primary and one standby have it on disk; only a
    standby that may have it is promoted. Strict: with no standby, nothing is acknowledged.
    """
    return {
        "ttl": lease.ttl,
        "loop_wait": lease.loop_wait,
        "retry_timeout": lease.retry_timeout,
        "maximum_lag_on_failover": 1_048_576,
        "synchronous_mode": "quorum",
        "synchronous_mode_strict": True,
        "synchronous_node_count": 1,
        # Without any etcd the primary goes on while all members answer it.
        "failsafe_mode": True,
        # A primary that died is replaced, not waited for.
        "primary_start_timeout": 0,
        "postgresql": {"use_pg_rewind": True, "use_slots": True, "parameters": _PARAMETERS},
    }


_PARAMETERS: Mapping[str, Any] = {
    "wal_level": "replica",
    "hot_standby": "on",
    "wal_log_hints": "on",
    "summarize_wal": "on",
    "max_wal_senders": 10,
    "max_replication_slots": 10,
    "max_connections": 100,
    "shared_buffers": "128MB",
    "wal_keep_size": "256MB",
    "synchronous_commit": "on",
    "wal_receiver_status_interval": "1s",
    "wal_sender_timeout": "5s",
    "wal_receiver_timeout": "5s",
    "wal_retrieve_retry_interval": "500ms",
    # A client that is gone in silence keeps no lock longer than this.
    "tcp_user_timeout": "5s",
    "tcp_keepalives_idle": 2,
    "tcp_keepalives_interval": 1,
    "tcp_keepalives_count": 3,
    "client_connection_check_interval": "1s",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
}


def patroni_settings(
    site: Site, lease: Lease, *, data: str, binaries: str, sockets: str, pgpass: str, password: str
) -> dict[str, Any]:
    """Patroni's file for a site. Nobody else reaches the namespaces: no password is asked there."""
    here = ADDRESS[site]
    own_first = (site, *(each for each in SITES if each != site))
    return {
        "scope": SCOPE,
        "name": str(site),
        "log": {"level": "INFO"},
        "restapi": {
            "listen": f"{here}:{PATRONI_PORT}",
            "connect_address": f"{here}:{PATRONI_PORT}",
        },
        "etcd3": {"hosts": [f"{ADDRESS[each]}:{ETCD_PORT}" for each in own_first]},
        "bootstrap": {
            "dcs": shared_settings(lease),
            "initdb": [
                {"encoding": "UTF8"},
                {"locale": "C"},
                {"locale-provider": "builtin"},
                {"builtin-locale": "PG_UNICODE_FAST"},
                "data-checksums",
            ],
        },
        "postgresql": {
            "listen": f"{here}:{DATABASE_PORT}",
            "connect_address": f"{here}:{DATABASE_PORT}",
            "data_dir": data,
            "bin_dir": binaries,
            "pgpass": pgpass,
            "pg_hba": [
                "local all all trust",
                f"host all all {NETWORK} trust",
                f"host replication all {NETWORK} trust",
            ],
            "authentication": {
                "superuser": {"username": SUPERUSER, "password": password},
                "replication": {"username": REPLICATION, "password": password},
                "rewind": {"username": SUPERUSER, "password": password},
            },
            "parameters": {"unix_socket_directories": sockets},
        },
        "watchdog": {"mode": "off"},
        "tags": {"failover_priority": PRIORITY[site]},
    }


def database_url(role: str, database: str, *, first: Site | None = None, wants: str) -> str:
    """The address of the three servers at once; `wants` is libpq's `target_session_attrs`."""
    order = sorted(SITES, key=lambda each: each != first)
    hosts = ",".join(f"{ADDRESS[each]}:{DATABASE_PORT}" for each in order)
    how = f"target_session_attrs={wants}&connect_timeout=2&tcp_user_timeout=4000"
    return f"postgresql://{role}@{hosts}/{database}?{how}"
