"""The second step of signing in, as other modules see it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from socle.platform.access.types import PERMISSIONS, Permission, Role

# How long whoever is asked for a second step may still enter without.
GRACE = timedelta(days=14)
CODES = 10
# With so few codes left, their person is told to print a new sheet.
FEW = 3
MOST_PASSKEYS = 10
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
class PasskeyView:
    """A passkey of a person (clé d'accès), by the name they gave it; good at one host of ours.

    `doubted_at`: since when it serves no more, because a copy of it seems to be about.
    """

    id: int
    name: str
    host: str
    made_at: datetime
    used_at: datetime | None
    doubted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """What a person has for the second step; never the secrets themselves.

    `codes_made_at` is the day of the sheet of codes, where one was made; `codes_left` how many of
    it still serve. `used_at` is when any of it last served.
    """

    app_since: datetime | None
    codes_made_at: datetime | None
    codes_left: int
    passkeys: tuple[PasskeyView, ...] = ()
    used_at: datetime | None = None

    @property
    def is_enrolled(self) -> bool:
        """Whether signing in asks for the second step; a sheet that is used up does not end it."""
        had = self.app_since is not None or self.codes_made_at is not None
        return had or bool(self.passkeys)

    @property
    def passkeys_serving(self) -> int:
        """How many passkeys open something."""
        return sum(each.doubted_at is None for each in self.passkeys)

    @property
    def has_doubted(self) -> bool:
        """Whether a passkey was stopped, and waits to be ended."""
        return self.passkeys_serving < len(self.passkeys)

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
class PasskeySite:
    """Where passkeys are made and shown: the name of our host, and the address in full.

    A browser gives a key to the host that it was made for, and says at which address it stands.
    """

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class PasskeyChallenge:
    """What a browser is asked, as the standard's JSON, and what is kept to check its answer."""

    options: str
    state: dict[str, Any]


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """The public half of a key that was made; `attested` is how the standard writes it."""

    credential_id: bytes
    attested: bytes
    count: int


@dataclass(frozen=True, slots=True)
class ShownPasskey:
    """A key that was shown, and how often it says it has signed; zero where it does not count."""

    credential_id: bytes
    count: int


@dataclass(frozen=True, slots=True)
class RolePolicy:
    """Whether a role asks for the second step on a day; `act` is empty where the house says so."""

    role: Role
    is_required: bool
    act: str = ""
