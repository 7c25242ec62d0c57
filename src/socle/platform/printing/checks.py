"""How a paper is checked: by its code, typed or read, and by what its QR code has signed."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

# Claims of a CWT (RFC 8392), and one of our own, which that text leaves to private use.
_ISSUER, _EXPIRES, _ISSUED = 1, 4, 6
PAPER = -65537
_KIND, _NUMBER, _NAME, _DIGEST, _CODE = 1, 2, 3, 4, 5
_DAY = 86_400
_DIGEST_BYTES = 16  # enough to hold a paper to its facts: nobody makes two that agree


def digest_of(facts: Mapping[str, Any]) -> bytes:
    """The digest of what a paper says, whatever its language."""
    said = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str)
    return sha256(said.encode()).digest()


def paper_claims(
    *,
    issuer: str,
    kind: str,
    number: str,
    name: str,
    on: date,
    until: date,
    digest: bytes,
    code: str,
) -> dict[int, Any]:
    """What a paper's QR code has signed: enough to compare it with, and no more."""
    return {
        _ISSUER: issuer,
        _ISSUED: midnight(on),
        _EXPIRES: midnight(until) + _DAY,
        PAPER: {
            _KIND: kind,
            _NUMBER: number,
            _NAME: name,
            _DIGEST: digest[:_DIGEST_BYTES],
            _CODE: code,
        },
    }


def checked_at(*, address: str, code: str, token: bytes) -> str:
    """What the QR code of a paper holds: any telephone opens the page, ours reads the rest.

    What follows `#` is not sent to the server.
    """
    signed = urlsafe_b64encode(token).decode().rstrip("=")
    return f"{address}/{code}#{signed}"


def check_words(address: str) -> tuple[str, ...]:
    """How anybody checks the paper, in the reader's language."""
    return (
        _("Quiconque peut vérifier cette attestation avec ce code :"),
        left_to_right(address),
        _("Le code carré porte aussi une signature, que la page lit sans réseau."),
    )


def left_to_right(text: str) -> str:
    """Numbers and addresses, which a right-to-left line must not turn round."""
    return f"\u2066{text}\u2069"


def as_written(text: str) -> str:
    """A name in its own direction, whatever the line's."""
    return f"\u2068{text}\u2069"


def day_words(day: date) -> str:
    """A day as papers write it."""
    return left_to_right(f"{day:%d/%m/%Y}")


def midnight(day: date) -> int:
    """The first second of a day, as claims count: in universal time."""
    return (day - date(1970, 1, 1)).days * _DAY
