"""The keys a registry signs with, the ones it no longer should, and public keys as JWK."""

import base64
import hashlib
import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

Private = ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
Public = ed25519.Ed25519PublicKey | rsa.RSAPublicKey | ec.EllipticCurvePublicKey
Jwk = dict[str, str]


class Keys:
    """Made when first needed; kept in a folder when there is one."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._made: dict[str, Private] = {}
        self._lock = threading.Lock()

    def ed25519(self, *, is_revoked: bool = False) -> ed25519.Ed25519PrivateKey:
        name = "revoked_ed25519" if is_revoked else "ed25519"
        return cast("ed25519.Ed25519PrivateKey", self._key(name))

    def rsa(self, *, is_revoked: bool = False) -> rsa.RSAPrivateKey:
        return cast("rsa.RSAPrivateKey", self._key("revoked_rsa" if is_revoked else "rsa"))

    def jwks(self, *, is_revoked: bool = False) -> dict[str, list[Jwk]]:
        pair = (self.ed25519(is_revoked=is_revoked), self.rsa(is_revoked=is_revoked))
        return {"keys": [jwk(each.public_key()) for each in pair]}

    def _key(self, name: str) -> Private:
        with self._lock:
            if name not in self._made:
                self._made[name] = self._read(name) or self._make(name)
            return self._made[name]

    def _read(self, name: str) -> Private | None:
        path = self._folder / f"{name}.pem" if self._folder else None
        if path is None or not path.exists():
            return None
        return cast("Private", serialization.load_pem_private_key(path.read_bytes(), None))

    def _make(self, name: str) -> Private:
        made: Private = (
            rsa.generate_private_key(65537, 2048)
            if name.endswith("rsa")
            else ed25519.Ed25519PrivateKey.generate()
        )
        if self._folder:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / f"{name}.pem"
            path.touch(mode=0o600)
            path.write_bytes(
                made.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            )
        return made


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Raises: ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def jwk(public: ed25519.Ed25519PublicKey | rsa.RSAPublicKey) -> Jwk:
    """A public key as JWK; its kid is its thumbprint (RFC 7638)."""
    if isinstance(public, ed25519.Ed25519PublicKey):
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        own, alg = {"crv": "Ed25519", "kty": "OKP", "x": encoded(raw)}, "EdDSA"
    else:
        numbers = public.public_numbers()
        own = {"e": _number(numbers.e), "kty": "RSA", "n": _number(numbers.n)}
        alg = "RS256"
    told = json.dumps(own, sort_keys=True, separators=(",", ":")).encode()
    return own | {"kid": encoded(hashlib.sha256(told).digest()), "use": "sig", "alg": alg}


def public_key(said: Mapping[str, Any]) -> Public:
    """The key that a JWK says.

    Raises: ValueError, KeyError.
    """
    if said["kty"] == "OKP":
        return ed25519.Ed25519PublicKey.from_public_bytes(decoded(said["x"]))
    if said["kty"] == "RSA":
        n, e = (int.from_bytes(decoded(said[name])) for name in ("n", "e"))
        return rsa.RSAPublicNumbers(e, n).public_key()
    x, y = (int.from_bytes(decoded(said[name])) for name in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def _number(value: int) -> str:
    return encoded(value.to_bytes((value.bit_length() + 7) // 8))
