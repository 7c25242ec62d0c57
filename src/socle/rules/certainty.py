"""How sure a result is: the least sure of what it was made from."""

from collections.abc import Iterable

CONFIRMED = "confirmed"  # an authority, or two sources that agree
CONVENTION = "convention"  # the law is silent: a visible choice of the fund or of Socle
PROVISIONAL = "provisional"  # one source, an arbitrated contradiction, or an old observation
UNVERIFIED = "unverified"  # the scheme's own rule was not found: the declared figure is kept

# From the surest to the least sure.
_ORDER = (CONFIRMED, CONVENTION, PROVISIONAL, UNVERIFIED)
IN_PARAMETERS = (CONFIRMED, CONVENTION, PROVISIONAL)


def least_sure(statuses: Iterable[str]) -> str:
    """The weakest status of several; `confirmed` when there is none."""
    return max(statuses, key=_ORDER.index, default=CONFIRMED)
