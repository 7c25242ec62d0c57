"""Who bears whom: the dependants of an insured person, and where each stands."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from socle.platform.access.queries import current_fund
from socle.platform.access.types import FundView
from socle.platform.acts.queries import numbers_of
from socle.platform.temporal.types import TemporalTable
from socle.registry.facts import (
    BEARER_CONTEST,
    DEPENDENCY,
    DISABILITY,
    EMPLOYMENT,
    FILIATION,
    GUARDIANSHIP,
    MARRIAGE,
    OTHER_COVER,
    SCHOOLING,
)
from socle.registry.queries.families import ADOPTIVE, known_person, state_on
from socle.registry.queries.families_law import FamilyLaw, family_law
from socle.registry.queries.families_reading import (
    Moment,
    Reading,
    Row,
    as_kept,
    facts_of,
    people_in,
    relatives,
)
from socle.registry.queries.families_rules import Certificate, DependantFacts, judge
from socle.registry.queries.families_told import Told
from socle.registry.queries.merging import files_of, ids_of_person
from socle.registry.types import (
    Bond,
    Care,
    Dependant,
    MarriageState,
    ParentRole,
    Relative,
    Standing,
    Study,
)

_BOND_OF_CARE = {
    Care.KAFALA: Bond.KAFALA,
    Care.GUARDIANSHIP: Bond.WARD,
    Care.CUSTODY: Bond.IN_CUSTODY,
}


class Files:
    """The tables, where the files of some persons are read as the one that is kept of each."""

    relatives = staticmethod(relatives)

    def __init__(self, ids: Collection[int], known_at: datetime | None) -> None:
        self.kept = files_of(ids=ids, known_at=known_at)

    def facts_of(
        self, table: TemporalTable, *, by: str, ids: Collection[int], moment: Moment
    ) -> list[Row]:
        files = [each for each, kept in self.kept.items() if kept in ids]
        rows = facts_of(table, by=by, ids=files, moment=moment)
        return [as_kept(row, self.kept) for row in rows]


@dataclass(slots=True)
class _Known:
    """What the tables say of some dependants on a day, by person."""

    people: dict[int, Relative]
    bonds: dict[tuple[int, int], Bond] = field(default_factory=dict)  # dependant, bearer
    unions: dict[tuple[int, int], MarriageState] = field(default_factory=dict)
    married: set[int] = field(default_factory=set)
    employed: set[int] = field(default_factory=set)
    schooling: dict[int, list[Certificate]] = field(default_factory=lambda: defaultdict(list))
    disability: dict[int, date | None] = field(default_factory=dict)
    covers: dict[tuple[int, str], str] = field(default_factory=dict)
    contests: set[tuple[int, str]] = field(default_factory=set)


def dependants(*, number: str, on: date, known_at: datetime | None) -> list[Dependant]:
    """The dependants of an insured person on a day, those of before too, by birth then benefit.

    Raises:
        NotKnown: there is no such person, or none was known then.
    """
    files = ids_of_person(person_id=known_person(number, known_at), known_at=known_at)
    ever = Moment(None, known_at)
    mine = facts_of(DEPENDENCY, by="bearer_id", ids=files, moment=ever)
    return _judged([row for row in mine if row["valid"].lower <= on], Moment(on, known_at))


def charges_on(*, number: str, on: date, known_at: datetime | None) -> list[Dependant]:
    """Who bears a person on a day, benefit by benefit; those who did before are left out.

    Raises:
        NotKnown: there is no such person, or none was known then.
    """
    files = ids_of_person(person_id=known_person(number, known_at), known_at=known_at)
    rows = facts_of(DEPENDENCY, by="dependant_id", ids=files, moment=Moment(on, known_at))
    return _judged(rows, Moment(on, known_at))


def charge_told(*, told: Mapping[str, Any], fund: FundView, on: date) -> Dependant:
    """Where the one dependant of what was told stands for the one benefit of it.

    As `charges_on` says it, but for the act's number, with nothing asked again.
    """
    reading, moment = Told(told), Moment(on, None)
    borne = reading.told_of(DEPENDENCY, moment)
    (found,) = _standing(borne, moment, reading, family_law(fund=fund, on=on), {})
    return found


def _judged(rows: list[Row], moment: Moment) -> list[Dependant]:
    law = family_law(fund=current_fund(), on=moment.on or date.max)
    acts = numbers_of(act_ids={row["act_id"] for row in rows})
    files = Files(people_in(rows), moment.known_at)
    return _standing([as_kept(row, files.kept) for row in rows], moment, files, law, acts)


def _standing(
    rows: list[Row], moment: Moment, reading: Reading, law: FamilyLaw, acts: Mapping[int, str]
) -> list[Dependant]:
    on = moment.on or date.max
    ids = {row["dependant_id"] for row in rows}
    now = {
        (row["dependant_id"], row["benefit"]): row
        for row in reading.facts_of(DEPENDENCY, by="dependant_id", ids=ids, moment=moment)
    }
    # Of each dependant and benefit, the latest time that this bearer bore them.
    latest = {(row["dependant_id"], row["benefit"]): row for row in rows}
    known = _known(ids, latest.values(), moment, reading)
    found = [
        _dependant(row, now.get(key), known, law, on, acts.get(row["act_id"], ""))
        for key, row in latest.items()
    ]
    return sorted(found, key=lambda each: (each.who.birth_on or date.max, each.who.number,
                                           each.benefit))  # fmt: skip


def _dependant(
    row: Row, now: Row | None, known: _Known, law: FamilyLaw, on: date, act_number: str
) -> Dependant:
    dependant, bearer, benefit = row["dependant_id"], row["bearer_id"], row["benefit"]
    who, whose = known.people[dependant], known.people[bearer]
    bond = known.bonds.get((dependant, bearer))
    facts = DependantFacts(
        benefit=benefit,
        bond=bond,
        born_on=who.birth_on,
        died_on=who.died_on,
        bearer_died_on=whose.died_on,
        is_borne=now is not None,
        is_borne_by_another=now is not None and now["bearer_id"] != bearer and not now["ended_for"],
        borne_until=row["valid"].upper if now is row or now == row else None,
        ended_for=now["ended_for"] if now is not None and now["bearer_id"] == bearer else "",
        union=known.unions.get((dependant, bearer)),
        is_married=dependant in known.married and bond is not Bond.SPOUSE,
        works=dependant in known.employed,
        other_cover=known.covers.get((dependant, benefit), ""),
        certificates=tuple(known.schooling.get(dependant, ())),
        is_disabled=dependant in known.disability,
        review_on=known.disability.get(dependant),
    )
    judgement = judge(facts=facts, law=law, on=on)
    is_current = judgement.standing is not Standing.TRANSFERRED
    payee = known.people.get(row["payee_id"]) if row["payee_id"] and is_current else None
    return Dependant(
        who=who,
        benefit=benefit,
        bond=bond,
        bearer=whose,
        payee=payee,
        since=row["valid"].lower,
        judgement=judgement,
        is_contested=(dependant, benefit) in known.contests,
        act_number=act_number,
    )


def _known(ids: Collection[int], rows: Iterable[Row], moment: Moment, reading: Reading) -> _Known:
    on = moment.on or date.max
    bearers = {row["bearer_id"] for row in rows}
    payees = {row["payee_id"] for row in rows if row["payee_id"]}
    ever = Moment(None, moment.known_at)
    known = _Known(people=reading.relatives(set(ids) | bearers | payees, moment))
    bonds_of(known.bonds, ids, moment, reading)
    for by in ("husband_id", "wife_id"):
        for row in reading.facts_of(MARRIAGE, by=by, ids=ids, moment=moment):
            _read_union(known, row, row[by], bearers, on)
    known.employed = {
        row["person_id"]
        for row in reading.facts_of(EMPLOYMENT, by="person_id", ids=ids, moment=moment)
    }
    for row in reading.facts_of(SCHOOLING, by="person_id", ids=ids, moment=ever):
        paper = Certificate(Study(row["level"]), row["valid"].lower, row["valid"].upper)
        known.schooling[row["person_id"]].append(paper)
    for row in reading.facts_of(DISABILITY, by="person_id", ids=ids, moment=moment):
        known.disability[row["person_id"]] = row["review_on"]
    for row in reading.facts_of(OTHER_COVER, by="person_id", ids=ids, moment=moment):
        known.covers[row["person_id"], row["benefit"]] = row["body"]
    for row in reading.facts_of(BEARER_CONTEST, by="dependant_id", ids=ids, moment=moment):
        known.contests.add((row["dependant_id"], row["benefit"]))
    return known


def _read_union(known: _Known, row: Row, person: int, bearers: set[int], on: date) -> None:
    """What a union says of a dependant: married to their bearer, or to somebody else."""
    other = row["wife_id"] if row["husband_id"] == person else row["husband_id"]
    if other in bearers:
        state = state_on(row, known.people[person], known.people[other], on)
        known.unions[person, other] = state
        known.bonds[person, other] = Bond.SPOUSE
    if row["state"] == MarriageState.MARRIED:
        known.married.add(person)


def bonds_of(
    bonds: dict[tuple[int, int], Bond],
    ids: Collection[int],
    moment: Moment,
    reading: Reading,
) -> None:
    """By what children are tied to each person: care first, then filiation, which outweighs it."""
    for row in reading.facts_of(GUARDIANSHIP, by="child_id", ids=ids, moment=moment):
        bonds[row["child_id"], row["holder_id"]] = _BOND_OF_CARE[Care(row["title"])]
    for row in reading.facts_of(FILIATION, by="child_id", ids=ids, moment=moment):
        is_adopted = ParentRole(row["role"]) in ADOPTIVE
        bonds[row["child_id"], row["parent_id"]] = Bond.ADOPTED if is_adopted else Bond.CHILD
