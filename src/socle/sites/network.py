"""Namespaces of one kit: made, entered, looked into, told of delays and cuts."""

import ctypes
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from socle.kernel.errors import Refused, Unavailable
from socle.sites.plan import ADDRESS, Site, one_way_microseconds

_NEW_NETWORK = 0x40000000
_NAMESPACES = Path("/run/netns")
_START_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Network:
    """The namespaces of the kit of one data folder, told apart by `mark` from those of another."""

    mark: str
    run_folder: Path

    def namespace(self, site: Site) -> str:
        """What the system calls a site's namespace."""
        return f"socle-{self.mark}-{site}"

    @property
    def is_there(self) -> bool:
        """Whether any of them exists."""
        return any((_NAMESPACES / self.namespace(each)).exists() for each in Site)

    @property
    def control(self) -> Path:
        return self.run_folder / "switch"

    def make(self, log: Path) -> None:
        """Makes the namespaces and starts the switch between them.

        Raises:
            Refused: this machine has none, or no TAP device.
        """
        if not Path("/dev/net/tun").exists():
            raise Refused("sites.no_tap")
        for site in Site:
            _run("ip", "netns", "add", self.namespace(site))
        places = [f"{each}={self.namespace(each)}={ADDRESS[each]}" for each in Site]
        with log.open("ab") as output:
            subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, "-m", "socle.sites.switch", str(self.control), *places],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        limit = time.monotonic() + _START_SECONDS
        while not self.control.exists():
            if time.monotonic() > limit:
                raise Refused("sites.no_tap")
            time.sleep(0.05)
        for one in Site:
            for other in Site:
                if one < other:
                    self.tell(f"delay {one} {other} {one_way_microseconds(one, other)}")

    def tell(self, text: str) -> None:
        """Tells the switch."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as said:
            said.sendto(text.encode("ascii"), str(self.control))

    def cut(self, site: Site, others: Sequence[Site]) -> None:
        """Nothing travels between a site and these others."""
        for each in others:
            self.tell(f"cut {site} {each}")

    def heal(self) -> None:
        self.tell("heal")

    def remove(self) -> None:
        """The switch ends, and its devices with it; then the namespaces."""
        with suppress(OSError):
            self.tell("quit")
        for site in Site:
            if (_NAMESPACES / self.namespace(site)).exists():
                _run("ip", "netns", "delete", self.namespace(site))

    def processes(self, site: Site) -> list[int]:
        """Who runs in a site's namespace: nobody but what the kit has started there."""
        if not (_NAMESPACES / self.namespace(site)).exists():
            return []
        said = _run("ip", "netns", "pids", self.namespace(site))
        return [int(each) for each in said.split()]

    def entering(self, site: Site) -> list[str]:
        """What to put before a program's words so that it runs there."""
        return ["nsenter", f"--net={_NAMESPACES / self.namespace(site)}", "--"]

    @contextmanager
    def inside(self, site: Site) -> Iterator[None]:
        """This thread's connections, and the programs it starts, are of that site meanwhile."""
        with Path("/proc/thread-self/ns/net").open("rb") as home:
            with (_NAMESPACES / self.namespace(site)).open("rb") as there:
                _enter(there.fileno())
            try:
                yield
            finally:
                _enter(home.fileno())


def _enter(namespace: int) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if library.setns(namespace, _NEW_NETWORK) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise Unavailable(
            "sites.command_failed", command=" ".join(command), said=done.stderr.strip()
        )
    return done.stdout
