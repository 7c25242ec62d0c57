"""What somebody signed and sends whole: compact JWS (RFC 7515), by keys that were found elsewhere.

The algorithm is the key's, whatever the message says: neither `none` nor a digest keyed with
what is public is ever an answer.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from socle.platform.signing.jwk import Verifier, bytes_of, verifier

_LONGEST, _PARTS = 16_000, 3


def signed(token: str, *, keys: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What a message says, once one of these public keys is seen to have signed it.

    Raises:
        ValueError: it is none, or none of these signed it; the words are for a log.
    """
    parts = token.split(".")
    if len(token) > _LONGEST or len(parts) != _PARTS:
        raise ValueError("no compact JWS")
    header = _object(parts[0])
    # A key in the message proves nothing: `jwk`, `jku` and `x5c` are not read.
    if {"crit", "b64"} & header.keys():
        raise ValueError("it asks for what is not done here")
    key = _key(header.get("kid"), keys)
    if header.get("alg") != key.alg:
        raise ValueError("it names another algorithm than its key's")
    if not key.is_signed(f"{parts[0]}.{parts[1]}".encode(), bytes_of(parts[2])):
        raise ValueError("the signature is not of these bytes")
    return _object(parts[1])


def _key(kid: object, keys: Sequence[Mapping[str, Any]]) -> Verifier:
    """The key of that name; the only one there is needs none."""
    named = [each for each in keys if each.get("kid") == kid] if kid else list(keys)
    if len(named) != 1:
        raise ValueError("it is by no key that is known")
    return verifier({"kid": "-"} | dict(named[0]))


def _object(said: str) -> dict[str, Any]:
    try:
        found = json.loads(bytes_of(said), object_pairs_hook=_once)
    except RecursionError as wrong:
        raise ValueError("it nests without end") from wrong
    if not isinstance(found, dict):
        raise ValueError("it says no object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two values of one name could be read two ways."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is there twice")
    return found
