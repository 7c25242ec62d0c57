"""Colours that can be read, and a layout that turns round for Arabic."""

import re
from collections.abc import Iterator

import pytest

from socle.web.static_files import assets

# Name, lowest ratio, pairs of foreground and background: the table of the design.
PAIRS = (
    (4.5, "ink", ("sheet", "ground", "sunken")),
    (4.5, "ink-soft", ("sheet", "ground", "sunken")),
    (4.5, "ink-faint", ("sheet", "ground", "sunken")),
    (4.5, "act", ("sheet", "ground", "sunken", "act-wash")),
    (4.5, "on-act", ("act", "act-hover")),
    (4.5, "known", ("sheet", "ground", "known-wash")),
    (4.5, "ink", ("known-wash", "good-wash", "warn-wash", "bad-wash", "act-wash")),
    (4.5, "good", ("sheet", "good-wash")),
    (4.5, "warn", ("sheet", "warn-wash")),
    (4.5, "bad", ("sheet", "bad-wash")),
    (4.5, "on-bar", ("bar",)),
    (4.5, "on-bar-soft", ("bar",)),
    (3.0, "edge", ("sheet", "sunken")),
    (3.0, "focus", ("sheet", "sunken", "ground")),
)
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right|top|bottom)[\w-]*"
    r"|left|right|top|bottom|float|clear)\s*:"
    r"|text-align\s*:\s*(?:left|right)"
)


def sheet(name: str) -> str:
    text = assets()[f"socle/{name}.css"].content.decode()
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6}|#[0-9a-f]{3})\b", block))


def schemes() -> dict[str, dict[str, str]]:
    """The colours of each scheme, the dark ones over the light ones."""
    text = sheet("tokens")
    light = colours(re.search(r":root \{(.*?)\n\}", text, re.DOTALL)[1])  # type: ignore[index]
    device = colours(
        re.search(r'not\(\[data-theme="light"\]\) \{(.*?)\n  \}', text, re.DOTALL)[1]  # type: ignore[index]
    )
    chosen = colours(
        re.search(r':root\[data-theme="dark"\] \{(.*?)\n\}', text, re.DOTALL)[1]  # type: ignore[index]
    )
    return {"light": light, "dark": light | device, "dark chosen": light | chosen}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def every_pair() -> Iterator[tuple[str, str, str, float]]:
    for scheme in schemes():
        for lowest, ink, grounds in PAIRS:
            for ground in grounds:
                yield scheme, ink, ground, lowest


@pytest.mark.parametrize(("scheme", "ink", "ground", "lowest"), list(every_pair()))
def test_a_pair_can_be_read(scheme: str, ink: str, ground: str, lowest: float) -> None:
    known = schemes()[scheme]
    assert contrast(known[ink], known[ground]) >= lowest


def test_the_two_dark_schemes_are_one() -> None:
    known = schemes()
    assert known["dark"] == known["dark chosen"]


@pytest.mark.parametrize("name", ["tokens", "components"])
def test_the_layout_names_no_side(name: str) -> None:
    assert PHYSICAL.findall(sheet(name)) == []


def test_a_colour_is_written_in_the_tokens_alone() -> None:
    written = re.findall(r"#[0-9a-f]{6}\b", sheet("components"))
    # The amber of the focus on the dark bar, and the reading of the past in it.
    assert set(written) <= {"#ffd166", "#e9a877", "#ffd9bd"}
