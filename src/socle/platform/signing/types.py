"""A fund's signing key as other modules see it: never its private half."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key pair of a fund. Cards signed by one that was withdrawn are no longer believed."""

    key_id: str  # hexadecimal
    public: bytes  # the point, uncompressed: 0x04, x, y
    made_at: datetime
    withdrawn_at: datetime | None
    is_active: bool  # it signs what is made now

    @property
    def x(self) -> bytes:
        return self.public[1:33]

    @property
    def y(self) -> bytes:
        return self.public[33:]
