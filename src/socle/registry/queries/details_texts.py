"""What a notice says, in the language of who reads it."""

from functools import cache
from pathlib import Path
from typing import Any

from socle.registry.types.details import Channel, Notice
from socle.rules.schema import read_text_yaml

MOST_LETTERS = 160
_FIRST_LANGUAGE = "fr"


def notice_text(notice: Notice, *, fund_code: str, site: str) -> str:
    """The words to send: nothing in them says who is paid, nor on which account."""
    length = "short" if notice.channel is Channel.SMS else "long"
    said = _texts()[notice.text]
    text: str = said[notice.language].get(length) or said[_FIRST_LANGUAGE][length]
    return text.format(fund=fund_code, site=site, code=notice.code)


@cache
def _texts() -> dict[str, Any]:
    found: dict[str, Any] = read_text_yaml(Path(__file__).parents[1] / "notices.yaml")
    return found
