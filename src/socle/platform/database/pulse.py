"""Whether a server shows a sign of life at all, asked without signing in.

A site that went dark refuses nothing: whoever asks waits until the kernel gives up, seconds later.
The first bytes of PostgreSQL's protocol are answered by a server that lives, before it knows who
asks, and whatever else it is busy with.
"""

import socket
import struct
from collections.abc import Mapping
from typing import Any

# "Do you speak TLS?": length and code of the message; the answer is one letter, yes or no.
_QUESTION = struct.pack("!ii", 8, 80877103)
_SECONDS = 0.3
_PORT = "5432"


def is_silent(host: str, port: str | int) -> bool:
    """Whether a server neither answers nor refuses: one that refuses has said that it lives."""
    try:
        with _reached(host, int(port)) as line:
            line.sendall(_QUESTION)
            line.recv(1)
    except TimeoutError:
        return True
    except OSError:
        return False
    return False


def heard(told: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a connection, without those of several hosts that are silent.

    All of them where none is heard: the driver says best why it reaches nobody.
    """
    hosts = str(told.get("host", "")).split(",")
    ports = str(told.get("port") or _PORT).split(",")
    if len(hosts) == 1:
        return dict(told)
    if len(ports) == 1:
        ports *= len(hosts)
    living = [each for each in zip(hosts, ports, strict=True) if not is_silent(*each)]
    if not living:
        return dict(told)
    return dict(told) | {
        "host": ",".join(host for host, _port in living),
        "port": ",".join(port for _host, port in living),
    }


def _reached(host: str, port: int) -> socket.socket:
    if not host.startswith("/"):
        return socket.create_connection((host, port), timeout=_SECONDS)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(_SECONDS)
    try:
        line.connect(f"{host}/.s.PGSQL.{port}")
    except OSError:
        line.close()
        raise
    return line
