"""Filiations by sets: persons of one civil status, of whom nothing is known as children yet."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from psycopg.types.range import DateRange

from socle.kernel.errors import Refused
from socle.platform.acts.types import ActRequest
from socle.registry.facts import FILIATION
from socle.registry.importing.sets import Asked, Plain, SetKind, Stated
from socle.registry.operations.families_children import (
    BIRTH,
    require_may_be_parent,
    unusual_parents,
)
from socle.registry.operations.families_persons import (
    FILIATION_LOCK,
    Someone,
    ancestors_of,
    locks_of,
    plainly_known,
)
from socle.registry.queries.families_gathered import Gathered
from socle.registry.queries.families_reading import Moment
from socle.registry.queries.imports import FILIATIONS_ACT_TYPE
from socle.registry.types import ParentRole
from socle.registry.types.imports import ImportKind


def _names(request: ActRequest) -> tuple[str, ...]:
    return locks_of(numbers=[request.fields["child"], *_named(request).values()])


def _named(request: ActRequest) -> dict[ParentRole, str]:
    said = {role: request.fields.get(role.value, "") for role in BIRTH}
    return {role: number for role, number in said.items() if number}


def _plain(asked: Sequence[Asked]) -> list[Plain]:
    numbers = {
        number
        for each in asked
        for number in (each.request.fields["child"], *_named(each.request).values())
    }
    known, _keys = plainly_known(numbers=numbers)
    said = Counter(parent for each in asked for parent in _said(each.request))
    found = [
        (each, child, parents)
        for each in asked
        if (child := known.get(each.request.fields["child"]))
        and (parents := _parents(each.request, child, known))
        and all(said[parent] == 1 for parent in _said(each.request))
    ]
    free = _without_known(found, {each.request.fields["child"] for each in asked})
    return [_row(*each) for each in free]


def _said(request: ActRequest) -> list[tuple[str, ParentRole]]:
    return [(request.fields["child"], role) for role in _named(request)]


def _parents(
    request: ActRequest, child: Someone, known: Mapping[str, Someone]
) -> dict[ParentRole, Someone]:
    """The parents named, where nothing stops them; none, where something might."""
    named = _named(request)
    parents = {role: known[number] for role, number in named.items() if number in known}
    if len({each.id for each in parents.values()}) < len(named):
        return {}
    try:
        for role, parent in parents.items():
            require_may_be_parent(child=child, parent=parent, role=role)
    except Refused:
        return {}
    return {} if unusual_parents(child=child, parents=parents) else parents


_Found = tuple[Asked, Someone, dict[ParentRole, Someone]]


def _without_known(found: Sequence[_Found], children: Collection[str]) -> list[_Found]:
    """Without rows of which a parent is known, or above whose parents is a child of the slice."""
    reading = Gathered({child.id: child.who for _each, child, _parents in found})
    rows = reading.facts_of(
        FILIATION, by="child_id", ids={child.id for _each, child, _ in found}, moment=_EVER
    )
    taken = {(row["child_id"], row["role"]) for row in rows}
    _plain_known, below = plainly_known(numbers=children)
    reading.gather_lines({one.id for _, _, parents in found for one in parents.values()})

    def is_above(parent: Someone) -> bool:
        return bool(below & {parent.id, *ancestors_of(files=[parent.id], reading=reading)})

    return [
        (each, child, parents)
        for each, child, parents in found
        if not any((child.id, role.value) in taken for role in parents)
        and not any(map(is_above, parents.values()))
    ]


def _row(each: Asked, child: Someone, parents: Mapping[ParentRole, Someone]) -> Plain:
    valid = DateRange(child.who.birth_on or each.request.effective_on, None)
    stated = (
        Stated(
            FILIATION,
            {
                "child_id": child.id,
                "role": role.value,
                "parent_id": parent.id,
                "judgment": "",
                "valid": valid,
            },
        )
        for role, parent in parents.items()
    )
    return Plain(each.line, tuple(stated), _names(each.request))


_EVER = Moment(None, None)
FILIATIONS = SetKind(
    ImportKind.FILIATIONS, FILIATIONS_ACT_TYPE, _names, _plain, lock=FILIATION_LOCK
)
