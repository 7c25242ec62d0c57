"""Pieces: the documents that an act asks for. One list, for the public page and for the counter.

French: pièces justificatives. The lists are data (a `pieces.yaml` beside a module), by act, for
every fund, for a country or for one of its schemes; each says where it was read, or that it is a
convention.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from django.utils.functional import lazy
from django.utils.translation import get_language

from socle.platform.access.types import FundView

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LANGUAGES = ("fr", "en", "ar")
EVERYWHERE = "default"
# How far a list is known: by a text, by a text to be confirmed, or by the fund's own habit.
STATUSES = ("confirmed", "provisional", "convention")


@dataclass(frozen=True, slots=True)
class Piece:
    """A document that an act asks for.

    `is_required`: without it the act is not taken, only kept to be completed. `when`: asked only
    where the act's fields say so, which `asked_if` puts in words. `valid_days`: how long it serves
    after it was handed in, where it bears no last day of its own. `source` names where the list
    was read; `status` says how far it is known.
    """

    code: str
    label: "str | _StrPromise"
    is_required: bool = True
    when: Callable[[Mapping[str, Any]], bool] | None = None
    valid_days: int | None = None
    asked_if: "str | _StrPromise" = ""
    source: str = ""
    status: str = "convention"

    def may_be_asked(self, names: Collection[str]) -> bool:
        """Whether an act that asks these fields might be asked for it."""
        return not isinstance(self.when, _Condition) or self.when.field in names

    def is_asked(self, fields: Mapping[str, Any]) -> bool:
        """Whether an act with these fields is asked for it."""
        return self.when is None or self.when(fields)

    def last_day(self, stored_on: date, expires_on: date | None) -> date | None:
        """The last day on which a document serves as this piece; None where it always does."""
        if expires_on is not None:
            return expires_on
        return stored_on + timedelta(days=self.valid_days) if self.valid_days else None


def pieces_from(path: Path) -> Callable[[str], Callable[[FundView], tuple[Piece, ...]]]:
    """The lists of a `pieces.yaml`: by the code of an act, then by fund."""

    def of(code: str) -> Callable[[FundView], tuple[Piece, ...]]:
        return partial(_listed, path, code)

    return of


def _listed(path: Path, code: str, fund: FundView) -> tuple[Piece, ...]:
    """The list of an act in a fund: its scheme's own, else its country's, else everybody's."""
    lists = read_lists(path).get(code, {})
    for place in (f"{fund.country}/{fund.scheme}", fund.country, EVERYWHERE):
        if place in lists:
            return lists[place]
    return ()


@cache
def read_lists(path: Path) -> dict[str, dict[str, tuple[Piece, ...]]]:
    """Every list of a file, by act and by place.

    Raises:
        ValueError: a list names no status, or a piece that has no words.
    """
    read = yaml.safe_load(path.read_text("utf-8"))
    words: dict[str, dict[str, str]] = read["words"]
    found: dict[str, dict[str, tuple[Piece, ...]]] = {}
    for code, places in read["acts"].items():
        found[code] = {}
        for place, said in places.items():
            if said.get("status") not in STATUSES:
                raise ValueError(f"{path}: {code} in {place} says no status")
            found[code][place] = tuple(_piece(each, said, words) for each in said["pieces"])
    return found


def _piece(each: dict[str, Any], said: dict[str, Any], words: dict[str, dict[str, str]]) -> Piece:
    when = each.get("when")
    return Piece(
        code=each["piece"],
        label=_said(words[each["piece"]]),
        is_required=each.get("required", True),
        when=_Condition(when["field"], tuple(when.get("in", ()))) if when else None,
        valid_days=each.get("valid_days"),
        asked_if=_said(words[when["said"]]) if when else "",
        source=said.get("source", ""),
        status=said["status"],
    )


@dataclass(frozen=True, slots=True)
class _Condition:
    """A field that is filled in, or holds one of some values."""

    field: str
    among: tuple[str, ...]

    def __call__(self, fields: Mapping[str, Any]) -> bool:
        value = fields.get(self.field)
        return str(value) in self.among if self.among else bool(value)


def _in_language(words: dict[str, str]) -> str:
    """The words in the language of the page, French where it has none of ours."""
    return words.get((get_language() or "fr").split("-")[0], words["fr"])


def _said(words: dict[str, str]) -> "str | _StrPromise":
    return lazy(_in_language, str)(words)
