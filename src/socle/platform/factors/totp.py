"""Codes that an application computes from a shared secret and the time (RFC 6238).

SHA-1, six digits, half a minute: what every application knows, on the oldest telephone too.
"""

import base64
import os
from datetime import datetime

from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP_SECONDS = 30
DIGITS = 6
_SECRET_BYTES = 20


def new_secret() -> bytes:
    return os.urandom(_SECRET_BYTES)


def as_text(secret: bytes) -> str:
    """The secret by groups of four, to be typed where no camera reads it."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def as_address(secret: bytes, *, login: str, issuer: str) -> str:
    """What the QR code holds."""
    return _totp(secret).get_provisioning_uri(login, issuer)


def code(secret: bytes, *, step: int) -> str:
    return _totp(secret).generate(step * STEP_SECONDS).decode()


def step_of(at: datetime) -> int:
    """The half-minute that an instant falls in."""
    return int(at.timestamp()) // STEP_SECONDS


def matching_step(secret: bytes, text: str, *, at: datetime, after: int) -> int | None:
    """The half-minute whose code this is: the present one or a neighbour, later than `after`."""
    now = step_of(at)
    for step in (now, now - 1, now + 1):
        if step > after and bytes_eq(code(secret, step=step).encode(), text.encode()):
            return step
    return None


def _totp(secret: bytes) -> TOTP:
    # The algorithm of every application; a code is no digest that somebody could collide.
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303
