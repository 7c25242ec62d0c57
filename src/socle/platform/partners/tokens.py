"""Access tokens: signed, short-lived, kept nowhere.

A token says whose it is; what it opens is read from the agreement at each call, so that whoever
ends an agreement or a secret ends the tokens with it.
"""

import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.core import signing

LIFE = timedelta(minutes=15)
PREFIX = "socle_p."
_FORM = re.compile(r"socle_p\.[A-Za-z0-9_-]{40,4000}\.[A-Za-z0-9_-]{43}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Claims:
    """Whose token it is: fund, account, secret; and the scopes asked for, none for all agreed."""

    fund: int
    country: str
    user: int
    secret: str
    scopes: str
    until: int


def make(claims: Claims) -> str:
    return PREFIX + _signer().sign_object(asdict(claims))


def until(at: datetime) -> int:
    """When a token that is made now ends, in seconds of Unix."""
    return int((at + LIFE).timestamp())


def read(token: str, at: datetime) -> Claims | None:
    """What a token says, if it is ours and has not ended."""
    if not _FORM.fullmatch(token):
        return None
    try:
        claims = _signed(token, settings.SECRET_KEY)
    except signing.BadSignature:
        return None
    return claims if at < datetime.fromtimestamp(claims.until, UTC) else None


@lru_cache(maxsize=1_024)
def _signed(token: str, _secret: str) -> Claims:
    """What a token says whose signature is ours: a partner shows the same one for minutes.

    Only what was signed is kept, by this process, for the secret that signs. What it opens, and
    whether it has ended, is asked each time.

    Raises:
        BadSignature: it is not ours.
    """
    return Claims(**_signer().unsign_object(token.removeprefix(PREFIX)))


def _signer() -> signing.Signer:
    return signing.Signer(salt="socle.partner", sep=".")
