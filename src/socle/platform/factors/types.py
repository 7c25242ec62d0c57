"""The second step of signing in, as other modules see it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from socle.platform.access.types import PERMISSIONS, Permission, Role

# How long whoever is asked for a second step may still enter without.
GRACE = timedelta(days=14)
CODES = 10
# With so few codes left, their person is told to print a new sheet.
FEW = 3
_ASKED_OF = frozenset(
    {
        Permission.VALIDATE_ACTS,
        Permission.AUTHORISE_PAYMENT,
        Permission.PREPARE_PAYMENT,
        Permission.ENDORSE_PAYMENT,
        Permission.MANAGE_USERS,
    }
)
# Who validates, pays or administers, unless the fund says otherwise.
ASKED_ROLES = frozenset(role for role in Role if PERMISSIONS[role] & _ASKED_OF)


@dataclass(frozen=True, slots=True)
class Factors:
    """What a person has for the second step; never the secrets themselves.

    `codes_made_at` is the day of the sheet of codes, where one was made; `codes_left` how many of
    it still serve.
    """

    app_since: datetime | None
    codes_made_at: datetime | None
    codes_left: int

    @property
    def is_enrolled(self) -> bool:
        """Whether signing in asks for the second step; a sheet that is used up does not end it."""
        return self.app_since is not None or self.codes_made_at is not None

    @property
    def is_short(self) -> bool:
        """Whether a new sheet should be printed."""
        return self.codes_left <= FEW


@dataclass(frozen=True, slots=True)
class AppSecret:
    """What an application is given, once: as text to type, and as the address of a QR code."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class RolePolicy:
    """Whether a role asks for the second step on a day; `act` is empty where the house says so."""

    role: Role
    is_required: bool
    act: str = ""
