"""`docs/law/<cc>.md` repeats the packs: values, notes and gaps between two marks, made from them.

After a wanted change, write the pages again with `SOCLE_WRITE_SNAPSHOTS=1`. What is outside the
marks is written by hand and kept.
"""

import os
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from socle.countries.registry import Country, countries, country
from socle.kernel.money import Money
from socle.rules.completeness import Computable, benefits, contributions, penalties
from socle.rules.parameters import AMOUNT, Parameter, Value
from socle.rules.trace import rate_text

_PAGES = Path(__file__).parents[2] / "docs" / "law"
_BEGIN, _END = "<!-- from the pack -->\n", "<!-- end -->\n"
_WRITES = bool(os.environ.get("SOCLE_WRITE_SNAPSHOTS"))
_HEADINGS = "| parameter | for | value | from | to | status | law, or sources |"


def _start(value: Value) -> str:
    if value.start == date.min:
        return "undated"
    only_seen = value.seen_on is not None and not value.law
    return f"{value.start}{' (seen)' if only_seen else ''}"


def _shown(here: Country, value: Value) -> str:
    found = value.value
    if isinstance(found, Fraction):
        return rate_text(found)
    if value.unit == AMOUNT and isinstance(found, int):
        return Money(found, here.currency).decimal()
    if found is None:
        return "none" if value.unit == "percent" else "no limit"
    return str(found)


def _row(here: Country, parameter: Parameter, value: Value) -> str:
    cells = (
        parameter.name.rpartition(".")[2],
        value.selector or "–",
        _shown(here, value),
        _start(value),
        str(value.last or "–"),
        value.status,
        value.law or ", ".join(value.source),
    )
    return f"| {' | '.join(cells)} |"


def _values(here: Country) -> Iterator[str]:
    yield "## Values"
    section = ""
    for parameter in sorted(here.parameters, key=lambda each: each.name.rpartition(".")[0]):
        if parameter.name.rpartition(".")[0] != section:
            section = parameter.name.rpartition(".")[0]
            yield from ("", f"### `{section}`", "", _HEADINGS, "|---|---|---|---|---|---|---|")
        for value in parameter.values:
            yield _row(here, parameter, value)


def _notes(here: Country) -> Iterator[str]:
    """What is said of values that are not confirmed, each sentence once."""
    by_note: dict[str, list[str]] = {}
    for parameter in here.parameters:
        for value in parameter.values:
            if value.note and value.status != "confirmed":
                names = by_note.setdefault(f"{value.note} ({value.status})", [])
                if parameter.name not in names:
                    names.append(parameter.name)
    if by_note:
        yield from ("", "## What is not confirmed", "")
    for note, names in by_note.items():
        yield f"- {', '.join(f'`{name}`' for name in names)}: {note}"


def _computed(here: Country) -> list[tuple[str, Computable]]:
    return [
        (scheme.code, each)
        for scheme in here.schemes.values()
        for each in (*contributions(scheme), *benefits(scheme), *penalties(scheme))
    ]


def _gaps(here: Country) -> Iterator[str]:
    lacking = [(scheme, each) for scheme, each in _computed(here) if each.missing]
    if lacking:
        yield from ("", "## What is missing, and refused", "")
    for scheme, each in lacking:
        yield f"- `{scheme}` {each.code}: {', '.join(f'`{name}`' for name in each.missing)}"


def _block(here: Country) -> str:
    return "\n".join([*_values(here), *_notes(here), *_gaps(here)]) + "\n"


def _head(here: Country) -> str:
    """How a page begins before somebody writes it better."""
    schemes = "\n".join(
        f"- `{code}`: {here.label('scheme', code, 'en')} ({here.label('scheme', code, 'fr')})"
        for code in here.schemes
    )
    return (
        f"# {here.name['en']}: the law as coded\n\n{schemes}\n\n"
        f"Amounts in {here.currency}. How to read the tables: [README](README.md). "
        f"What can be computed: `./socle calc list --country {here.code}`.\n\n"
    )


def _index() -> str:
    """How complete each country is, by looking."""
    lines = [
        "| country | schemes | contributions | benefits | penalties |",
        "|---|---|---|---|---|",
    ]
    for code in countries():
        here = country(code)
        counts = []
        for part in (contributions, benefits, penalties):
            found = [each for scheme in here.schemes.values() for each in part(scheme)]
            complete = sum(not each.missing for each in found)
            counts.append(f"{complete} of {len(found)}" if found else "–")
        name = f"[{here.name['en']}]({code.lower()}.md)"
        lines.append(f"| {' | '.join([name, ', '.join(here.schemes), *counts])} |")
    return "\n".join(lines) + "\n"


def _held(path: Path, head: str, block: str) -> None:
    """The page holds the block between its marks; written there when that is asked."""
    text = path.read_text("utf-8") if path.exists() else f"{head}{_BEGIN}{_END}"
    before, _, rest = text.partition(_BEGIN)
    kept, _, after = rest.partition(_END)
    if _WRITES:
        path.write_text(f"{before}{_BEGIN}{block}{_END}{after}", "utf-8")
        return
    assert kept == block, path.name


@pytest.mark.parametrize("code", countries())
def test_the_page_of_a_country_is_its_pack(code: str) -> None:
    here = country(code)
    _held(_PAGES / f"{code.lower()}.md", _head(here), _block(here))


def test_the_index_says_how_complete_each_country_is() -> None:
    _held(_PAGES / "README.md", "", _index())
