"""What goes wrong on demand in a registry: counted down, or until it is set again."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass
class Failures:
    """Numbers are how many times from now on; the rest holds until it is set again."""

    # What it answers.
    down: int = 0
    lose_answers: int = 0
    slow: int = 0  # seconds before each answer
    truncate: int = 0
    redirect: int = 0
    redirect_to: str = "/elsewhere"
    nesting: int = 0
    nesting_bytes: int = 10_000_000
    # What it sends by itself.
    hold: bool = False
    duplicate: int = 0
    reorder: bool = False
    send_truncated: int = 0
    send_nested: int = 0
    aged_hours: int = 0
    same_message_id: bool = False
    # How it signs.
    wrong_signature: int = 0
    revoked_key: bool = False
    unsigned: int = 0
    forged_sender: str = ""
    # A security server's own.
    wrong_hash: int = 0
    no_hash: int = 0
    error: str = "Server.ClientProxy.OutdatedGlobalConf"
    errors: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def set(self, said: Mapping[str, Any]) -> None:
        """Takes what is said; a name that is not a failure is a mistake of the caller.

        Raises: KeyError, TypeError.
        """
        known = {each.name: getattr(self, each.name) for each in fields(self) if each.repr}
        named = {"hold" if name == "late" else name: value for name, value in said.items()}
        for name, value in named.items():
            if type(known[name]) is not type(value):
                raise TypeError(name)
        with self._lock:
            for name, value in named.items():
                setattr(self, name, value)

    def takes(self, name: str) -> bool:
        """Whether this failure befalls this time; it is then one less."""
        with self._lock:
            left: int = getattr(self, name)
            if left <= 0:
                return False
            setattr(self, name, left - 1)
            return True


def nested(size: int) -> bytes:
    """JSON that is nothing but depth."""
    return b"[" * (size // 2) + b"]" * (size // 2)
