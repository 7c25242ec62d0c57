"""How much a browser fetches for a first view, compressed."""

import gzip
import re
from collections.abc import Callable

import pytest
from tests.web import rendered

from socle.web.static_files import Asset, assets

PUBLIC = ("home", "sign-in", "not-found", "ask", "ask-form", "ask-follow", "my-data", "own-page")


def weight(text: str) -> int:
    """The page and every file it asks for, as they travel."""
    total = len(gzip.compress(text.encode(), 6))
    for name in set(re.findall(r'(?:href|src)="/static/([^"]+)"', text)):
        total += travelling(assets()[name])
    return total


def travelling(asset: Asset) -> int:
    return len(asset.compressed or asset.content)


@pytest.mark.parametrize("name", sorted(rendered.pages()))
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_first_view_stays_light(
    html: Callable[[str, str], str], name: str, language: str
) -> None:
    budget_kb = 20 if name in PUBLIC else 60
    assert weight(html(name, language)) <= budget_kb * 1024


def test_the_style_sheets_stay_small() -> None:
    sheets = [assets()[f"socle/{name}.css"] for name in ("tokens", "components")]
    assert sum(travelling(sheet) for sheet in sheets) <= 12 * 1024
    assert sum(sheet.content.count(b"\n") for sheet in sheets) < 400


def test_a_file_is_named_by_its_content() -> None:
    asset = assets()["socle/tokens.css"]
    assert assets()[asset.hashed_name] is asset
    assert asset.digest in asset.hashed_name
