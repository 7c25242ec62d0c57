"""Families as another question already told them: the same rows, without asking the tables again.

A check of coverage asks everything at once; whoever judges reads it from here as from the tables.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from psycopg.types.range import DateRange

from socle.platform.temporal.types import TemporalTable
from socle.registry.queries.families_reading import Moment, Row, as_kept
from socle.registry.types import Relative


class Told:
    """Rows by the name of their table, as JSON tells them; `valid` is two days.

    `people` are number, name, sex, birth and death by key; `kept`, of files that were merged, the
    one that each is read as.
    """

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._told = told
        self._kept = {int(file): kept for file, kept in (told.get("kept") or {}).items()}

    def facts_of(
        self, table: TemporalTable, *, by: str, ids: Collection[int], moment: Moment
    ) -> list[Row]:
        """As of the tables; what was told is of one instant, and of its own persons only."""
        return [row for row in self.told_of(table, moment) if row[by] in ids]

    def told_of(self, table: TemporalTable, moment: Moment) -> list[Row]:
        """Every row that was told of a table."""
        found = [as_kept(_row(each), self._kept) for each in self._told[table.name] or ()]
        on = moment.on
        return [row for row in found if on is None or on in row["valid"]]

    def relatives(self, ids: Collection[int], _moment: Moment) -> dict[int, Relative]:
        return {
            key: Relative(number, name or "", sex or "", _day(birth_on), _day(died_on))
            for key, number, name, sex, birth_on, died_on in self._told["people"]
            if key in ids
        }


def _row(said: Mapping[str, Any]) -> Row:
    row = {**said, "valid": _period(said["valid"])}
    if "review_on" in row:
        row["review_on"] = _day(row["review_on"])
    return row


def _period(days: Sequence[str | None]) -> DateRange:
    since, until = days
    return DateRange(_day(since), _day(until))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
