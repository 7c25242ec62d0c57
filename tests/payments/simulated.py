"""The simulator of bank and operator, as a process of its own for a test."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

_SOURCES = Path(__file__).parents[2] / "src"


@dataclass(frozen=True)
class Simulator:
    url: str

    def fails(self, **said: Any) -> None:
        """What goes wrong from now on."""
        self.ask("PUT", "/failures", said)

    def holders(self, said: Mapping[str, str]) -> None:
        self.ask("PUT", "/holders", said)

    def paid(self) -> dict[str, tuple[int, Decimal]]:
        """Its own record: how often each order was paid, and how much in all."""
        found = json.loads(self.ask("GET", "/paid"))
        return {name: (each["times"], Decimal(each["amount"])) for name, each in found.items()}

    def ask(self, method: str, path: str, said: Any = None) -> bytes:
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        connection = HTTPConnection("127.0.0.1", int(self.url.rsplit(":", 1)[-1]), timeout=20)
        with closing(connection):
            connection.request(method, path, body if said is not None else None)
            return connection.getresponse().read()


@contextmanager
def simulator() -> Iterator[Simulator]:
    """A simulator on a free port, ended with the block."""
    with subprocess.Popen(
        [sys.executable, "-m", "socle_simulator"],
        env=os.environ | {"PYTHONPATH": str(_SOURCES)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            yield Simulator(f"http://127.0.0.1:{int(process.stdout.readline())}")
        finally:
            process.kill()
