"""The kit: three sites on this machine, brought up, looked at and taken down.

In the data folder: `sites/`, where each site has its etcd and its cluster, the logs, and the pages
of drills, which stay. What runs is found in the kit's own namespaces, nowhere else.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from psycopg.conninfo import make_conninfo

from socle.kernel.errors import Refused, Unavailable
from socle.platform.database.account import Account, binaries, server_account
from socle.sites import servers
from socle.sites.installing import patroni_python, require_programs
from socle.sites.network import Network
from socle.sites.plan import (
    ADDRESS,
    DATABASE_PORT,
    PROXY_PORT,
    SITE_PORT,
    SITES,
    SUPERUSER,
    Lease,
    Site,
    database_url,
    etcd_arguments,
    patroni_settings,
)

DATABASE = "socle"
_HOUSE = Path(__file__).parents[2]
_FORM_SECONDS, _WHOLE_SECONDS, _SITE_SECONDS, _END_SECONDS = 60.0, 90.0, 120.0, 10.0
_AGAIN_AND_AGAIN = 'while :; do "$@"; sleep 2; done'
Say = Callable[[str], None]


@dataclass
class Kit:
    """Three sites under one data folder."""

    data: Path
    say: Say = print
    lease: Lease = field(default_factory=Lease)

    @property
    def folder(self) -> Path:
        return self.data / "sites"

    @property
    def network(self) -> Network:
        mark = hashlib.sha256(os.fsencode(self.folder.absolute())).hexdigest()[:6]
        return Network(mark, Path("/run") / f"socle-{mark}")

    @property
    def account(self) -> Account:
        """Under which account the database servers run: never root."""
        return server_account(self.folder / "none")

    @property
    def binaries(self) -> Path:
        """PostgreSQL's programs."""
        return binaries(self.account, self.folder)

    @property
    def is_up(self) -> bool:
        return self.network.is_there

    @property
    def proxy(self) -> str:
        """Where agents ask, from the agents' namespace."""
        return f"http://127.0.0.1:{PROXY_PORT}"

    def dsn(self, site: Site) -> str:
        """One site's database, as its superuser, from any namespace of the kit."""
        return make_conninfo(
            host=ADDRESS[site],
            port=DATABASE_PORT,
            user=SUPERUSER,
            dbname=DATABASE,
            connect_timeout=3,
            tcp_user_timeout=3000,
        )

    def up(self, prepare: Callable[[], None]) -> None:
        """Brings everything up; `prepare` fills the database once there is a primary.

        Raises:
            Refused: this machine cannot hold it, and why; or it is up already.
            Unavailable: something did not start; nothing is left running.
        """
        if self.is_up:
            raise Refused("sites.already_up", folder=str(self.folder))
        require_programs(self.say)
        try:
            self._start(prepare)
        except BaseException:
            self.down()
            raise

    def _start(self, prepare: Callable[[], None]) -> None:
        self._make_folders()
        python = patroni_python(self.folder, self.account, self.say)
        self.say("socle : trois réseaux et le commutateur…")
        self.network.make(self._log("switch"))
        self.say("socle : etcd et PostgreSQL sur trois sites…")
        for site in SITES:
            self.start_etcd(site)
        self.start_database(Site.MAIN, python)
        self._require(lambda: servers.leader(self.network) is Site.MAIN, _FORM_SECONDS, "patroni")
        for site in SITES[1:]:
            self.start_database(site, python)
        self._require(lambda: servers.is_whole(self.network), _WHOLE_SECONDS, "patroni")
        self.say("socle : base de données de Socle…")
        with self.network.inside(Site.AGENTS):
            prepare()
        self.say("socle : les sites, leurs exécutants, le relais…")
        for site in SITES:
            self.start_site(site)
        for site in SITES:
            self._require(lambda site=site: self.site_answers(site), _SITE_SECONDS, str(site))  # type: ignore[misc]
        self.start_proxy()

    def _make_folders(self) -> None:
        run_folder = self.network.run_folder
        for left in (run_folder, *(self.folder / each for each in SITES)):
            shutil.rmtree(left, ignore_errors=True)
        for made in (self.folder, self.folder / "logs", run_folder):
            made.mkdir(parents=True, exist_ok=True, mode=0o755)
            made.chmod(0o755)
        if not self.account.reaches(self.folder):
            raise Refused("sites.folder_closed", folder=str(self.folder))
        for site in SITES:
            for made in (self.folder / site, run_folder / site):
                made.mkdir(mode=0o700)
                self.account.owns(made)
        secrets = self.folder / "secrets.json"
        secrets.touch(mode=0o600)
        names = ("SOCLE_SECRET_KEY", "SOCLE_SIGNING_SECRET")
        secrets.write_text(json.dumps({name: os.urandom(32).hex() for name in names}), "ascii")

    def start_etcd(self, site: Site, *more: str, joins: Collection[Site] = ()) -> None:
        arguments = etcd_arguments(site, str(self.folder / site / "etcd"), joins)
        self._spawn(site, "etcd", ["etcd", *arguments, *more], is_dropped=True)

    def start_database(self, site: Site, python: Path | None = None) -> None:
        """Patroni, which starts PostgreSQL and keeps it."""
        python = python or patroni_python(self.folder, self.account, self.say)
        here = self.folder / site
        settings = patroni_settings(
            site,
            self.lease,
            data=str(here / "cluster"),
            binaries=str(self.binaries),
            sockets=str(self.network.run_folder / site),
            pgpass=str(here / "pgpass"),
            password=self._secrets()["SOCLE_SECRET_KEY"][:24],
        )
        path = here / "patroni.json"  # JSON is YAML
        path.write_text(json.dumps(settings, indent=1), "utf-8")
        self.account.owns(path)
        program = ["-m", "patroni"]
        if self.lease.is_below_floor:
            # Copied: the servers' account may not reach our clone.
            launcher = here / "floorless.py"
            launcher.write_bytes((Path(__file__).parent / "floorless.py").read_bytes())
            self.account.owns(launcher)
            program = [str(launcher)]
        self._spawn(site, "patroni", [str(python), *program, str(path)], is_dropped=True)

    def start_site(self, site: Site) -> None:
        """Socle's own site and worker, as `serve` runs them, started again as a unit would be."""
        where = ["--host", ADDRESS[site], "--port", str(SITE_PORT), "--processes", "1"]
        program = [sys.executable, "-m", "socle", "serve", *where]
        self._spawn(site, "serve", ["sh", "-c", _AGAIN_AND_AGAIN, "sh", *program])

    def start_proxy(self) -> None:
        sites = [f"http://{ADDRESS[each]}:{SITE_PORT}" for each in SITES]
        listens = ["--listen", f"127.0.0.1:{PROXY_PORT}"]
        program = [sys.executable, "-m", "socle.sites.proxy", *listens, *sites]
        self._spawn(Site.AGENTS, "proxy", program)

    def environment(self, site: Site) -> dict[str, str]:
        """What a program of Socle at a site is told: the three databases, its own first."""
        return self._secrets() | {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "PYTHONPATH": str(_HOUSE),
            "HOME": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "socle.settings.prod",
            "SOCLE_HOSTS": ",".join(["127.0.0.1", *ADDRESS.values()]),
            "SOCLE_TRUSTED_PROXIES": ADDRESS[Site.AGENTS],
            "SOCLE_DATA": str(self.folder / "house"),
            "SOCLE_DATABASE_URL": database_url(
                "socle_app", DATABASE, first=site, wants="read-write"
            ),
            "SOCLE_DATABASE_REPLICA_URL": database_url(
                "socle_app", DATABASE, first=site, wants="prefer-standby"
            ),
        }

    def _secrets(self) -> dict[str, str]:
        """One set for the three sites: a session begun at one goes on at another."""
        read: dict[str, str] = json.loads((self.folder / "secrets.json").read_text("ascii"))
        return read

    def superuser_url(self) -> str:
        """The primary as its superuser, which prepares the database."""
        return database_url(SUPERUSER, DATABASE, wants="read-write")

    def _spawn(
        self, site: Site, name: str, program: list[str], *, is_dropped: bool = False
    ) -> None:
        words = self.network.entering(site)
        environment = self.environment(site)
        if is_dropped:
            account = self.account
            words += ["setpriv", "--reuid", str(account.uid), "--regid", str(account.gid)]
            words += ["--clear-groups", "--"]
            environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
            environment["HOME"] = str(self.folder / site)
            environment["PYTHONNOUSERSITE"] = "1"
        with self._log(f"{name}-{site}").open("ab") as output:
            subprocess.Popen(  # noqa: S603 - our own words, no shell
                [*words, *program],
                env=environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def _log(self, name: str) -> Path:
        return self.folder / "logs" / f"{name}.log"

    def _require(self, found: Callable[[], bool], seconds: float, name: str) -> None:
        if servers.wait_until(found, seconds=seconds) is None:
            raise Unavailable("sites.not_started", name=name, folder=str(self.folder / "logs"))

    def site_answers(self, site: Site) -> bool:
        """Whether a site's own pages are served."""
        return servers.answers(self.network, f"http://{ADDRESS[site]}:{SITE_PORT}/health")

    def running(self, site: Site) -> dict[str, list[int]]:
        """The processes of a site by what they are."""
        found: dict[str, list[int]] = {}
        for pid in self.network.processes(site):
            kind = _kind(pid)
            if kind:
                found.setdefault(kind, []).append(pid)
        return found

    def signal(self, site: Site, kinds: Iterable[str] | None, what: signal.Signals) -> None:
        """Sends a signal to these processes of a site, or to all."""
        wanted = None if kinds is None else set(kinds)
        for kind, pids in self.running(site).items():
            for pid in pids if wanted is None or kind in wanted else ():
                try:
                    os.kill(pid, what)
                except ProcessLookupError:
                    continue

    def status(self) -> dict[str, Any]:
        """What runs where, and who leads."""
        if not self.is_up:
            return {"up": False, "folder": str(self.folder), "sites": []}
        known = {each["name"]: each for each in servers.members(self.network)}
        return {
            "up": True,
            "folder": str(self.folder),
            "leader": servers.leader(self.network),
            "whole": servers.is_whole(self.network),
            "sites": [
                {
                    "site": str(site),
                    "address": ADDRESS[site],
                    "database": known.get(str(site), {}).get("role", "–"),
                    "state": known.get(str(site), {}).get("state", "–"),
                    "site_answers": self.site_answers(site),
                    "processes": {kind: len(pids) for kind, pids in self.running(site).items()},
                }
                for site in SITES
            ],
        }

    def down(self) -> None:
        """Ends every process of the kit, its network and its clusters; pages of drills stay."""
        limit = time.monotonic() + _END_SECONDS
        while any(self.network.processes(each) for each in Site) and time.monotonic() < limit:
            for site in Site:
                self.signal(site, None, signal.SIGCONT)
                self.signal(site, None, signal.SIGKILL)
            time.sleep(0.1)
        self.network.remove()
        shutil.rmtree(self.network.run_folder, ignore_errors=True)
        for left in (*SITES, "house"):
            shutil.rmtree(self.folder / left, ignore_errors=True)


def _kind(pid: int) -> str:
    """What a process of ours is; empty when it is gone."""
    try:
        name = Path(f"/proc/{pid}/comm").read_text("utf-8").strip()
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return ""
    if name in {"etcd", "postgres"}:
        return name
    if b"patroni" in words or any(each.endswith(b"/floorless.py") for each in words):
        return "patroni"
    return "proxy" if b"socle.sites.proxy" in words else "site"
