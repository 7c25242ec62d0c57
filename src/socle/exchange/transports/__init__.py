"""By which ways messages go to partners.

What goes wrong is one of two: the moment, or the answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus


class Away(Exception):  # noqa: N818 - an answer that the caller records
    """The moment prevents it: nobody answered, or who did is not ready. Later it may pass."""


class Unreadable(Exception):  # noqa: N818 - an answer that the caller records
    """Something answered what cannot be an answer to this message: nothing of it is taken."""


@dataclass(frozen=True, slots=True)
class Message:
    """What goes to a partner: below which path, under which name, on whose behalf."""

    path: str
    body: bytes = b""
    message_id: str = ""
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    asked_by: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a partner answered; `reason` is the bus's own refusal, where it refused."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    reason: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether the partner took the message."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES


def lowered(headers: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Headers by name in small letters; of one said twice, all that was said."""
    found: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def require_ready(status: int) -> None:
    """Stops at an answer that says: not now.

    Raises:
        Away: a server that fails, or that is asked too often.
    """
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
        raise Away(str(status))
