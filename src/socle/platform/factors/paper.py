"""Codes on paper: ten to a sheet, each good for once, by groups that can be read aloud."""

import hashlib
import os
import re
import secrets

# Letters and digits that nobody confuses: twelve of them are 59 bits.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 3, 4
_SALT_BYTES = 16
_MOST_BYTES = 64 * 1024 * 1024


def new_code() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def new_salt() -> bytes:
    return os.urandom(_SALT_BYTES)


def compact(text: str) -> str:
    """A code as it is digested, however it was typed; empty for what is none."""
    kept = re.sub(r"[\s-]", "", text).lower()
    return kept if re.fullmatch(f"[{_ALPHABET}]{{{_GROUPS * _GROUP}}}", kept) else ""


def digest(text: str, *, salt: bytes) -> bytes:
    """What is kept of a code: slow to compute, so that a stolen table opens nothing."""
    return hashlib.scrypt(
        compact(text).encode(), salt=salt, n=2**14, r=8, p=1, maxmem=_MOST_BYTES, dklen=32
    )
