"""Where an operator may call of a lot: an address that only we could have made."""

from django.conf import settings
from django.core import signing

from socle.kernel.errors import NotKnown

_SALT = "socle.payments.calling"
_PLACE = "/api/v1/operator-calls/"


def call_address(*, fund_id: int, lot: str) -> str:
    """The address for a lot; empty where the site has none of its own (`SOCLE_PUBLIC_URL`)."""
    if not settings.PUBLIC_URL:
        return ""
    return settings.PUBLIC_URL + _PLACE + signing.dumps([fund_id, lot], salt=_SALT)


def lot_of_call(token: str) -> tuple[int, str]:
    """The fund and the lot that an address was made for.

    Raises:
        NotKnown: we never gave it.
    """
    try:
        fund_id, lot = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise NotKnown("payments.call_unknown") from None
    return fund_id, lot
