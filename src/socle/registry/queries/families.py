"""A person's family: parents, spouses, children, and in whose care a child is."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from socle.platform.acts.queries import numbers_of
from socle.registry.facts import CIVIL_STATUS, FILIATION, GUARDIANSHIP, MARRIAGE
from socle.registry.queries.families_reading import (
    Moment,
    Row,
    as_kept,
    facts_of,
    people_in,
    relatives,
)
from socle.registry.queries.merging import files_of, ids_of_person
from socle.registry.queries.people import not_known, person_id
from socle.registry.types import FamilyView, Kin, MarriageState, ParentRole, Relative

ADOPTIVE = (ParentRole.ADOPTIVE_FATHER, ParentRole.ADOPTIVE_MOTHER)
_OTHER_ROLE = {
    ParentRole.FATHER: ParentRole.MOTHER,
    ParentRole.MOTHER: ParentRole.FATHER,
    ParentRole.ADOPTIVE_FATHER: ParentRole.ADOPTIVE_MOTHER,
    ParentRole.ADOPTIVE_MOTHER: ParentRole.ADOPTIVE_FATHER,
}


class _Ties(NamedTuple):
    """What is known of a person's ties on a day."""

    parents: list[Row]
    children: list[Row]
    beside: dict[tuple[int, str], int]  # of each child, who is their parent in a role
    unions: list[Row]
    carers: list[Row]
    wards: list[Row]


def family(*, number: str, on: date, known_at: datetime | None) -> FamilyView:
    """A person's family on a day, as known at an instant, under any of their numbers.

    A marriage that has ended is shown with how it ended: its children keep their branch.

    Raises:
        NotKnown: there is no such person, or none was known then.
    """
    files = ids_of_person(person_id=known_person(number, known_at), known_at=known_at)
    key, moment = files[0], Moment(on, known_at)
    ties = _ties(files, moment)
    everybody = people_in(_rows(ties)) | set(ties.beside.values()) | {key}
    kept = files_of(ids=everybody, known_at=known_at)
    ties, named = _as_kept(ties, kept), relatives(set(kept.values()), moment)
    acts = numbers_of(act_ids={row["act_id"] for row in _rows(ties)})

    def kin(row: Row, whom: int, role: str, **more: str | int) -> Kin:
        since, until = row["valid"].lower, row["valid"].upper
        return Kin(named[whom], role, since, until, acts.get(row["act_id"], ""), **more)  # type: ignore[arg-type]

    def spouse(row: Row) -> Kin:
        other = row["wife_id"] if row["husband_id"] == key else row["husband_id"]
        state = state_on(row, named[other], named[key], on)
        return kin(row, other, "spouse", state=state, rank=row["rank"])

    def child(row: Row) -> Kin:
        other = ties.beside.get((row["child_id"], _OTHER_ROLE[ParentRole(row["role"])]))
        role = "adopted" if row["role"] in ADOPTIVE else "child"
        beside = named[other].number if other else ""
        return kin(row, row["child_id"], role, beside=beside, paper=row["judgment"])

    return FamilyView(
        person=named[key],
        parents=tuple(
            kin(row, row["parent_id"], row["role"], paper=row["judgment"]) for row in ties.parents
        ),
        carers=tuple(
            kin(row, row["holder_id"], row["title"], paper=row["judgment"]) for row in ties.carers
        ),
        spouses=tuple(sorted(map(spouse, ties.unions), key=lambda each: each.rank)),
        children=tuple(sorted(map(child, ties.children), key=_eldest_first)),
        wards=tuple(
            kin(row, row["child_id"], row["title"], paper=row["judgment"]) for row in ties.wards
        ),
        on=on,
        known_at=known_at,
    )


def known_person(number: str, known_at: datetime | None) -> int:
    """The key of a person, once they are known to the fund.

    Raises:
        NotKnown: there is no such person, or none was known then.
    """
    key = person_id(number)
    if not facts_of(CIVIL_STATUS, by="person_id", ids=[key], moment=Moment(None, known_at)):
        raise not_known(number=number, known_at=known_at)
    return key


def state_on(row: Row, one: Relative, other: Relative, on: date) -> MarriageState:
    """Where a union stands on a day: who outlives the other is widowed, whatever is stored."""
    state = MarriageState(row["state"])
    deaths = [each.died_on for each in (one, other) if each.died_on is not None]
    if state is MarriageState.MARRIED and any(day <= on for day in deaths):
        return MarriageState.WIDOWED
    return state


def _ties(files: Collection[int], moment: Moment) -> _Ties:
    children = facts_of(FILIATION, by="parent_id", ids=files, moment=moment)
    beside = facts_of(FILIATION, by="child_id", ids={row["child_id"] for row in children},
                      moment=moment)  # fmt: skip
    return _Ties(
        parents=facts_of(FILIATION, by="child_id", ids=files, moment=moment),
        children=children,
        beside={(row["child_id"], row["role"]): row["parent_id"] for row in beside},
        unions=[
            *facts_of(MARRIAGE, by="husband_id", ids=files, moment=moment),
            *facts_of(MARRIAGE, by="wife_id", ids=files, moment=moment),
        ],
        carers=facts_of(GUARDIANSHIP, by="child_id", ids=files, moment=moment),
        wards=facts_of(GUARDIANSHIP, by="holder_id", ids=files, moment=moment),
    )


def _rows(ties: _Ties) -> Iterable[Row]:
    yield from (*ties.parents, *ties.children, *ties.unions, *ties.carers, *ties.wards)


def _as_kept(ties: _Ties, kept: Mapping[int, int]) -> _Ties:
    """The same ties, each person by the file that is kept; one told under two numbers is one."""

    def once(rows: list[Row]) -> list[Row]:
        found: dict[tuple[object, ...], Row] = {}
        for row in (as_kept(row, kept) for row in rows):
            people = people_in([row])
            if len(people) > 1:  # nobody is their own kin
                found[(*sorted(people), row.get("role"), row.get("title"))] = row
        return list(found.values())

    return _Ties(
        parents=once(ties.parents),
        children=once(ties.children),
        beside={(kept[child], role): kept[other] for (child, role), other in ties.beside.items()},
        unions=once(ties.unions),
        carers=once(ties.carers),
        wards=once(ties.wards),
    )


def _eldest_first(kin: Kin) -> tuple[date, str]:
    return (kin.who.birth_on or date.max, kin.who.number)
