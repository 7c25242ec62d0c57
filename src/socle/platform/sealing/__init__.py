"""Bytes that only a process holding the installation's secret can read: AES-256-GCM.

The secret is outside the database; a copied disk or backup opens nothing. What is sealed names the
key that sealed it, so that a secret may be changed and what was sealed before still opens.
"""

import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from socle.kernel.errors import Unavailable

_NAME, _NONCE = 4, 12


def sealed(content: bytes, *, bound_to: str) -> bytes:
    """Content that opens only with the secret and the same `bound_to`.

    Raises:
        Unavailable: this process has no secret to seal with.
    """
    name, cipher = _present()
    nonce = os.urandom(_NONCE)
    return name + nonce + cipher.encrypt(nonce, content, bound_to.encode())


def opened(kept: bytes, *, bound_to: str) -> bytes:
    """What `sealed` was given.

    Raises:
        Unavailable: no secret of this process sealed it, or it was altered or moved.
    """
    name, nonce, content = kept[:_NAME], kept[_NAME : _NAME + _NONCE], kept[_NAME + _NONCE :]
    cipher = _ciphers(settings.SIGNING_SECRET, tuple(settings.FORMER_SECRETS)).get(name)
    if cipher is None:
        raise Unavailable("sealing.secret_differs")
    try:
        return cipher.decrypt(nonce, content, bound_to.encode())
    except InvalidTag:
        raise Unavailable("sealing.altered") from None


def _present() -> tuple[bytes, AESGCM]:
    if not settings.SIGNING_SECRET:
        raise Unavailable("signing.no_secret")
    ciphers = _ciphers(settings.SIGNING_SECRET, tuple(settings.FORMER_SECRETS))
    return next(iter(ciphers.items()))


@lru_cache(maxsize=4)
def _ciphers(secret: str, former: tuple[str, ...]) -> dict[bytes, AESGCM]:
    """The keys that open, by the name that they are kept under; the first one seals."""
    found: dict[bytes, AESGCM] = {}
    for each in (secret, *former):
        if not each:
            continue
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"socle sealed fields").derive(
            each.encode()
        )
        digest = Hash(SHA256())
        digest.update(key)
        found[digest.finalize()[:_NAME]] = AESGCM(key)
    return found
