"""The catalogue of acts: each module adds its own when Django starts."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from socle.kernel.errors import Fault, NotKnown
from socle.platform.acts.types import ActRequest, ActType
from socle.platform.sealing.fields import is_sealed

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

HIDDEN = "••••"
_Undo = Callable[[Any, int], None]  # Any: the act in progress is a room above
_Doubts = Callable[[ActRequest], tuple[Fault, ...]]
_TYPES: dict[str, ActType] = {}
_UNDONE_BY: dict[str, _Undo | None] = {}
_DOUBTS: dict[str, list[_Doubts]] = {}


def add(*types: ActType) -> None:
    """Adds types to the catalogue.

    Raises:
        ValueError: two modules use one code.
    """
    for each in types:
        if each.code in _TYPES and _TYPES[each.code] is not each:
            raise ValueError(f"two acts are called {each.code}")
        _TYPES[each.code] = each


def add_undo(code: str, undo: _Undo | None) -> None:
    """What the reversal of an act looks at besides, if at all, of a type that no form enters."""
    _UNDONE_BY[code] = undo


def add_doubts(code: str, doubts: _Doubts) -> None:
    """What a module above finds unusual in an act of a module below, by what it alone knows."""
    _DOUBTS.setdefault(code, []).append(doubts)


def doubts_on(kind: ActType, request: ActRequest) -> tuple[Fault, ...]:
    """What is unusual in a request, by its own module and by those above."""
    own = [kind.doubts] if kind.doubts else []
    return tuple(
        fault for doubts in (*own, *_DOUBTS.get(kind.code, ())) for fault in doubts(request)
    )


def undo_of(code: str) -> _Undo | None:
    """What the reversal of an act of a type looks at besides.

    Raises:
        NotKnown: nobody has said how acts of this type are reversed.
    """
    return _UNDONE_BY[code] if code in _UNDONE_BY else act_type(code).undo


def catalogue() -> list[ActType]:
    """Every type of act, by code."""
    return sorted(_TYPES.values(), key=lambda each: each.code)


def publish(cursor: "CursorWrapper") -> None:
    """Tells the database which acts need a second person; by its owner, who alone may."""
    for each in catalogue():
        cursor.execute(
            "INSERT INTO act_type AS t VALUES (%s, %s) ON CONFLICT (code) DO UPDATE"
            " SET needs_validator = excluded.needs_validator"
            " WHERE t.needs_validator <> excluded.needs_validator",
            [each.code, each.needs_four_eyes],
        )


def is_known(code: str) -> bool:
    """Whether the catalogue has a type of that code."""
    return code in _TYPES


def act_type(code: str) -> ActType:
    """The type with that code.

    Raises:
        NotKnown: `acts.type_unknown`.
    """
    if code not in _TYPES:
        raise NotKnown("acts.type_unknown", type=code, known=", ".join(sorted(_TYPES)))
    return _TYPES[code]


def hidden(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an act says, without what is kept sealed: that there was something stays."""
    if not any(is_sealed(value) for value in said.values()):
        return said
    return {name: HIDDEN if is_sealed(value) else value for name, value in said.items()}
