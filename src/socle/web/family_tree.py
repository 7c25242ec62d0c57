"""Geometry of a family's drawing: an outline, one person a row, so that it reads on a phone.

Parents and who has care stand above the person, spouses below by rank with their children, then
the other children and wards. Mirrored where the page reads from right to left.
"""

from collections.abc import Callable
from dataclasses import dataclass

from socle.registry.types import FamilyView, Kin, Relative

WIDTH = 320
_TOP, _ROW, _STEP, _START, _TEXT = 14, 38, 18, 8, 14
_LONGEST = 34


@dataclass(frozen=True, slots=True)
class Node:
    """A person of the drawing: a point, a name, and what they are."""

    x: int
    y: int
    text_x: int
    name: str
    words: str
    is_self: bool
    is_dead: bool
    is_past: bool  # a marriage that has ended

    @property
    def words_y(self) -> int:
        return self.y + 17

    @property
    def name_y(self) -> int:
        return self.y + 4


@dataclass(frozen=True, slots=True)
class Branch:
    """The elbow from a person to one who hangs on them."""

    x: int
    top: int
    bottom: int
    end: int


@dataclass(frozen=True, slots=True)
class Tree:
    nodes: tuple[Node, ...]
    branches: tuple[Branch, ...]
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class _Row:
    depth: int
    who: Relative
    words: str
    is_self: bool = False
    is_past: bool = False


def tree(family: FamilyView, *, words: Callable[[Kin], str], is_mirrored: bool) -> Tree | None:
    """The drawing of a family; None for a person of whom no relative is known."""
    if family.is_empty:
        return None
    rows = _rows(family, words)
    places = [_START + row.depth * _STEP for row in rows]

    def across(x: int) -> int:
        return WIDTH - x if is_mirrored else x

    nodes = tuple(
        Node(
            x=across(x),
            y=_TOP + at * _ROW,
            text_x=across(x + _TEXT),
            name=_cut(row.who.name),
            words=row.words,
            is_self=row.is_self,
            is_dead=row.who.died_on is not None and row.who.died_on <= family.on,
            is_past=row.is_past,
        )
        for at, (row, x) in enumerate(zip(rows, places, strict=True))
    )
    branches = tuple(
        Branch(
            x=across(places[on]),
            top=nodes[on].y + 6,
            bottom=nodes[at].y,
            end=across(places[at] - 7),
        )
        for at, on in _hangs_on(rows)
    )
    return Tree(nodes, branches, WIDTH, _TOP + len(rows) * _ROW)


def _rows(family: FamilyView, words: Callable[[Kin], str]) -> list[_Row]:
    above = [_Row(0, kin.who, words(kin)) for kin in (*family.parents, *family.carers)]
    depth = 1 if above else 0
    rows = [*above, _Row(depth, family.person, "", is_self=True)]
    shown: set[str] = set()
    for spouse in family.spouses:
        is_past = spouse.state != "married"
        rows.append(_Row(depth + 1, spouse.who, words(spouse), is_past=is_past))
        for child in family.children:
            if child.beside == spouse.who.number:
                rows.append(_Row(depth + 2, child.who, words(child)))
                shown.add(child.who.number)
    others = [kin for kin in family.children if kin.who.number not in shown]
    own = {kin.who.number for kin in family.children}
    wards = [kin for kin in family.wards if kin.who.number not in own]
    return rows + [_Row(depth + 1, kin.who, words(kin)) for kin in (*others, *wards)]


def _hangs_on(rows: list[_Row]) -> list[tuple[int, int]]:
    """Each row below another, with the row it hangs on: the last one a step higher.

    Several parents share one trunk, which starts at the first of them.
    """
    found: list[tuple[int, int]] = []
    for at, row in enumerate(rows):
        if row.depth:
            higher = [place for place in range(at) if rows[place].depth == row.depth - 1]
            found.append((at, higher[0] if row.is_self else higher[-1]))
    return found


def _cut(name: str) -> str:
    """A name as far as there is room: the table beside gives it whole."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"
