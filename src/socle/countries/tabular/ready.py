"""Spreadsheets that a fund itself asks for, known in advance. French: modèles de la caisse.

A country's `spreadsheets.yaml` says how each is recognised by its first row and what its columns
are. No such file came from a fund: each says what must be confirmed, and a person reads it before
the mapping is kept.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from socle.countries.tabular.mapping import ACROSS, FileMapping, plain
from socle.countries.tabular.rows import Sample
from socle.rules.schema import read_text_yaml

_COUNTRIES = Path(__file__).parents[1]
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadyMapping:
    """A known spreadsheet: its name, its columns, and what nobody has confirmed yet."""

    code: str
    name: Words
    mapping: FileMapping
    to_confirm: Words
    source: str
    headings: frozenset[str] = frozenset()  # plain headings that are all there
    first_row: tuple[re.Pattern[str], ...] = ()  # or what each cell of the first row is

    def recognises(self, sample: Sample) -> bool:
        """Whether a file that begins so is this one."""
        if not sample.rows:
            return False
        first = sample.rows[0]
        if self.headings:
            return self.headings <= {plain(text) for text in first}
        return len(first) >= len(self.first_row) and all(
            known.fullmatch(text.strip())
            for known, text in zip(self.first_row, first, strict=False)
        )

    def mapping_of(self, sample: Sample) -> FileMapping:
        """Its columns under the headings as the sample writes them."""
        written = {plain(text): text.strip() for text in sample.rows[0]}
        columns = {
            name: ACROSS.join(written.get(plain(each), each) for each in column.split(ACROSS))
            if self.headings
            else column
            for name, column in self.mapping.columns.items()
        }
        return replace(self.mapping, columns=columns)


@cache
def ready_mappings(country: str) -> tuple[ReadyMapping, ...]:
    """The spreadsheets known of a country; none where nobody described any."""
    path = _COUNTRIES / country.lower() / "spreadsheets.yaml"
    return tuple(map(_read, read_text_yaml(path))) if path.is_file() else ()


def recognised(country: str, sample: Sample) -> ReadyMapping | None:
    """The known spreadsheet that a sample is, if any."""
    return next((each for each in ready_mappings(country) if each.recognises(sample)), None)


def _read(written: Mapping[str, Any]) -> ReadyMapping:
    mapping = FileMapping(
        columns=written["columns"],
        headings_row=int(written["headings_row"]),
        decimal_mark=written["decimal_mark"],
    )
    return ReadyMapping(
        code=written["code"],
        name=written["name"],
        mapping=mapping,
        to_confirm=written["to_confirm"],
        source=written["source"],
        headings=frozenset(plain(text) for text in written.get("headings", ())),
        first_row=tuple(re.compile(each, re.ASCII) for each in written.get("first_row", ())),
    )
