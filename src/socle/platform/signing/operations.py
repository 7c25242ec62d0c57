"""Making keys, putting them out of use, signing claims."""

import os
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)
from django.conf import settings
from django.db import connection

from socle.kernel.errors import NotKnown, Unavailable
from socle.platform.signing import cose
from socle.platform.signing.models import SigningKey
from socle.platform.signing.queries import keys
from socle.platform.signing.types import KeyView

_NONCE = 12
_KEY_ID_BYTES = 8


def rotate_key(*, fund_id: int, at: datetime) -> KeyView:
    """Makes a new key, which signs from now on; what older ones signed is still believed.

    Raises:
        Unavailable: this process has no secret to keep it with.
    """
    made = ec.generate_private_key(ec.SECP256R1())
    public = made.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    digest = Hash(SHA256())
    digest.update(public)
    key_id = digest.finalize()[:_KEY_ID_BYTES].hex()
    private = made.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    nonce = os.urandom(_NONCE)
    SigningKey.objects.create(
        fund_id=fund_id,
        key_id=key_id,
        public=public,
        private=nonce + _cipher().encrypt(nonce, private, _bound_to(fund_id, key_id)),
        made_at=at,
    )
    return keys()[0]


def withdraw_key(*, key_id: str, at: datetime) -> None:
    """Puts a key out of use: whatever it signed is no longer believed. For good.

    Raises:
        NotKnown: the fund has no such key in use.
    """
    if not SigningKey.objects.filter(key_id=key_id, withdrawn_at=None).update(withdrawn_at=at):
        raise NotKnown("signing.key_unknown", key=key_id)


def signing_key_id(*, fund_id: int, at: datetime) -> str:
    """The name of the key that signs now; the fund's first is made when it is first asked for.

    Raises:
        Unavailable: this process has no secret to keep it with.
    """
    active = _active()
    if active is None:
        with connection.cursor() as cursor:
            # Of two that ask first together, the second waits and finds the key.
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended('signing_key', %s))", [fund_id]
            )
        active = _active() or rotate_key(fund_id=fund_id, at=at)
    return active.key_id


def sign_now(*, fund_id: int, claims: cose.Claims, at: datetime) -> bytes:
    """Claims signed by the key that signs now.

    Raises:
        Unavailable: this process cannot open the key.
    """
    return signed(claims=claims, key_id=signing_key_id(fund_id=fund_id, at=at))


def signed(*, claims: cose.Claims, key_id: str) -> bytes:
    """Claims signed by one of the fund's keys: the same claims, the same bytes.

    Raises:
        NotKnown: the fund has no such key.
        Unavailable: the secret that the key was kept with is not this process's.
    """
    found = SigningKey.objects.filter(key_id=key_id).first()
    if found is None:
        raise NotKnown("signing.key_unknown", key=key_id)
    kept = bytes(found.private)
    nonce, sealed = kept[:_NONCE], kept[_NONCE:]
    try:
        private = _cipher().decrypt(nonce, sealed, _bound_to(found.fund_id, key_id))
    except InvalidTag as wrong:
        raise Unavailable("signing.secret_differs", key=key_id) from wrong
    key = load_der_private_key(private, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise Unavailable("signing.secret_differs", key=key_id)
    return cose.sign(claims=claims, key=key, key_id=bytes.fromhex(key_id))


def _active() -> KeyView | None:
    return next((each for each in keys() if each.is_active), None)


def _cipher() -> AESGCM:
    secret: str = settings.SIGNING_SECRET
    if not secret:
        raise Unavailable("signing.no_secret")
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"socle signing keys")
    return AESGCM(derived.derive(secret.encode()))


def _bound_to(fund_id: int, key_id: str) -> bytes:
    """A row copied to another fund, or under another name, does not open."""
    return f"{fund_id}:{key_id}".encode()
