"""Filiations by sets: the rows that no control of the counter could stop are one act a slice.

Whoever has one civil status reads alike on every day: of such persons the facts are asked for all
rows at once, and held by the counter's own controls. A row that one of them stops, of which
anything is known already, or that another row of the slice might touch, is the act that it would be
at the counter: that one decides, and words it.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from socle.countries.clock import legal_day
from socle.kernel.errors import Refused
from socle.platform.access.types import Desk
from socle.platform.acts.controls import read_fields
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActRequest
from socle.platform.sql import insert_rows
from socle.registry.facts import FILIATION
from socle.registry.models import ImportRun
from socle.registry.operations.families_children import (
    BIRTH,
    require_may_be_parent,
    unusual_parents,
)
from socle.registry.operations.families_persons import (
    FILIATION_LOCK,
    Someone,
    locks_of,
    plainly_known,
    touch,
)
from socle.registry.operations.import_kinds import EFFECTIVE_ON, act_of
from socle.registry.queries.families_reading import Moment, facts_of
from socle.registry.queries.imports import FILIATIONS_ACT_TYPE
from socle.registry.types import ParentRole
from socle.registry.types.imports import ImportKind

# Each person of a slice is locked, and the file of each shows its act: slices are not long.
AT_ONCE = 500
Rows = Sequence[tuple[int, Mapping[str, str]]]
_COLUMNS = (
    *(("fund_id", "bigint"), ("child_id", "bigint"), ("role", "text"), ("parent_id", "bigint")),
    *(("judgment", "text"), ("valid", "daterange")),
)


class _Nothing(Exception):  # noqa: N818 - not a failure
    """No row is plain: there is no act."""


class Plain(NamedTuple):
    """A row that nothing stops: who is whose child, from a day on."""

    line: int
    child: Someone
    parents: dict[ParentRole, Someone]
    since: date


def plain_filiations(*, desk: Desk, rows: Rows) -> list[Plain]:
    """The rows that are certain to be accepted, whatever becomes of the others."""
    known, _keys = plainly_known(numbers=_numbers(rows))
    said = Counter(key for _line, fields in rows for key in _said(fields))
    found = [
        plain
        for line, fields in rows
        if (plain := _plain(desk, line, fields, known))
        and all(said[key] == 1 for key in _said(fields))
    ]
    return _without_known(found, _children(rows))


def write_filiations(*, run: ImportRun, desk: Desk, rows: Rows) -> frozenset[int]:
    """Writes the plain rows by one act; their lines."""
    request = ActRequest(
        desk=desk,
        type=FILIATIONS_ACT_TYPE,
        fields={"import": run.number, "from_line": rows[0][0], "source": run.source.name},
        effective_on=legal_day(run.received_at, desk.fund.country),
        motive="",
        key=f"import:{run.number}:set:{rows[0][0]}",
        evidence=(run.document_id,),
    )
    locks = (FILIATION_LOCK, *locks_of(numbers=_numbers(rows)))
    try:
        with performing(
            request, subject_kind="import", subject_number=run.number, locks=locks
        ) as act:
            plain = plain_filiations(desk=desk, rows=rows)
            if not plain:
                raise _Nothing
            insert_rows("filiation", _COLUMNS, _facts(desk.fund.id, plain))
            touch(act=act, numbers=[one.number for each in plain for one in _persons(each)])
            act.after = {"rows": len(plain), "to_line": rows[-1][0]}
    except _Nothing:
        return frozenset()
    return frozenset(each.line for each in plain)


def _plain(
    desk: Desk, line: int, fields: Mapping[str, str], known: Mapping[str, Someone]
) -> Plain | None:
    said = dict(fields)
    since = date.fromisoformat(said.pop(EFFECTIVE_ON.name))
    _read, faults = read_fields(act_of(ImportKind.FILIATIONS), desk.fund, said)
    child = known.get(fields["child"])
    named = [role for role in BIRTH if fields.get(role.value)]
    parents = {role: known[fields[role.value]] for role in named if fields[role.value] in known}
    persons = {each.id for each in parents.values()}
    if faults or child is None or not named or len(persons) < len(named):
        return None
    try:
        for role, parent in parents.items():
            require_may_be_parent(child=child, parent=parent, role=role)
    except Refused:
        return None
    if unusual_parents(child=child, parents=parents):
        return None
    return Plain(line, child, parents, child.who.birth_on or since)


def _without_known(found: Sequence[Plain], children: Collection[str]) -> list[Plain]:
    """Without rows of which a parent is known, or above whose parents is a child of the slice."""
    ever = Moment(None, None)
    ids = {each.child.id for each in found}
    taken = {
        (row["child_id"], row["role"])
        for row in facts_of(FILIATION, by="child_id", ids=ids, moment=ever)
    }
    _plain_known, below = plainly_known(numbers=children)
    above = _above({parent.id for each in found for parent in each.parents.values()})
    return [
        each
        for each in found
        if not any((each.child.id, role.value) in taken for role in each.parents)
        and not any(below & _line(parent.id, above) for parent in each.parents.values())
    ]


def _above(persons: set[int]) -> dict[int, set[int]]:
    """The parents of persons, of their parents, and so on."""
    found: dict[int, set[int]] = {}
    ever = Moment(None, None)
    while persons:
        found |= {person: set() for person in persons}
        for row in facts_of(FILIATION, by="child_id", ids=persons, moment=ever):
            found[row["child_id"]].add(row["parent_id"])
        persons = {each for person in persons for each in found[person]} - found.keys()
    return found


def _line(person: int, above: Mapping[int, set[int]]) -> set[int]:
    """A person and all their ancestors."""
    found, rest = set[int](), {person}
    while rest:
        found |= rest
        rest = {each for one in rest for each in above[one]} - found
    return found


def _facts(fund_id: int, plain: Sequence[Plain]) -> Iterator[tuple[object, ...]]:
    for each in plain:
        for role, parent in each.parents.items():
            yield fund_id, each.child.id, role.value, parent.id, "", f"[{each.since},)"


def _persons(plain: Plain) -> tuple[Someone, ...]:
    return plain.child, *plain.parents.values()


def _numbers(rows: Rows) -> set[str]:
    names = ("child", *(role.value for role in BIRTH))
    return {fields[name] for _line_, fields in rows for name in names if fields.get(name)}


def _children(rows: Rows) -> set[str]:
    return {fields["child"] for _line_, fields in rows}


def _said(fields: Mapping[str, str]) -> list[tuple[str, ParentRole]]:
    return [(fields["child"], role) for role in BIRTH if fields.get(role.value)]
