"""A network between namespaces, in user space: an Ethernet switch with delays and cuts.

Kernels without `netem` can neither delay nor cut by themselves. Each namespace has one TAP device;
what one sends is handed to the other after the way's delay, or dropped where the way is cut.
Run as root: `python -m socle.sites.switch CONTROL NAME=NAMESPACE=ADDRESS…`. It is told by
datagrams at the socket CONTROL: `delay A B MICROSECONDS` (one way), `cut A B`, `heal`, `quit`.
"""

import fcntl
import heapq
import os
import select
import socket
import struct
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

_SET_INTERFACE = 0x400454CA
_TAP, _NO_HEADER = 0x2, 0x1000
_FRAME_BYTES = 65_536
_FRAMES_AT_ONCE = 64
_GROUP_BIT = 1
_DEVICE = b"socle0"


@dataclass
class Ways:
    """What is told of the ways between places: delays in nanoseconds, cuts."""

    delays: dict[frozenset[str], int] = field(default_factory=dict)
    cuts: set[frozenset[str]] = field(default_factory=set)

    def told(self, text: str) -> bool:
        """Does as a datagram says; False to stop. What is not understood changes nothing."""
        match text.split():
            case ["delay", one, other, microseconds]:
                self.delays[frozenset({one, other})] = int(microseconds) * 1000
            case ["cut", one, other]:
                self.cuts.add(frozenset({one, other}))
            case ["heal"]:
                self.cuts.clear()
            case ["quit"]:
                return False
        return True

    def delay(self, one: str, other: str) -> int | None:
        """How long a frame travels; None where the way is cut."""
        way = frozenset({one, other})
        return None if way in self.cuts else self.delays.get(way, 0)


class Switch:
    """Learns who is where from what they send, as any switch does."""

    def __init__(self, devices: dict[str, int], ways: Ways) -> None:
        self._devices, self._ways = devices, ways
        self._homes: dict[bytes, str] = {}
        self._under_way: list[tuple[int, int, str, bytes]] = []
        self._count = 0

    def take(self, sender: str, frame: bytes, now: int) -> None:
        """Has a frame travel to whom it is for."""
        target, source = frame[:6], frame[6:12]
        self._homes[source] = sender
        known = None if target[0] & _GROUP_BIT else self._homes.get(target)
        for each in [known] if known else self._devices:
            delay = self._ways.delay(sender, each)
            if each != sender and delay is not None:
                self._count += 1
                heapq.heappush(self._under_way, (now + delay, self._count, each, frame))

    def arrivals(self, now: int) -> list[tuple[str, bytes]]:
        """The frames that have arrived by now, in order."""
        found = []
        while self._under_way and self._under_way[0][0] <= now:
            _at, _count, place, frame = heapq.heappop(self._under_way)
            found.append((place, frame))
        return found

    def next_arrival(self) -> int | None:
        """The instant of the next one."""
        return self._under_way[0][0] if self._under_way else None


def _device(namespace: str, address: str) -> int:
    """A TAP device inside a namespace, up and addressed; it is gone when this process ends."""
    handle = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    # A name of our own while it is in our namespace, so that two switches do not meet.
    name = f"soc{os.getpid() % 100_000}t{handle}".encode()
    fcntl.ioctl(handle, _SET_INTERFACE, struct.pack("16sH", name, _TAP | _NO_HEADER))
    commands = (
        ["ip", "link", "set", name.decode(), "netns", namespace],
        ["ip", "-n", namespace, "link", "set", name.decode(), "name", _DEVICE.decode()],
        ["ip", "-n", namespace, "link", "set", "lo", "up"],
        ["ip", "-n", namespace, "addr", "add", f"{address}/24", "dev", _DEVICE.decode()],
        ["ip", "-n", namespace, "link", "set", _DEVICE.decode(), "up"],
    )
    for command in commands:
        subprocess.run(command, check=True)  # noqa: S603
    return handle


def run(control: Path, places: dict[str, tuple[str, str]]) -> None:
    """Switches until told to quit."""
    devices = {name: _device(*place) for name, place in places.items()}
    names = {handle: name for name, handle in devices.items()}
    ways = Ways()
    switch = Switch(devices, ways)
    control.unlink(missing_ok=True)
    told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    told.bind(str(control))
    told.settimeout(0)
    is_on = True
    while is_on:
        for place, frame in switch.arrivals(time.monotonic_ns()):
            _give(devices[place], frame)
        due = switch.next_arrival()
        wait = 1.0 if due is None else max(0, due - time.monotonic_ns()) / 1e9
        ready, _, _ = select.select([*names, told.fileno()], [], [], wait)
        for each in ready:
            if each in names:
                _take_all(switch, each, names[each])
            else:
                is_on = ways.told(told.recv(200).decode("ascii", "replace"))


def _take_all(switch: Switch, handle: int, name: str) -> None:
    for _ in range(_FRAMES_AT_ONCE):
        try:
            frame = os.read(handle, _FRAME_BYTES)
        except BlockingIOError:
            return
        switch.take(name, frame, time.monotonic_ns())


def _give(handle: int, frame: bytes) -> None:
    try:
        os.write(handle, frame)
    except OSError:
        return  # a full queue drops frames, as a real one does


if __name__ == "__main__":
    said = [each.split("=") for each in sys.argv[2:]]
    run(Path(sys.argv[1]), {name: (namespace, address) for name, namespace, address in said})
