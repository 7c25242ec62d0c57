"""Those who ask during a drill: agents that perform acts with their keys, and one that reads.

Each is a thread whose connections are of the agents' namespace, and goes through the proxy as any
program would: an answer within a minute, or none.
"""

import http.client
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from socle.sites.network import Network
from socle.sites.plan import PROXY_PORT, Site

LIMIT_SECONDS = 60.0
_PAUSE_SECONDS = 0.05
_SLOW_READING_SECONDS = 10.0
_WRITERS = 4
_JSON = {"Content-Type": "application/json", "Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class Asked:
    """An act asked for: when, how long the answer took, and what it was (0: none came)."""

    code: str
    key: str
    began: float
    ended: float
    status: int
    attempts: int = 1
    act: str = ""
    was_done: bool = False
    why: str = ""  # as the answer says it, where it is no act

    @property
    def is_acknowledged(self) -> bool:
        return self.status in {200, 201}

    @property
    def is_definite(self) -> bool:
        """Whether the caller knows: done, or refused by a rule."""
        return self.is_acknowledged or 400 <= self.status < 500


@dataclass
class Askers:
    """What was asked and answered, as long as it runs."""

    network: Network
    token: str
    name: str
    day: str
    acts: list[Asked] = field(default_factory=list)
    reads: list[float] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begins to ask."""
        for rank in range(_WRITERS):
            self._begin(lambda rank=rank: self._write(rank))  # type: ignore[misc]
        self._begin(self._read)

    def stop(self) -> None:
        """Ends once what was asked is answered, or given up."""
        self._stop.set()
        for each in self._threads:
            each.join(LIMIT_SECONDS + _SLOW_READING_SECONDS)

    def once(self, code: str, key: str) -> Asked:
        """Asks for one act, with this key, from this thread."""
        with self.network.inside(Site.AGENTS):
            return self._act(code, key)

    def _begin(self, work: Callable[[], None]) -> None:
        def inside() -> None:
            with self.network.inside(Site.AGENTS):
                work()

        thread = threading.Thread(target=inside, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _write(self, rank: int) -> None:
        count = 0
        while not self._stop.is_set():
            count += 1
            code = f"{self.name}{rank}{count:05d}"
            self.acts.append(self._act(code, f"exercice-{code}"))
            time.sleep(_PAUSE_SECONDS)

    def _act(self, code: str, key: str) -> Asked:
        told = {
            "fields": {"agency_code": code, "agency_name": f"Agence {code}", "city": "Yaoundé"},
            "effective_on": self.day,
            "motive": "Exercice de panne",
        }
        began = time.monotonic()
        status, headers, said = self._call(
            "POST", "/api/v1/acts/open_agency", LIMIT_SECONDS, told, {"Idempotency-Key": key}
        )
        return Asked(
            code,
            key,
            began,
            time.monotonic(),
            status,
            attempts=int(headers.get("Socle-Attempts", 1)),
            act=str(said.get("act", "")),
            was_done=said.get("status") == "already_done",
            why=str(said.get("title", "")),
        )

    def _read(self) -> None:
        while not self._stop.is_set():
            status, _headers, _said = self._call(
                "GET", "/api/v1/acts?limit=1", _SLOW_READING_SECONDS
            )
            if status == 200:
                self.reads.append(time.monotonic())
            time.sleep(_PAUSE_SECONDS)

    def _call(
        self,
        method: str,
        path: str,
        seconds: float,
        told: dict[str, Any] | None = None,
        more: dict[str, str] | None = None,
    ) -> tuple[int, dict[str, str], dict[str, Any]]:
        """The status, headers and JSON of an answer; 0 when none came in time."""
        content = None if told is None else json.dumps(told).encode()
        headers = _JSON | {"Authorization": f"Bearer {self.token}"} | (more or {})
        line = http.client.HTTPConnection("127.0.0.1", PROXY_PORT, timeout=seconds)
        try:
            line.request(method, path, content, headers)
            answer = line.getresponse()
            said = json.loads(answer.read() or b"{}")
        except (OSError, http.client.HTTPException, ValueError):
            return 0, {}, {}
        finally:
            line.close()
        return answer.status, dict(answer.headers), said if isinstance(said, dict) else {}
