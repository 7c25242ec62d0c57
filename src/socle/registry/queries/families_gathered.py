"""The facts of many persons, each table asked once for all of them.

The controls of the counter read them here as they read the tables, with what the rows of a file
that were found good before state already.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from socle.platform.temporal.types import TemporalTable
from socle.registry.facts import FILIATION
from socle.registry.queries.families_reading import Moment, Row, facts_of, relatives
from socle.registry.queries.merging import files_of
from socle.registry.types import Relative

_EVER = Moment(None, None)


class Gathered:
    """A reading of what is believed at present of some persons, who read alike on every day."""

    def __init__(self, people: Mapping[int, Relative]) -> None:
        self._people = dict(people)
        self._held: dict[tuple[str, str], dict[int, list[Row]]] = defaultdict(dict)
        self._files: dict[int, set[int]] = {}
        self._added: dict[tuple[str, str, object], list[Row]] = defaultdict(list)

    def facts_of(
        self, table: TemporalTable, *, by: str, ids: Collection[int], moment: Moment
    ) -> list[Row]:
        """As of the tables, oldest first."""
        held = self._held[table.name, by]
        if any(each not in held for each in ids):
            asked = {*self._people, *ids} - held.keys()
            held |= {each: [] for each in asked}
            for row in facts_of(table, by=by, ids=asked, moment=_EVER):
                held[row[by]].append(row)
        found = [
            row
            for each in ids
            for row in (*held[each], *self._added.get((table.name, by, each), ()))
            if moment.on is None or moment.on in row["valid"]
        ]
        return sorted(found, key=_oldest_first)

    def relatives(self, ids: Collection[int], _moment: Moment) -> dict[int, Relative]:
        """Those gathered, whatever the day; others are asked once, and named as last known."""
        if asked := set(ids) - self._people.keys():
            self._people |= relatives(asked, _EVER)
        return {each: self._people[each] for each in ids}

    def add(self, table: TemporalTable, row: Row) -> None:
        """A fact that is about to be stated; no act has stated it yet."""
        known = {"id": None, "act_id": None, **row}
        for name in (*table.key, *table.values):
            self._added[table.name, name, row[name]].append(known)

    def gather_lines(self, ids: Collection[int]) -> None:
        """Asks for the parents of persons, of their parents, and so on, all of a rank at once."""
        met, rank = set[int](), set(ids)
        while rank:
            met |= rank
            rows = self.facts_of(FILIATION, by="child_id", ids=rank, moment=_EVER)
            rank = self.files_of({row["parent_id"] for row in rows}) - met

    def files_of(self, ids: Collection[int]) -> set[int]:
        """These persons by all their files, which are asked once."""
        if asked := set(ids) - self._files.keys():
            groups: dict[int, set[int]] = defaultdict(set)
            for each, kept in files_of(ids=asked, known_at=None).items():
                groups[kept].add(each)
            self._files |= {each: group for group in groups.values() for each in group}
        return {each for one in ids for each in self._files[one]}


def _oldest_first(row: Row) -> tuple[date, bool, int]:
    # What is about to be stated comes after all that was.
    return row["valid"].lower or date.min, row["id"] is None, row["id"] or 0
