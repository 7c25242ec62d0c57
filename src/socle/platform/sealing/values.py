"""Values kept apart, sealed, and a token in their place wherever a row held them (jeton).

A token is a digest with a key of the class: the same value has the same token, so that rows are
compared, counted and joined as before, and nobody makes a token or reads a value without the key.
What rows say is a token, and so are their digests: a newer key seals the values again and changes
no row of a file. What was written before there were tokens is its own value.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterable

from django.db import connection

from socle.kernel.errors import Unavailable
from socle.platform.sealing.fields import (
    keyed_digest,
    newest_key,
    opened_texts,
    sealed_text,
    sealed_texts,
)
from socle.platform.sealing.models import SealedValue
from socle.platform.sealing.types import DataClass

_MARK, _BYTES, _LENGTH = "~", 24, 33
_AT_ONCE = 10_000


def token_of(value: str, *, fund_id: int, of: DataClass) -> str:
    """What rows hold in place of a value, kept yet or not.

    Raises:
        Unavailable: this process cannot open the key.
    """
    digest = keyed_digest(b"value " + value.encode(), fund_id=fund_id, of=of)
    return _MARK + urlsafe_b64encode(digest[:_BYTES]).decode()


def is_token(kept: str) -> bool:
    """Whether a row holds a token, or a value of before there were tokens."""
    return len(kept) == _LENGTH and kept.startswith(_MARK)


def keep_value(value: str, *, fund_id: int, act_id: int, of: DataClass, part: str = "") -> str:
    """Keeps a value sealed, within an act, and returns the token that rows hold in its place.

    `part` is what is read of it in clear; it is bound to the value, and cannot be another's.

    Raises:
        Unavailable: this process cannot open the key.
    """
    token = token_of(value, fund_id=fund_id, of=of)
    sealed = sealed_text(value, fund_id=fund_id, of=of, place=_place(token, part))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sealed_value (fund_id, act_id, data_class, token, part, sealed)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (fund_id, token) DO NOTHING",
            [fund_id, act_id, of.value, token, part, sealed],
        )
    return token


def opened_values(kept: Iterable[str]) -> dict[str, str]:
    """The value of each token; what is no token is itself.

    Raises:
        Unavailable: this process cannot open one, it was altered, or it is no longer kept.
    """
    found = {each: each for each in kept}
    tokens = [each for each in found if is_token(each)]
    for first in range(0, len(tokens), _AT_ONCE):
        some = tokens[first : first + _AT_ONCE]
        rows = list(
            SealedValue.objects.filter(token__in=some).values_list(
                "fund_id", "token", "part", "sealed"
            )
        )
        if len(rows) < len(some):
            raise Unavailable("sealing.value_gone")
        places = [(sealed, _place(token, part)) for _fund, token, part, sealed in rows]
        values = opened_texts(places, fund_id=rows[0][0])
        found |= dict(zip((row[1] for row in rows), values, strict=True))
    return found


def opened_value(kept: str) -> str:
    """The value of one token; what is no token is itself.

    Raises:
        Unavailable: as `opened_values`.
    """
    return opened_values([kept])[kept]


def seal_values_again(*, fund_id: int, of: DataClass, limit: int) -> int:
    """Seals values by the newest key of their class that an older one sealed; returns how many.

    What is done is done for good: asked again until it answers zero, it goes on where it stopped.

    Raises:
        Unavailable: this process cannot open one of them.
    """
    if not SealedValue.objects.filter(data_class=of).exists():
        return 0
    newest = f"sealed:{of}:{newest_key(fund_id=fund_id, of=of)}:"
    older = SealedValue.objects.filter(data_class=of).exclude(sealed__startswith=newest)
    found = list(older.select_for_update().order_by("id")[:limit])
    places = [_place(each.token, each.part) for each in found]
    former = zip((each.sealed for each in found), places, strict=True)
    values = zip(opened_texts(former, fund_id=fund_id), places, strict=True)
    for each, sealed in zip(found, sealed_texts(values, fund_id=fund_id, of=of), strict=True):
        each.sealed = sealed
    SealedValue.objects.bulk_update(found, ["sealed"], batch_size=500)
    return len(found)


def _place(token: str, part: str) -> str:
    return f"value:{token}:{part}"
