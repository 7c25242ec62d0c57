"""A stored file as other modules see it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DocumentView:
    """What is known of a stored file; `sha256` in hexadecimal."""

    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    stored_at: datetime
