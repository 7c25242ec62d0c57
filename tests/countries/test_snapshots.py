"""The law of each country year by year, as a text: a parameter's change shows in the diff.

After a wanted change, write the tables again with `SOCLE_WRITE_SNAPSHOTS=1`.
"""

import os
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from socle.countries.registry import Country, countries, country
from socle.kernel.errors import ParameterUnknown
from socle.rules.trace import rate_text

_YEARS = range(1978, 2031)
_HERE = Path(__file__).parent / "snapshots"


def _on(here: Country, name: str, selector: str, year: int) -> str:
    try:
        value = here.parameters.value(name, date(year, 7, 1), selector)
    except ParameterUnknown:
        return "unknown"
    found = value.value
    shown = rate_text(found) if isinstance(found, Fraction) else str(found).lower()
    return f"{shown} ({value.status})"


def _table(here: Country) -> str:
    lines = [f"# {here.code}: every parameter on 1 July of each year, years alike together"]
    for parameter in sorted(here.parameters, key=lambda each: each.name):
        for selector in parameter.selectors():
            lines += ["", f"{parameter.name}[{selector}]" if selector else parameter.name]
            spans: list[tuple[int, int, str]] = []
            for year in _YEARS:
                shown = _on(here, parameter.name, selector, year)
                if spans and spans[-1][2] == shown:
                    spans[-1] = (spans[-1][0], year, shown)
                else:
                    spans.append((year, year, shown))
            lines += [f"  {first}-{last}  {shown}" for first, last, shown in spans]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("code", countries())
def test_the_law_year_by_year_is_the_one_that_was_reviewed(code: str) -> None:
    path = _HERE / f"{code.lower()}.txt"
    table = _table(country(code))
    if os.environ.get("SOCLE_WRITE_SNAPSHOTS"):
        path.write_text(table, "utf-8")
    assert table == path.read_text("utf-8")
