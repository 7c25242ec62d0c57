"""Amounts and days as banks write them."""

import re
from datetime import date

from socle.kernel.errors import SocleError
from socle.kernel.money import Money

_AMOUNT = re.compile(r"-?\d{1,15}(?:[.,]\d{1,5})?", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T[\d:.+\-Z]*)?", re.ASCII)
_FRENCH_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})", re.ASCII)


_FIRST_YEAR, _LAST_YEAR = 1990, 2100  # no fund posts a statement of another time


def minor_units(text: str, currency: str) -> int | None:
    """An amount in whole minor units; None when it is none, or finer than its currency."""
    if not _AMOUNT.fullmatch(text):
        return None
    try:
        return Money.parse(text, currency).minor
    except SocleError:
        return None


def day_of(text: str, *, french: bool = False) -> date | None:
    """A day; the legal day of an instant is the bank's own."""
    found = _ISO_DAY.fullmatch(text)
    parts = [int(part) for part in found.groups()] if found else []
    if french and not found and (written := _FRENCH_DAY.fullmatch(text)):
        parts = [int(part) for part in reversed(written.groups())]
    try:
        day = date(*parts) if parts else None
    except ValueError:
        return None
    return day if day and _FIRST_YEAR <= day.year <= _LAST_YEAR else None
