"""The two dates of a reading: true on which day, known to the fund on which day."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from socle.countries.registry import common_labels
from socle.web import access, clock

_WRITTEN = re.compile(r"(\d{1,2})[/.\- ]?(\d{2})[/.\- ]?(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_FIRST_YEAR, _LAST_YEAR = 1800, 2199  # as of acts
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}[+-]\d{2}:\d{2}")


def parse_day(text: str) -> date | None:
    """A day as people write it: `16/03/2026`, `16032026`, `2026-03-16`; None when it is none.

    Nor is a year that no file holds: the day after it may not exist.
    """
    text = text.strip()
    if found := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _WRITTEN.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    else:
        return None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_no_day(text: str) -> bool:
    """Whether a text is written as a day and is none: `31/02/1990`."""
    return bool(_WRITTEN.fullmatch(text.strip())) and parse_day(text) is None


def with_days(facts: Mapping[str, str | int]) -> dict[str, str | int]:
    """The facts of a sentence, each day and instant as people write it: `16/03/2026 14:30`.

    A `fact` of a calculation is said by its words, not by its name.
    """
    said = {
        name: _written(value) if isinstance(value, str) else value for name, value in facts.items()
    }
    known = common_labels().get("input", {}).get(str(facts.get("fact", "")))
    if known:
        said["fact"] = known.get((get_language() or "fr").split("-")[0]) or known["fr"]
    return said


def _written(value: str) -> str:
    if _INSTANT.fullmatch(value):
        return f"{datetime.fromisoformat(value):%d/%m/%Y %H:%M}"
    read = parse_day(value) if _ISO.fullmatch(value) else None
    return f"{read:%d/%m/%Y}" if read else value


def not_a_day(text: str) -> str:
    """What is said of a text that `parse_day` cannot read."""
    return _("« %(read)s » n’est pas une date. Écrivez JJ/MM/AAAA, par exemple 16/03/2026.") % {
        "read": text
    }


@dataclass(frozen=True, slots=True)
class Reading:
    """The dates a page is read at. `wrong` maps a field of the form to what is wrong with it."""

    on: date
    known_at: datetime | None  # None: at present
    known_on: date
    today: date
    on_text: str
    known_text: str
    wrong: dict[str, str]

    @property
    def is_past(self) -> bool:
        return self.on != self.today or self.known_on != self.today

    @property
    def query(self) -> str:
        """The dates to carry on to the next page, empty for a reading of today."""
        if not self.is_past:
            return ""
        return f"?on={self.on.isoformat()}&known_at={self.known_on.isoformat()}"


def reading(request: HttpRequest, prefix: str = "") -> Reading:
    """The dates asked for in the address, today where none is given or none can be read.

    `prefix` tells the second of two readings, whose dates are `with_on` and `with_known_at`.
    """
    country = access.desk(request).fund.country
    today = clock.today(country)
    names = ("on", "known_at")
    texts = {name: str(request.GET.get(f"{prefix}{name}", "")).strip() for name in names}
    read = {name: parse_day(text) for name, text in texts.items()}
    wrong = {name: not_a_day(text) for name, text in texts.items() if text and read[name] is None}
    on, known_on = read["on"] or today, read["known_at"] or today
    if known_on > today:
        wrong["known_at"] = _(
            "La caisse ne sait rien encore de cette date. Choisissez une date passée."
        )
        known_on = today
    return Reading(
        on=on,
        known_at=None if known_on == today else clock.end_of(known_on, country),
        known_on=known_on,
        today=today,
        on_text=texts["on"] if "on" in wrong else f"{on:%d/%m/%Y}",
        known_text=texts["known_at"] if "known_at" in wrong else f"{known_on:%d/%m/%Y}",
        wrong=wrong,
    )
