"""What a registry received, answered and sent: its own count, for a test to compare with."""

import threading
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

_KEPT, _SHOWN = 1000, 4000


@dataclass
class Sent:
    """A message that the registry sent by itself, and what became of it."""

    action: str
    url: str
    message_id: str
    status: int = 0  # of the last try; 0: nobody answered
    tries: int = 0
    body: str = ""


class Record:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._received: Counter[str] = Counter()
        self._answered: Counter[str] = Counter()
        self._signatures: Counter[str] = Counter(valid=0, invalid=0, missing=0)
        self._entries: deque[dict[str, Any]] = deque(maxlen=_KEPT)
        self._sent: deque[Sent] = deque(maxlen=_KEPT)

    def received(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> dict[str, Any]:
        entry: dict[str, Any] = {
            "method": method,
            "path": path,
            "status": 0,
            "headers": dict(headers.items()),
            "body": shown(body),
        }
        with self._lock:
            self._received[f"{method} {path}"] += 1
            self._entries.append(entry)
        return entry

    def answered(self, entry: dict[str, Any], status: int) -> None:
        with self._lock:
            entry["status"] = status
            self._answered[str(status)] += 1

    def signature(self, found: str) -> None:
        with self._lock:
            self._signatures[found] += 1

    def sending(self, sent: Sent) -> None:
        with self._lock:
            self._sent.append(sent)

    def told(self) -> dict[str, Any]:
        with self._lock:
            return {
                "received": dict(self._received),
                "answered": dict(self._answered),
                "signatures": dict(self._signatures),
                "sent": [asdict(each) for each in self._sent],
                "elsewhere": sum(
                    times for name, times in self._received.items() if name.endswith(" /elsewhere")
                ),
                "entries": list(self._entries),
            }


def shown(body: bytes) -> str:
    """The beginning of a body, as text."""
    return body[:_SHOWN].decode("utf-8", "replace")
