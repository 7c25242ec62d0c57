"""Whether two movements told by two files may be one. Pure.

The day and the amount are the same already. Banks write one movement otherwise in each format, so
that texts are seldom equal: what counts is whether the two texts can speak of the same payer.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

from socle.kernel.payment_references import references_in

Key = TypeVar("Key")
Other = TypeVar("Other")
_WORD = re.compile(r"[0-9A-Z]{3,}")
# A name that a bank or a payer gave the operation: long, and with a digit in it.
_NAME = re.compile(r"(?=[0-9A-Z]*[0-9])[0-9A-Z]{8,}")


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says of who paid."""

    label: str
    payer_name: str = ""
    payer_account: str = ""


class Likeness(IntEnum):
    """How near two movements are; the nearest is the greatest."""

    OTHER = 0  # they speak of different payers
    AMOUNT = 1  # nothing in their texts can be compared
    TEXT = 2  # most words are the same
    REFERENCE = 3  # a reference, a bank's name for it, or the payer's account is the same


def likeness(one: Said, other: Said) -> Likeness:
    """How near two movements of the same amount are, by what both say.

    In this order, and the first that both say decides: payment references, the payer's account,
    a name given to the operation where it is the same, the payer's name, all words.
    """
    references = set(references_in(one.label)), set(references_in(other.label))
    if all(references):
        return _by(bool(references[0] & references[1]), Likeness.REFERENCE)
    accounts = _plain(one.payer_account), _plain(other.payer_account)
    if all(accounts):
        # An IBAN holds the national number of the account.
        return _by(accounts[0] in accounts[1] or accounts[1] in accounts[0], Likeness.REFERENCE)
    if set(_NAME.findall(_upper(one.label))) & set(_NAME.findall(_upper(other.label))):
        return Likeness.REFERENCE
    names = _words(one.payer_name), _words(other.payer_name)
    if all(names):
        return _by(_mostly_same(*names), Likeness.TEXT)
    words = _words(f"{one.payer_name} {one.label}"), _words(f"{other.payer_name} {other.label}")
    return _by(_mostly_same(*words), Likeness.TEXT) if all(words) else Likeness.AMOUNT


def pairs(near: Mapping[Key, Sequence[Other]]) -> dict[Key, Other]:
    """One other for each, none of them twice; the nearest stand first in each sequence.

    Who has the least choice chooses first. Two equal movements of a file are thus two: one
    earlier movement is the twin of one of them alone.
    """
    taken: set[Other] = set()
    found: dict[Key, Other] = {}
    for key in sorted(near, key=lambda each: len(near[each])):
        free = next((other for other in near[key] if other not in taken), None)
        if free is not None:
            taken.add(free)
            found[key] = free
    return found


def _by(is_same: bool, likeness: Likeness) -> Likeness:  # noqa: FBT001 - private, one argument
    return likeness if is_same else Likeness.OTHER


def _upper(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(each for each in plain if not unicodedata.combining(each)).upper()


def _plain(text: str) -> str:
    return "".join(each for each in _upper(text) if each.isalnum())


def _words(text: str) -> set[str]:
    upper = _upper(text)
    # Scripts without capitals, as Arabic, have words of letters too.
    return set(_WORD.findall(upper)) | {
        each for each in re.findall(r"[^\W\d_]{3,}", upper) if not each.isascii()
    }


def _mostly_same(one: set[str], other: set[str]) -> bool:
    """Whether half of the shorter's words are in the longer's; a bank may cut the last short."""
    short, long = sorted((one, other), key=len)
    same = sum(
        any(word.startswith(each) or each.startswith(word) for each in long) for word in short
    )
    return 2 * same >= len(short)
