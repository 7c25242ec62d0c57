"""The fields of an act as they are kept: those of a sealed class by its key, in acts, proposals and
drafts alike.
"""

from collections.abc import Mapping
from typing import Any

from socle.platform.access.types import Desk
from socle.platform.acts.catalogue import HIDDEN, act_type, hidden, is_known
from socle.platform.sealing.fields import keyed_digest, opened_text, sealed_text
from socle.platform.sealing.types import DataClass

_END = 4


def kept_fields(code: str, fields: Mapping[str, Any], *, fund_id: int) -> dict[str, Any]:
    """What is stored of the fields of an act: each sealed one that says something, sealed.

    Raises:
        Unavailable: this process cannot open the key of a class.
    """
    classes = sealed_of(code)
    return {
        name: sealed_text(str(value), fund_id=fund_id, of=classes[name], place=_place(code, name))
        if name in classes and value
        else value
        for name, value in fields.items()
    }


def opened_fields(code: str, kept: Mapping[str, Any], *, fund_id: int) -> dict[str, Any]:
    """What `kept_fields` was given, as text.

    Raises:
        Unavailable: this process cannot open it, or it was altered or moved.
    """
    classes = sealed_of(code)
    return {
        name: opened_text(value, fund_id=fund_id, place=_place(code, name))
        if name in classes and isinstance(value, str)
        else value
        for name, value in kept.items()
    }


def shown_fields(code: str, kept: Mapping[str, Any], *, fund_id: int) -> Mapping[str, Any]:
    """What was asked of an act, as anybody may read it: of a secret the end, of the sealed nothing.

    Raises:
        Unavailable: as `opened_fields`, of a secret.
    """
    secrets = act_type(code).secrets if is_known(code) else frozenset[str]()
    unshown = act_type(code).unshown if is_known(code) else frozenset[str]()
    if unshown:
        return {name: HIDDEN if name in unshown else value for name, value in hidden(kept).items()}
    if not secrets:
        return hidden(kept)
    ends = opened_fields(code, {name: kept[name] for name in secrets & set(kept)}, fund_id=fund_id)
    return {
        name: f"{HIDDEN} {str(ends[name])[-_END:]}" if name in ends else value
        for name, value in hidden(kept).items()
    }


def sealed_digest(code: str, said: bytes, *, fund_id: int) -> bytes | None:
    """The digest of a request, made with a key where some of it is sealed; None elsewhere.

    Raises:
        Unavailable: this process cannot open the key.
    """
    of = next(iter(sealed_of(code).values()), None)
    return keyed_digest(said, fund_id=fund_id, of=of) if of else None


def sealed_of(code: str) -> Mapping[str, DataClass]:
    """The sealed fields of a type of act, and the class of each."""
    return act_type(code).sealed if is_known(code) else {}


def _place(code: str, name: str) -> str:
    return f"act:{code}:{name}"


def is_of_another(desk: Desk, author_id: int) -> bool:
    """Whether a draft is none of theirs: who acts for an employer has those that they began."""
    return bool(desk.employer_numbers) and author_id != desk.user_id
