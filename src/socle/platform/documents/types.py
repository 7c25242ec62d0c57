"""A stored file as other modules see it."""

from dataclasses import dataclass
from datetime import date, datetime

from socle.platform.sealing.types import DataClass

# Kinds of files that are kept sealed, and the class of each: modules add theirs when Django starts.
SEALED_KINDS: dict[str, DataClass] = {}


@dataclass(frozen=True, slots=True)
class DocumentView:
    """What is known of a stored file; `sha256` in hexadecimal.

    `kind`: which piece of a list it is, empty for any other. `expires_on`: its last day, where one
    was said.
    """

    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    stored_at: datetime
    kind: str = ""
    expires_on: date | None = None
