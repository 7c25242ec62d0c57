"""A device that keeps a passkey, in a few lines: what the browser and it would answer, for tests.

Written from the standard (WebAuthn, sections 6.1 and 6.5), apart from what reads it.
"""

import base64
import json
import os
import struct
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, WITH_KEY = 1, 4, 64


def text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


class Device:
    """One key, for whatever host asks; `count` is how often it says it has signed."""

    def __init__(self, *, origin: str = "https://socle.example", counts: bool = True) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        self.origin, self.counts, self.count = origin, counts, 0

    def make(self, options: str) -> str:
        """What the browser sends when the key was made."""
        asked = json.loads(options)
        said = self._said("webauthn.create", asked["challenge"])
        data = self._data(asked["rp"]["id"], PRESENT | VERIFIED | WITH_KEY) + self._key()
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(clientDataJSON=said, attestationObject=made)

    def show(self, options: str, *, flags: int = PRESENT) -> str:
        """What the browser sends when the key was shown."""
        asked = json.loads(options)
        self.count += self.counts
        said = self._said("webauthn.get", asked["challenge"])
        data = self._data(asked["rpId"], flags)
        signature = self.key.sign(data + sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=said, authenticatorData=data, signature=signature)

    def _said(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, host: str, flags: int) -> bytes:
        return sha256(host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _key(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        x, y = (each.to_bytes(32) for each in (numbers.x, numbers.y))
        key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        return bytes(16) + struct.pack(">H", len(self.id)) + self.id + key

    def _answer(self, **response: bytes) -> str:
        told: dict[str, Any] = {name: text(each) for name, each in response.items()}
        return json.dumps({"id": text(self.id), "response": told})
