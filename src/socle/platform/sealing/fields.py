"""Fields that are kept sealed, each by the key of its class and fund (chiffrement par champ).

A key per fund, class and version lies in the database, itself sealed by the installation's secret:
a new secret seals the few keys again and changes no row of data. A sealed value names the class and
the version that open it, and opens only where it was written: copied elsewhere it is nothing.
"""

import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection

from socle.kernel.errors import Unavailable
from socle.platform import sealing
from socle.platform.sealing.models import DataKey
from socle.platform.sealing.types import DataClass

_MARK, _NONCE, _KEY_BITS = "sealed", 12, 256
_BYTES_MARK = b"SOCLE-SEALED "


def sealed_text(text: str, *, fund_id: int, of: DataClass, place: str) -> str:
    """A text that opens only with the class's key, in that place: `sealed:health:1:…`.

    The fund's first key is made when it is first asked for.

    Raises:
        Unavailable: this process cannot open the key.
    """
    return next(sealed_texts([(text, place)], fund_id=fund_id, of=of))


def sealed_texts(texts: Iterable[tuple[str, str]], *, fund_id: int, of: DataClass) -> Iterator[str]:
    """The same of many texts and places: the key is read once.

    Raises:
        Unavailable: this process cannot open the key.
    """
    version, key = _newest(fund_id, of)
    cipher = AESGCM(key)
    for text, place in texts:
        nonce = os.urandom(_NONCE)
        said = nonce + cipher.encrypt(nonce, text.encode(), _bound(fund_id, of, version, place))
        yield f"{_MARK}:{of}:{version}:{urlsafe_b64encode(said).decode()}"


def is_sealed(kept: object) -> bool:
    """Whether a value is one that `sealed_text` wrote."""
    return isinstance(kept, str) and kept.startswith(f"{_MARK}:") and kept.count(":") == 3


def opened_text(kept: str, *, fund_id: int, place: str) -> str:
    """What `sealed_text` was given; a text that was never sealed is itself.

    Raises:
        Unavailable: this process cannot open it, or it was altered or moved.
    """
    if not is_sealed(kept):
        return kept
    _mark, of, version, said = kept.split(":")
    return _opened(fund_id, of, version, urlsafe_b64decode(said), place).decode()


def opened_texts(kept: Iterable[tuple[str, str]], *, fund_id: int) -> Iterator[str]:
    """What `sealed_text` was given, of many texts and places: each key is read once.

    Raises:
        Unavailable: this process cannot open one, or it was altered or moved.
    """
    keys: dict[tuple[str, str], AESGCM] = {}
    for text, place in kept:
        _mark, of, version, said = text.split(":")
        cipher = keys.get((of, version))
        if cipher is None:
            cipher = keys[of, version] = AESGCM(_key(fund_id, of, int(version)))
        bound = _bound(fund_id, of, int(version), place)
        yield _deciphered(cipher, urlsafe_b64decode(said), bound).decode()


def sealed_bytes(content: bytes, *, fund_id: int, of: DataClass, place: str) -> bytes:
    """The same of bytes.

    Raises:
        Unavailable: this process cannot open the key.
    """
    version, key = _newest(fund_id, of)
    nonce = os.urandom(_NONCE)
    said = AESGCM(key).encrypt(nonce, content, _bound(fund_id, of, version, place))
    return _BYTES_MARK + f"{of}:{version} ".encode() + nonce + said


def opened_bytes(kept: bytes, *, fund_id: int, place: str) -> bytes:
    """What `sealed_bytes` was given; bytes that were never sealed are themselves.

    Raises:
        Unavailable: this process cannot open them, or they were altered or moved.
    """
    if not kept.startswith(_BYTES_MARK):
        return kept
    named, _space, said = kept.removeprefix(_BYTES_MARK).partition(b" ")
    of, _colon, version = named.decode().partition(":")
    return _opened(fund_id, of, version, said, place)


def keyed_digest(content: bytes, *, fund_id: int, of: DataClass) -> bytes:
    """A digest that nobody makes without the class's first key: of what could be guessed.

    Raises:
        Unavailable: this process cannot open the key.
    """
    _newest(fund_id, of)
    return hmac.digest(_key(fund_id, of, 1), b"socle digest " + content, sha256)


def rotate_data_key(*, fund_id: int, of: DataClass) -> int:
    """Makes a new key of a class, which seals from now on; returns its version.

    What older ones sealed stays as it is, and opens.

    Raises:
        Unavailable: this process has no secret to seal it with.
    """
    with connection.cursor() as cursor:
        # Of two that come together the second waits, then finds the key of the first.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('data_key', %s))", [fund_id])
    last = DataKey.objects.filter(fund_id=fund_id, data_class=of).order_by("-version").first()
    version = last.version + 1 if last else 1
    key = AESGCM.generate_key(_KEY_BITS)
    DataKey.objects.create(
        fund_id=fund_id,
        data_class=of,
        version=version,
        sealed=sealing.sealed(key, bound_to=_wrapped(fund_id, of, version)),
    )
    return version


def seal_keys_again(*, fund_id: int) -> int:
    """Seals every data key of a fund by the present secret; returns how many.

    For a change of `SOCLE_SIGNING_SECRET`, the one before kept in `SOCLE_FORMER_SECRETS` meanwhile.

    Raises:
        Unavailable: no secret of this process opens one of them.
    """
    found = list(DataKey.objects.filter(fund_id=fund_id).order_by("id"))
    for each in found:
        place = _wrapped(fund_id, each.data_class, each.version)
        key = sealing.opened(bytes(each.sealed), bound_to=place)
        each.sealed = sealing.sealed(key, bound_to=place)
        each.save(update_fields=["sealed"])
    return len(found)


def newest_key(*, fund_id: int, of: DataClass) -> int:
    """The version of the key that seals a class at present."""
    return _newest(fund_id, of)[0]


def data_keys() -> list[tuple[str, int, datetime]]:
    """The data keys of the fund of the transaction: class, version, when it was made."""
    found = DataKey.objects.order_by("data_class", "version")
    return list(found.values_list("data_class", "version", "made_at"))


def _newest(fund_id: int, of: DataClass) -> tuple[int, bytes]:
    found = DataKey.objects.filter(fund_id=fund_id, data_class=of).order_by("-version")
    version = found.values_list("version", flat=True).first()
    if version is None:
        version = _first(fund_id, of)
    return version, _key(fund_id, of, version)


def _first(fund_id: int, of: DataClass) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('data_key', %s))", [fund_id])
    if DataKey.objects.filter(fund_id=fund_id, data_class=of).exists():
        return 1
    return rotate_data_key(fund_id=fund_id, of=of)


def _key(fund_id: int, of: str, version: int) -> bytes:
    kept = DataKey.objects.filter(fund_id=fund_id, data_class=of, version=version).first()
    if kept is None:
        raise Unavailable("sealing.key_unknown", of=of, version=version)
    # The secrets name what is remembered: what another secret opened is not opened without it.
    known = (settings.SIGNING_SECRET, *settings.FORMER_SECRETS)
    return _unwrapped(bytes(kept.sealed), _wrapped(fund_id, of, version), known)


@lru_cache(maxsize=64)
def _unwrapped(kept: bytes, place: str, _known: tuple[str, ...]) -> bytes:
    return sealing.opened(kept, bound_to=place)


def _opened(fund_id: int, of: str, version: str, said: bytes, place: str) -> bytes:
    key = _key(fund_id, of, int(version))
    return _deciphered(AESGCM(key), said, _bound(fund_id, of, int(version), place))


def _deciphered(cipher: AESGCM, said: bytes, bound: bytes) -> bytes:
    try:
        return cipher.decrypt(said[:_NONCE], said[_NONCE:], bound)
    except InvalidTag:
        raise Unavailable("sealing.altered") from None


def _wrapped(fund_id: int, of: str, version: int) -> str:
    return f"data_key:{fund_id}:{of}:{version}"


def _bound(fund_id: int, of: str, version: int, place: str) -> bytes:
    return f"{fund_id}:{of}:{version}:{place}".encode()
