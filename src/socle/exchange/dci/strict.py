"""JSON from a stranger, bounded before it is read and readable in one way only.

Whatever two readers could understand differently is refused: a name given twice, NaN, half a
character, bytes that are not UTF-8. A number with a fraction is kept as its digits: no float.
"""

import json
from collections.abc import Mapping
from typing import Any

from socle.exchange.dci.codes import Rejected

MOST_BYTES = 1_000_000
MOST_DEPTH = 32
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_OPENING = b"[{"


def read_object(
    raw: bytes, *, most_bytes: int = MOST_BYTES, most_depth: int = MOST_DEPTH
) -> dict[str, Any]:
    """The JSON object that the bytes are.

    Raises:
        Rejected: they are none, or more than is read.
    """
    if len(raw) > most_bytes:
        raise Rejected(f"the message is longer than {most_bytes} bytes")
    _require_shallow(raw, most_depth)
    try:
        found = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_once,
            parse_float=str,
            parse_constant=_no_constant,
        )
    except RecursionError:
        raise Rejected("the message is nested too deeply") from None
    except ValueError as wrong:
        if isinstance(wrong, Rejected):
            raise
        raise Rejected("the message is no JSON in UTF-8") from None
    if not isinstance(found, dict):
        raise Rejected("the message is no JSON object")
    # Only an escape can say these: as bytes they are no UTF-8, or no JSON.
    if b"\\u" in raw:
        _require_text(found)
    return found


def _require_shallow(raw: bytes, most_depth: int) -> None:
    """Counts brackets outside strings, without reading: depth costs no recursion.

    Raises:
        Rejected: more are open at once than are read.
    """
    if raw.count(b"[") + raw.count(b"{") <= most_depth:
        return
    # What stands between two quotes is a string, once what escapes a quote is out of the way.
    unescaped = raw.replace(b"\\\\", b"").replace(b'\\"', b"")
    depth = 0
    for each in b"".join(unescaped.split(b'"')[::2]).translate(None, _NOT_BRACKETS):
        depth += 1 if each in _OPENING else -1
        if depth > most_depth:
            raise Rejected(f"the message is nested deeper than {most_depth}")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Rejected("the same name is given twice in an object")
    return found


def _no_constant(name: str) -> Any:
    raise Rejected(f"{name} is no JSON number")


def _require_text(found: Mapping[str, Any]) -> None:
    """Refuses what no text of the database holds: a null character, half a character.

    Raises:
        Rejected: there is one, in a name or in a value.
    """
    waiting: list[Any] = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += one.keys()
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and not _is_text(one):
            raise Rejected("a text holds a character that is none")


def _is_text(said: str) -> bool:
    return "\0" not in said and not any("\ud800" <= each <= "\udfff" for each in said)
