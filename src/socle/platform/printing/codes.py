"""Codes of papers: read aloud, typed from paper, guessed by nobody."""

import secrets

# Letters and digits that nobody takes for one another, read aloud or from paper.
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH = 12
_SIGNS_OF_FUND = len(_SIGNS)
_GROUP = 4


def new_code(fund_id: int) -> str:
    """A code that cannot be guessed, and says by its beginning in which fund to look.

    Sixty bits at random: at thirty tries a minute nobody meets one.
    """
    prefix = ""
    while fund_id:
        fund_id, rest = divmod(fund_id, _SIGNS_OF_FUND)
        prefix = _SIGNS[rest] + prefix
    return prefix + "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))


def code_of(secret: bytes) -> str:
    """The code that a secret of at least twelve bytes always gives: sixty bits of it."""
    return "".join(_SIGNS[byte % len(_SIGNS)] for byte in secret[:_LENGTH])


def fund_of_code(code: str) -> int | None:
    """The fund whose papers a code may be among; None when it cannot be a code."""
    if len(code) <= _LENGTH or len(code) > _LENGTH + 8 or set(code) - set(_SIGNS):
        return None
    found = 0
    for sign in code[:-_LENGTH]:
        found = found * _SIGNS_OF_FUND + _SIGNS.index(sign)
    return found


def compact_code(text: str) -> str:
    """A code as it is stored, from the way people write it."""
    return "".join(text.split()).replace("-", "").upper()[:40]


def readable_code(code: str) -> str:
    """A code as it is printed: in groups."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))
