"""The simulated registries beside the demonstration: which, on which ports, with what they know.

They are processes that import nothing of Socle. Their ports, keys and secrets are kept beside the
data, so that what was agreed with them still holds when the demonstration opens again.
"""

import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from socle.cli.serve import free_port, is_free

SETTINGS = "socle.settings.demo"
HOST = "127.0.0.1"
_FOLDER = "registries"
_BUS = "xroad"
# What each plays, the facts that it holds, and what it may tell of.
KINDS: Mapping[str, tuple[str, str, str]] = {
    "civil": ("civil", "events:civil", "État civil"),
    "identity": ("identity", "events:civil", "Autorité d’identité"),
    "companies": ("company", "events:company", "Registre des entreprises"),
    "tax": ("tax", "events:tax", "Administration fiscale"),
    "household": ("household", "events:civil", "Registre social"),
}
# How the civil registry of the second fund is reached, through the bus of the State.
SERVICE, SUBSYSTEM = "MA/GOV/ETATCIVIL/REGISTRE/dci", "MA/GOV/CNSS/SOCLE"


@dataclass(frozen=True, slots=True)
class Simulated:
    """A simulator: of which fund, what it plays, where it answers, the secrets with it."""

    fund: str
    what: str
    port: int
    secret: str  # by which the fund asks it for tokens

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def id(self) -> str:
        """Its name in messages."""
        return f"{self.what}.{self.fund}.exemple"

    @property
    def name(self) -> str:
        return f"{KINDS[self.what][2]} (simulé)"

    @property
    def is_by_bus(self) -> bool:
        return self.what == "civil" and self.fund.endswith("-ma")


@dataclass(frozen=True, slots=True)
class Registries:
    """All of them, and the folder where what they need is kept."""

    folder: Path
    site: str
    each: tuple[Simulated, ...]
    bus: Simulated

    def environment(self) -> dict[str, str]:
        """What the site has to know of them, and they of the site."""
        pages: dict[str, list[tuple[str, str]]] = {}
        for one in self.each:
            pages.setdefault(one.fund, []).append((one.name, f"{one.url}/"))
        pages[self.bus.fund].append(("Bus d’échange X-Road (simulé)", f"{self.bus.url}/"))
        return {
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "SOCLE_PUBLIC_URL": self.site,
            "SOCLE_XROAD_SERVER": self.bus.url,
            "SOCLE_DEMO_REGISTRIES": json.dumps(pages),
        }

    def programs(self) -> Iterable[tuple[list[str], int]]:
        """How each is started, as `python -m` runs it, and where it answers then."""
        for one in (*self.each, self.bus):
            keys = self.folder / f"{one.fund}.{one.what}.keys"
            where = ("--data", str(self._file(one)), "--keys", str(keys))
            yield ["socle_simulator", one.what, "--port", str(one.port), *where], one.port

    def write(self, one: Simulated, known: Mapping[str, Any]) -> None:
        """What a registry knows when it starts."""
        said = {"synthetic": True, "id": one.id, **known}
        _write(self._file(one), said)

    def write_bus(self) -> None:
        civil = next(one for one in self.each if one.is_by_bus)
        owner = SERVICE.rpartition("/")[0]
        service = {"id": SERVICE, "url": civil.url, "allowed": [SUBSYSTEM]}
        self.write(self.bus, {"subsystems": [SUBSYSTEM, owner], "services": [service]})

    def remembered(self, name: str) -> str:
        """A secret or a mark that was kept, empty if it was not."""
        return str(_read(self.folder / "kept.json").get(name, ""))

    def remember(self, name: str, value: str) -> None:
        _write(self.folder / "kept.json", _read(self.folder / "kept.json") | {name: value})

    def _file(self, one: Simulated) -> Path:
        return self.folder / f"{one.fund}.{one.what}.json"


def planned(data: Path, funds: Iterable[str], *, site_port: int) -> Registries:
    """The registries of some funds, on the ports that they had, others where those are taken."""
    folder = data / _FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept, found = _read(folder / "ports.json"), []
    codes = list(funds)
    for fund, what in [*((fund, what) for fund in codes for what in KINDS), (codes[-1], _BUS)]:
        before = kept.get(f"{fund}.{what}", {})
        port = int(before.get("port", 0))
        if not port or not is_free(HOST, port):
            port = free_port(HOST)
        secret = before.get("secret") or secrets.token_urlsafe(32)
        found.append(Simulated(fund, what, port, secret))
    said = {f"{one.fund}.{one.what}": {"port": one.port, "secret": one.secret} for one in found}
    _write(folder / "ports.json", said)
    site = f"http://{HOST}:{site_port}"
    return Registries(folder, site, tuple(found[:-1]), found[-1])


def _read(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    return found


def _write(path: Path, said: Mapping[str, Any]) -> None:
    """Read by nobody else, and whole."""
    made = path.with_suffix(f".{os.getpid()}")
    made.touch(mode=0o600)
    made.write_text(json.dumps(said), "utf-8")
    made.replace(path)
