"""Which roles may be handed over, to whom, and what a delegation says."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from socle.platform.access.types import DELEGABLE, PERMISSIONS, Permission, Role

__all__ = ["DELEGABLE", "LONGEST", "Delegation", "are_apart"]

# A convention of the house: whoever is away longer is replaced, by a role of one's own.
LONGEST = timedelta(days=92)
# What different people do to one payment, one after the other.
_CHAIN = frozenset(
    {
        Permission.RUN_BENEFITS,
        Permission.PREPARE_PAYMENT,
        Permission.AUTHORISE_PAYMENT,
        Permission.ENDORSE_PAYMENT,
    }
)


@dataclass(frozen=True, slots=True)
class Delegation:
    """A role handed to a colleague for stated days (délégation), the last one included."""

    giver_id: int
    giver_login: str
    giver: str
    taker_id: int
    taker_login: str
    taker: str
    role: Role
    first_day: date
    last_day: date


def are_apart(role: Role, *, giver: Collection[Role], taker: Collection[Role]) -> bool:
    """Whether handing this role over leaves whoever does and whoever checks two people.

    Nobody hands their part to their checker, nor their check to whom it is done on: the two may
    not hold, between them, two parts of what a payment goes through, nor may the taker both enter
    and validate.
    """
    steps = {each for one in (*giver, *taker) for each in PERMISSIONS[one] & _CHAIN}
    if PERMISSIONS[role] & _CHAIN and len(steps) > 1:
        return False
    validates = {Permission.VALIDATE_ACTS in PERMISSIONS[each] for each in (role, *taker)}
    return len(validates) == 1
