"""Reading a fund's signing keys."""

from socle.platform.signing.models import SigningKey
from socle.platform.signing.types import KeyView


def keys() -> list[KeyView]:
    """Every key of the fund of the transaction, the newest first."""
    rows = list(SigningKey.objects.order_by("-id"))
    active = next((each.pk for each in rows if each.withdrawn_at is None), None)
    return [
        KeyView(
            key_id=each.key_id,
            public=bytes(each.public),
            made_at=each.made_at,
            withdrawn_at=each.withdrawn_at,
            is_active=each.pk == active,
        )
        for each in rows
    ]
