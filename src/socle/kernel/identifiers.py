"""Identifiers: written by people, checked without ever turning a person away.

A kind has the three verbs of python-stdnum: `compact` (what is stored), `validate` (a verdict)
and `format` (what is shown). A verdict is a fact about the text, not a decision about the
person: whoever reads it flags a doubt for review.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

_BETWEEN = re.compile(r"[\s.\-/\u00a0\u202f]+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an identifier is well written.

    `valid` is None where nobody can tell: the key's algorithm is not public, or the number is
    one of those that stand for a missing one. `reason` is the code of what is wrong or doubtful.
    """

    valid: bool | None
    reason: str | None
    formatted: str


def _as_it_is(compact: str) -> str:
    return compact


def _no_doubt(_compact: str) -> tuple[bool | None, str | None]:
    return True, None


@dataclass(frozen=True, slots=True)
class IdentifierKind:
    """One kind of identifier in one country.

    `check` judges a compact text whose shape is right; `special` are texts with a meaning of
    their own, whatever their key; `normal` brings a compact text to the form that is stored.
    """

    code: str
    shape: str
    check: Callable[[str], tuple[bool | None, str | None]] = _no_doubt
    shown: Callable[[str], str] = _as_it_is
    special: Mapping[str, tuple[bool | None, str]] = field(default_factory=dict)
    normal: Callable[[str], str] = _as_it_is

    def compact(self, text: str) -> str:
        """Upper case, without the spaces, dots, dashes and slashes that people add."""
        return self.normal(_BETWEEN.sub("", text).upper())

    def validate(self, text: str) -> Verdict:
        compact = self.compact(text)
        valid, reason = self.judged(compact)
        if compact in self.special:
            return Verdict(valid, reason, compact)
        has_shape = _pattern(self.shape).fullmatch(compact)
        return Verdict(valid, reason, self.shown(compact) if has_shape else text.strip())

    def judged(self, compact: str) -> tuple[bool | None, str | None]:
        """The verdict on a compact text and its reason, and nothing to be shown."""
        if compact in self.special:
            return self.special[compact]
        if not _pattern(self.shape).fullmatch(compact):
            return False, "identifier_shape"
        return self.check(compact)

    def format(self, text: str) -> str:
        return self.validate(text).formatted


@cache
def _pattern(shape: str) -> re.Pattern[str]:
    return re.compile(shape, re.ASCII)


def by_key(is_right: Callable[[str], bool]) -> Callable[[str], tuple[bool | None, str | None]]:
    """A check that a key is right, from a function that says so."""

    def check(compact: str) -> tuple[bool | None, str | None]:
        return (True, None) if is_right(compact) else (False, "identifier_key")

    return check


def key_not_public(_compact: str) -> tuple[bool | None, str | None]:
    """The check of a number whose key nobody outside the fund can compute."""
    return None, "identifier_key_not_public"


def unpublished(code: str, longest: int = 20) -> IdentifierKind:
    """A number whose shape no public text gives: kept as written, neither right nor wrong."""
    return IdentifierKind(code, rf"[A-Z0-9]{{4,{longest}}}", _shape_not_public)


def _shape_not_public(_compact: str) -> tuple[bool | None, str | None]:
    return None, "identifier_shape_not_public"
