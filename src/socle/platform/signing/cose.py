"""Signed claims as a phone reads them: CWT in COSE_Sign1, ES256 (RFC 8392, RFC 9052).

The signature of the same claims by the same key is the same (RFC 6979): what was printed once is
made again to the last byte, and need not be stored.
"""

from collections.abc import Mapping
from typing import Any

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256

_SIGN1 = 18
_ALGORITHM, _KEY_ID, _ES256 = 1, 4, -7
_HALF = 32
_DETERMINISTIC = ec.ECDSA(SHA256(), deterministic_signing=True)

Claims = Mapping[int, Any]


def sign(*, claims: Claims, key: ec.EllipticCurvePrivateKey, key_id: bytes) -> bytes:
    """Claims with their signature; the key's name is signed with them."""
    protected = cbor2.dumps({_ALGORITHM: _ES256, _KEY_ID: key_id}, canonical=True)
    payload = cbor2.dumps(claims, canonical=True)
    one, other = decode_dss_signature(key.sign(_signed(protected, payload), _DETERMINISTIC))
    signature = one.to_bytes(_HALF, "big") + other.to_bytes(_HALF, "big")
    return cbor2.dumps(cbor2.CBORTag(_SIGN1, [protected, {}, payload, signature]))


def key_id_of(token: bytes) -> bytes:
    """The name of the key that a token says it was signed with.

    Raises:
        ValueError: it is no such token.
    """
    protected, _payload, _signature = _parts(token)
    said = _loaded(protected)
    found = said.get(_KEY_ID) if isinstance(said, dict) else None
    if not isinstance(found, bytes):
        raise ValueError("no key named")
    return found


def read(*, token: bytes, key: ec.EllipticCurvePublicKey) -> dict[int, Any]:
    """The claims of a token that this key signed.

    Raises:
        ValueError: it is no token, or not of this key.
    """
    protected, payload, signature = _parts(token)
    one, other = signature[:_HALF], signature[_HALF:]
    encoded = encode_dss_signature(int.from_bytes(one, "big"), int.from_bytes(other, "big"))
    try:
        key.verify(encoded, _signed(protected, payload), ec.ECDSA(SHA256()))
    except InvalidSignature as wrong:
        raise ValueError("not signed by this key") from wrong
    claims: dict[int, Any] = cbor2.loads(payload)
    return claims


def _signed(protected: bytes, payload: bytes) -> bytes:
    return cbor2.dumps(["Signature1", protected, b"", payload])


def _parts(token: bytes) -> tuple[bytes, bytes, bytes]:
    found = _loaded(token)
    if not isinstance(found, cbor2.CBORTag) or found.tag != _SIGN1:
        raise ValueError("no token")
    match found.value:
        case [bytes() as protected, _open, bytes() as payload, bytes() as signature]:
            if len(signature) == 2 * _HALF:
                return protected, payload, signature
    raise ValueError("no token")


def _loaded(data: bytes) -> Any:
    try:
        return cbor2.loads(data)
    except (cbor2.CBORDecodeError, TypeError, OverflowError, RecursionError) as wrong:
        raise ValueError("no token") from wrong
