"""Reading the queue of duplicates: what waits for a decision, both sides of each."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from socle.kernel.errors import NotKnown
from socle.kernel.names import SAME_SKELETON, name_agreement
from socle.platform.sql import statements
from socle.registry.queries.duplicates import compare
from socle.registry.types.duplicates import Described
from socle.registry.types.linkage import Alike, Weighed
from socle.registry.types.suspicions import Compared, Reading, Suspicion, SuspicionOrigin

_SQL = statements(Path(__file__).parents[1])
_PREFIX = "D-"
_NAMES = frozenset({"father_name", "mother_name"})
_SIDE = (
    *("number", "family_name", "given_names", "birth_on", "sex", "national_id"),
    *("father_name", "mother_name", "birth_place"),
)
_COMPARED = ("birth_on", "sex", "national_id", "birth_place", "father_name", "mother_name")
Row = tuple[Any, ...]


def suspicions(
    *, limit: int, after: str = "", origin: SuspicionOrigin | None = None
) -> list[Suspicion]:
    """What waits, in the order it came; `after` is the number of the last one already shown.

    Raises:
        NotKnown: `after` is no number of the queue.
    """
    asked = {
        "after": suspicion_id(after) if after else 0,
        "origin": origin.value if origin else "",
        "only": 0,
        "limit": limit,
    }
    return [_suspicion(row) for row in _rows("open_suspicions", asked)]


def suspicion(*, number: str) -> Suspicion:
    """One that waits.

    Raises:
        NotKnown: there is none, or it was decided.
    """
    asked = {"after": 0, "origin": "", "only": suspicion_id(number), "limit": 1}
    rows = _rows("open_suspicions", asked)
    if not rows:
        raise NotKnown("duplicates.unknown", number=number)
    return _suspicion(rows[0])


def suspicion_counts() -> dict[SuspicionOrigin, int]:
    """How many wait, by what raised them."""
    return {SuspicionOrigin(origin): count for origin, count in _rows("count_suspicions", {})}


def suspicion_id(number: str) -> int:
    """The key of a number of the queue, `D-000123`.

    Raises:
        NotKnown: it is no such number.
    """
    digits = number.removeprefix(_PREFIX)
    if not (digits.isascii() and digits.isdigit() and 0 < len(digits) < 16):
        raise NotKnown("duplicates.unknown", number=number[:40])
    return int(digits)


def _rows(name: str, asked: Mapping[str, Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_SQL[name], asked)
        rows: list[Row] = cursor.fetchall()
        return rows


def _suspicion(row: Row) -> Suspicion:
    key, origin, likeness, weighed, raised_at, run, line, reading, *sides = row
    said = json.loads(reading or "{}")
    one = Reading(*sides[: len(_SIDE)])
    other = _reading(said) if line is not None else Reading(*sides[len(_SIDE) :])
    agreeing, _likeness = compare(one=_described(one), other=_described(other))
    points = json.loads(weighed or "null") or {"prior": 0, "fields": []}
    return Suspicion(
        number=f"{_PREFIX}{key:06d}",
        origin=SuspicionOrigin(origin),
        one=one,
        other=other,
        likeness=likeness,
        agreeing=agreeing,
        fields=_fields(one, other),
        raised_at=raised_at,
        import_number=run or "",
        line=line,
        prior=points["prior"],
        weighed=tuple(
            Weighed(field, Alike(alike), said) for field, alike, said in points["fields"]
        ),
    )


def _reading(said: Mapping[str, Any]) -> Reading:
    """A row of a file, as it was staged."""
    texts: dict[str, Any] = {name: said.get(name) or "" for name in _SIDE}
    born = date.fromisoformat(texts["birth_on"]) if texts["birth_on"] else None
    return Reading(**(texts | {"birth_on": born}))


def _described(side: Reading) -> Described:
    return Described(
        (side.full_name,),
        side.birth_on,
        sex=side.sex,
        national_id=side.national_id,
        father_name=side.father_name,
        mother_name=side.mother_name,
    )


def _fields(one: Reading, other: Reading) -> tuple[Compared, ...]:
    names = (one.full_name, other.full_name)
    alike = name_agreement(*names) >= SAME_SKELETON
    found = [Compared("full_name", *names, alike)]
    for name in _COMPARED:
        a, b = (_text(getattr(side, name)) for side in (one, other))
        found.append(Compared(name, a, b, _agrees(name, a, b)))
    return tuple(found)


def _agrees(name: str, one: str, other: str) -> bool | None:
    if not one or not other:
        return None
    if name in _NAMES:
        return name_agreement(one, other) >= SAME_SKELETON
    return one.casefold() == other.casefold()


def _text(value: date | str | None) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""
