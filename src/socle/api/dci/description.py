"""What the registry serves, in OpenAPI 3.0: our own words, the standard's names and shapes."""

from functools import cache
from typing import Any

Json = dict[str, Any]
_TEXT: Json = {"type": "string"}
_INSTANT: Json = {"type": "string", "format": "date-time"}


def document(fund: str) -> Json:
    """The description of a fund's registry."""
    return {**_document(), "servers": [{"url": f"/dci/{fund}"}]}


@cache
def _document() -> Json:
    return {"openapi": "3.0.3"}
