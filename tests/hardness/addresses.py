"""Every address of the site, read from its own map: a new one is tried on the day it is born."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, get_resolver

_PART = re.compile(r"<[^>]+>")


def addresses() -> list[str]:
    """Every address of the site, its parts in angle brackets."""
    return sorted(set(_walked(get_resolver().url_patterns, "/")))


def _walked(patterns: Any, before: str) -> Iterator[str]:
    for each in patterns:
        path = str(each.pattern).lstrip("^").rstrip("$").replace("/?", "").replace("\\Z", "")
        path = re.sub(r"\(\?P<(\w+)>[^()]*(?:\([^()]*\)[^()]*)*\)", r"<\1>", path)
        if isinstance(each, URLPattern):
            yield before + path
        else:
            yield from _walked(each.url_patterns, before + path)


def filled(path: str, part: Callable[[str], str]) -> str:
    """The address with something in each of its parts."""
    return _PART.sub(lambda found: part(found[0]), path)
