"""Public keys of others as JSON Web Keys (RFC 7517), and keys that sign.

Three kinds are read, each with the one algorithm that it may be used with: Ed25519 (EdDSA),
P-256 (ES256), RSA of 2048 bits or more (RS256).
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_HALF = 32
_LEAST_RSA, _MOST_RSA = 2048, 8192
_THUMBPRINT = {"OKP": ("crv", "kty", "x"), "EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n")}
Public = Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey
Private = Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key, its name and the one algorithm that it verifies."""

    kid: str
    alg: str
    key: Public

    def is_signed(self, payload: bytes, signature: bytes) -> bool:
        """Whether the signature is this key's, of these bytes."""
        try:
            if isinstance(self.key, Ed25519PublicKey):
                self.key.verify(signature, payload)
            elif isinstance(self.key, rsa.RSAPublicKey):
                self.key.verify(signature, payload, padding.PKCS1v15(), SHA256())
            else:
                if len(signature) != 2 * _HALF:
                    return False
                one, other = (
                    int.from_bytes(each, "big") for each in (signature[:_HALF], signature[_HALF:])
                )
                encoded = encode_dss_signature(one, other)
                self.key.verify(encoded, payload, ec.ECDSA(SHA256()))
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """A key of ours: its name, its algorithm, and what signs with it."""

    kid: str
    alg: str
    sign: Callable[[bytes], bytes]


def verifier(jwk: Mapping[str, str]) -> Verifier:
    """The key that a JWK is.

    Raises:
        ValueError: it is none that is read here.
    """
    return _verifier(tuple(sorted((str(name), str(value)) for name, value in jwk.items())))


@lru_cache(maxsize=256)
def _verifier(said: tuple[tuple[str, str], ...]) -> Verifier:
    jwk = dict(said)
    if jwk.get("use", "sig") != "sig" or "d" in jwk or not jwk.get("kid"):
        raise ValueError("no public key for signatures, under a name")
    kind = jwk.get("kty"), jwk.get("crv", "")
    key: Public
    if kind == ("OKP", "Ed25519"):
        alg, key = "EdDSA", Ed25519PublicKey.from_public_bytes(_bytes(jwk, "x"))
    elif kind == ("EC", "P-256"):
        numbers = ec.EllipticCurvePublicNumbers(
            _number(jwk, "x"), _number(jwk, "y"), ec.SECP256R1()
        )
        alg, key = "ES256", numbers.public_key()
    elif kind[0] == "RSA":
        alg, key = "RS256", rsa.RSAPublicNumbers(_number(jwk, "e"), _number(jwk, "n")).public_key()
        if not _LEAST_RSA <= key.key_size <= _MOST_RSA:
            raise ValueError("an RSA key of a size that is not read")
    else:
        raise ValueError("a kind of key that is not read")
    if jwk.get("alg", alg) != alg:
        raise ValueError("a key for another algorithm")
    return Verifier(jwk["kid"], alg, key)


def signer(private: Private, *, kid: str = "") -> Signer:
    """What signs with a private key; its name is its thumbprint unless it has another."""
    kid = kid or thumbprint(jwk_of(private.public_key()))
    if isinstance(private, Ed25519PrivateKey):
        return Signer(kid, "EdDSA", private.sign)
    if isinstance(private, rsa.RSAPrivateKey):
        return Signer(
            kid, "RS256", lambda payload: private.sign(payload, padding.PKCS1v15(), SHA256())
        )
    return Signer(kid, "ES256", lambda payload: es256(private, payload))


def es256(private: ec.EllipticCurvePrivateKey, payload: bytes) -> bytes:
    """A signature as JOSE writes it: both numbers, each in 32 bytes."""
    one, other = decode_dss_signature(private.sign(payload, ec.ECDSA(SHA256())))
    return one.to_bytes(_HALF, "big") + other.to_bytes(_HALF, "big")


def jwk_of(public: Public, *, kid: str = "") -> dict[str, str]:
    """A public key as a JWK, under its thumbprint unless it has another name."""
    if isinstance(public, Ed25519PublicKey):
        raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        said = {"kty": "OKP", "crv": "Ed25519", "x": _text(raw), "alg": "EdDSA"}
    elif isinstance(public, rsa.RSAPublicKey):
        numbers = public.public_numbers()
        said = {"kty": "RSA", "n": _whole(numbers.n), "e": _whole(numbers.e), "alg": "RS256"}
    else:
        point = public.public_numbers()
        x, y = (_text(each.to_bytes(_HALF, "big")) for each in (point.x, point.y))
        said = {"kty": "EC", "crv": "P-256", "x": x, "y": y, "alg": "ES256"}
    return said | {"use": "sig", "kid": kid or thumbprint(said)}


def thumbprint(jwk: Mapping[str, str]) -> str:
    """The name of a key that is its own digest (RFC 7638)."""
    said = {name: jwk[name] for name in _THUMBPRINT[jwk["kty"]]}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return _text(hashlib.sha256(text.encode()).digest())


def bytes_of(said: str) -> bytes:
    """What is written in base64url, without its padding.

    Raises:
        ValueError: it is not.
    """
    try:
        return base64.b64decode(said + "=" * (-len(said) % 4), altchars=b"-_", validate=True)
    except binascii.Error as wrong:
        raise ValueError("not written in base64url") from wrong


def _bytes(jwk: Mapping[str, str], name: str) -> bytes:
    return bytes_of(jwk.get(name, ""))


def _number(jwk: Mapping[str, str], name: str) -> int:
    return int.from_bytes(_bytes(jwk, name), "big")


def _whole(number: int) -> str:
    return _text(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _text(said: bytes) -> str:
    return base64.urlsafe_b64encode(said).rstrip(b"=").decode()
