"""Members of an object, each taken in the one form that the standard gives it.

A member that is null or empty is as if it were not there: senders write both.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from socle.exchange.dci.codes import ErrorCode, Rejected

LONGEST_ID = 99
LONGEST_TEXT = 999
# As many requests as one message may hold, and records as one answer may.
MOST_ITEMS = 100
MOST_RECORDS = 1_000
_INSTANT = re.compile(
    r"(19|2\d)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII
)
_LOCALE = re.compile(r"[a-z]{3}", re.ASCII)
_Word = TypeVar("_Word", bound=StrEnum)


class Fields:
    """An object of a message and its place in it. What is refused says `reason`, when given."""

    def __init__(self, found: Mapping[str, Any], place: str, *, reason: str = "") -> None:
        self.found = found
        self.place = place
        self.reason = reason

    def has(self, name: str) -> bool:
        """Whether a member says something."""
        return self.found.get(name) not in (None, "")

    def wrong(
        self, name: str, said: str, *, reason: str = "", error: ErrorCode = ErrorCode.BAD
    ) -> Rejected:
        """The refusal of a member."""
        return Rejected(said, field=self._at(name), error=error, reason=reason or self.reason)

    def text(self, name: str, *, most: int = LONGEST_ID, reason: str = "") -> str:
        """A text that must be there, in printable characters.

        Raises:
            Rejected: it is not.
        """
        if not self.has(name):
            raise self.wrong(name, "is missing", reason=reason)
        said = self.found[name]
        if not isinstance(said, str) or not said.strip():
            raise self.wrong(name, "is no text", reason=reason)
        if len(said) > most:
            raise self.wrong(name, f"is longer than {most} characters", reason=reason)
        if any(each < " " or each == "\x7f" for each in said):
            raise self.wrong(name, "holds a control character", reason=reason)
        return said

    def text_or_none(self, name: str, *, most: int = LONGEST_ID, reason: str = "") -> str:
        """A text, or nothing."""
        return self.text(name, most=most, reason=reason) if self.has(name) else ""

    def word(self, name: str, words: type[_Word], *, reason: str = "") -> _Word:
        """One word of a list.

        Raises:
            Rejected: it is not on the list.
        """
        said = self.text(name, reason=reason)
        try:
            return words(said)
        except ValueError:
            raise self.wrong(name, "is none of its values", reason=reason) from None

    def instant(self, name: str, *, reason: str = "") -> datetime:
        """A day and an hour with their offset (RFC 3339).

        Raises:
            Rejected: it is none, or has no offset.
        """
        said = self.text(name, reason=reason)
        if not _INSTANT.fullmatch(said):
            raise self.wrong(name, "is no date and time with its time zone", reason=reason)
        try:
            return datetime.fromisoformat(said)
        except ValueError:
            raise self.wrong(name, "is no date and time", reason=reason) from None

    def whole(self, name: str, *, least: int, most: int, reason: str = "") -> int:
        """A whole number between two bounds.

        Raises:
            Rejected: it is none.
        """
        if not self.has(name):
            raise self.wrong(name, "is missing", reason=reason)
        said = self.found[name]
        if not isinstance(said, int) or isinstance(said, bool) or not least <= said <= most:
            wanted = f"is no whole number from {least} to {most}"
            raise self.wrong(name, wanted, reason=reason)
        return said

    def locale(self, name: str = "locale") -> str:
        """Three small letters (ISO 639-3), or nothing."""
        said = self.text_or_none(name)
        if said and not _LOCALE.fullmatch(said):
            raise self.wrong(name, "is no language in three small letters (ISO 639-3)")
        return said

    def inner(self, name: str, *, reason: str = "") -> "Fields":
        """An object inside this one.

        Raises:
            Rejected: it is none.
        """
        said = self.found.get(name)
        if not isinstance(said, dict):
            raise self.wrong(name, "is missing" if said is None else "is no object", reason=reason)
        return Fields(said, self._at(name), reason=reason or self.reason)

    def each(self, name: str, *, most: int = MOST_ITEMS, reason: str = "") -> list["Fields"]:
        """The objects of a list that must be there; it may not be empty.

        Raises:
            Rejected: it is none, or longer than is read.
        """
        found = self.values(name, most=most, reason=reason)
        if not found:
            raise self.wrong(name, "is empty", reason=reason)
        places = [f"{self._at(name)}[{at}]" for at in range(len(found))]
        for one, place in zip(found, places, strict=True):
            if not isinstance(one, dict):
                raise Rejected("is no object", field=place, reason=reason or self.reason)
        return [Fields(one, place) for one, place in zip(found, places, strict=True)]

    def values(self, name: str, *, most: int = MOST_ITEMS, reason: str = "") -> list[Any]:
        """A list.

        Raises:
            Rejected: it is none, or longer than is read.
        """
        said = self.found.get(name)
        if not isinstance(said, list):
            raise self.wrong(name, "is missing" if said is None else "is no list", reason=reason)
        if len(said) > most:
            raise self.wrong(name, f"holds more than {most}", reason=reason)
        return said

    def _at(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name
