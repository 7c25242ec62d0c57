"""What the acts on families share: the persons of an act, and the controls on them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.db import connection
from psycopg.types.range import DateRange

from socle.kernel.errors import Refused
from socle.platform.acts.progress import ActInProgress
from socle.platform.acts.queries import numbers_of
from socle.platform.sql import statements
from socle.registry.facts import BEARER_CONTEST, DEPENDENCY, FILIATION, GUARDIANSHIP, MARRIAGE
from socle.registry.queries.families_charges import Files, bonds_of
from socle.registry.queries.families_gathered import Gathered
from socle.registry.queries.families_reading import (
    TABLES,
    Moment,
    Reading,
    Row,
    facts_of,
    relatives,
)
from socle.registry.queries.families_rules import turns
from socle.registry.queries.merging import files_of, ids_of_person
from socle.registry.subjects import person_by_number
from socle.registry.types import Bond, MarriageState, Relative

_SQL = statements(Path(__file__).parents[1])
DAY = timedelta(days=1)
# Acts on filiation wait for each other: two of them could close a circle that neither sees.
FILIATION_LOCK = "filiation"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of an act: their key, and who they are. `has_one_file`: none was merged with it."""

    id: int
    who: Relative
    has_one_file: bool = False

    @property
    def number(self) -> str:
        return self.who.number

    @property
    def files(self) -> list[int]:
        """The files of all their numbers, the kept one first."""
        return [self.id] if self.has_one_file else ids_of_person(person_id=self.id, known_at=None)

    def is_younger_than(self, age: int, on: date) -> bool:
        """Whether they had not reached an age on a day; nobody knows where the birth is unknown."""
        return self.who.birth_on is not None and on < turns(self.who.birth_on, age)


def someone(*, number: str, on: date | None) -> Someone:
    """A person by their number.

    Raises:
        NotKnown: no such person.
    """
    key = person_by_number(number).pk
    return Someone(key, relatives([key], Moment(on, None))[key])


def plainly_known(*, numbers: Collection[str]) -> tuple[dict[str, Someone], set[int]]:
    """Of many numbers, the persons who read alike on every day, by number; and the keys of all.

    Who is not among them is not known, was merged, or has more than one civil status.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SQL["named_in_rows"], [sorted(set(numbers))])
        rows = cursor.fetchall()
    plain = {
        number: Someone(key, Relative(number, name, sex, birth_on, died_on), has_one_file=True)
        for key, number, name, sex, birth_on, died_on, is_plain in rows
        if is_plain
    }
    return plain, {row[0] for row in rows}


def living(*, number: str, on: date) -> Someone:
    """A person who can be in an act of that day.

    Raises:
        NotKnown: no such person.
        Refused: they were dead, or not born yet.
    """
    found = someone(number=number, on=on)
    require_living(one=found, on=on)
    return found


def require_living(*, one: Someone, on: date) -> None:
    """Stops an act of a day on which a person was dead, or not born yet.

    Raises:
        Refused: `family.dead`, `family.unborn`.
    """
    died, born = one.who.died_on, one.who.birth_on
    if died is not None and died < on:
        raise Refused("family.dead", number=one.number, died=died.isoformat())
    if born is not None and on < born:
        raise Refused("family.unborn", number=one.number, born=born.isoformat())


def locks_of(*, numbers: Collection[str]) -> tuple[str, ...]:
    """What an act on several persons locks."""
    return tuple(f"person:{number}" for number in numbers if number)


def touch(*, act: ActInProgress, numbers: Collection[str]) -> None:
    """Says of whom the act is, so that each person's file shows it."""
    act.touched |= set(locks_of(numbers=numbers))


def bond_between(
    *, dependant: int, bearer: int, on: date, reading: Reading = TABLES
) -> Bond | None:
    """By what two persons are tied on a day; None where nothing ties them."""
    moment = Moment(on, None)
    bonds: dict[tuple[int, int], Bond] = {}
    one, whose = dependant, bearer
    if reading is TABLES:
        reading = files = Files({dependant, bearer}, None)
        one, whose = files.kept[dependant], files.kept[bearer]
    bonds_of(bonds, [one], moment, reading)
    if found := bonds.get((one, whose)):
        return found
    for by, other in (("husband_id", "wife_id"), ("wife_id", "husband_id")):
        for row in reading.facts_of(MARRIAGE, by=by, ids=[one], moment=moment):
            if row[other] == whose and row["state"] == MarriageState.MARRIED:
                return Bond.SPOUSE
    return None


def charge_on(*, dependant: Someone, benefit: str, on: date) -> Row | None:
    """The charge of a dependant for a benefit on a day, borne or ended; None where never borne.

    Under any of their numbers: of two, the one that is borne.
    """
    rows = facts_of(DEPENDENCY, by="dependant_id", ids=dependant.files, moment=Moment(on, None))
    found = [row for row in rows if row["benefit"] == benefit]
    return min(found, key=lambda row: bool(row["ended_for"]), default=None)


def require_uncontested(
    *, dependant: Someone, benefit: str, on: date, reading: Reading = TABLES
) -> None:
    """While a claim is open, who bears stays who bears.

    Raises:
        Refused: somebody claims the dependant from that day on.
    """
    ever = Moment(None, None)
    rows = reading.facts_of(BEARER_CONTEST, by="dependant_id", ids=dependant.files, moment=ever)
    for row in rows:
        if row["benefit"] == benefit and (row["valid"].upper is None or on < row["valid"].upper):
            raise Refused("family.contested", number=dependant.number, act=stated_by(row))


def ancestors_of(*, files: Collection[int], reading: Reading) -> set[int]:
    """The parents of a person, by all their files, their parents, and so on, whatever the day."""
    found, rank = set[int](), set(files)
    while rank:
        rank = parents_of(files=rank, reading=reading) - found
        found |= rank
    return found


def parents_of(*, files: Collection[int], reading: Reading) -> set[int]:
    """Whoever was ever told to be a parent of some persons, by all their files."""
    rows = reading.facts_of(FILIATION, by="child_id", ids=files, moment=Moment(None, None))
    parents = {row["parent_id"] for row in rows}
    if isinstance(reading, Gathered):
        return reading.files_of(parents)
    return set(files_of(ids=parents, known_at=None)) if parents and reading is TABLES else parents


def stated_by(row: Row) -> str:
    """The number of the act that stated a fact; empty where it is about to be stated."""
    return numbers_of(act_ids={row["act_id"]}).get(row["act_id"], "")


def meets(*, one: DateRange, other: DateRange) -> bool:
    """Whether two periods share a day; the last day of each is not in it."""
    return (one.lower or date.min) < (other.upper or date.max) and (other.lower or date.min) < (
        one.upper or date.max
    )


def undo_bond(act: ActInProgress, reversed_id: int) -> None:
    """Nothing is left without its reason: a charge that rested on the bond is ended first.

    Raises:
        Refused: somebody is borne by that bond.
    """
    lost = {
        table: taken_back(table=table.name, act_id=act.id)
        for table in (FILIATION, GUARDIANSHIP, MARRIAGE)
    }
    persons = {
        row[name]
        for rows in lost.values()
        for row in rows
        for name in ("child_id", "husband_id", "wife_id")
        if name in row
    }
    for row in facts_of(DEPENDENCY, by="dependant_id", ids=persons, moment=Moment(None, None)):
        if row["ended_for"]:
            continue
        pair = {"dependant": row["dependant_id"], "bearer": row["bearer_id"]}
        if bond_between(**pair, on=row["valid"].lower) is None:
            numbers = numbers_of(act_ids={row["act_id"], reversed_id})
            raise Refused(
                "acts.later_act", number=numbers[reversed_id], later=numbers[row["act_id"]]
            )


def taken_back(*, table: str, act_id: int) -> list[Row]:
    """What a counter-act has just taken out of a table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}_history WHERE superseded_by = %s", [act_id])
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
