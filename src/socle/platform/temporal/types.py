"""What describes a table with two times, a file it tells of, and what differs in two readings."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class TemporalTable:
    """A temporal table: whose fact it is (`key`), and what the fact says (`values`)."""

    name: str
    key: tuple[str, ...]
    values: tuple[str, ...]


# What a stored key is called by people: the numbers of files, by their ids.
NamesOf = Callable[[Collection[int]], Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class FileTable:
    """A temporal table whose facts belong to a file; `column` of its key says to which.

    `names`: what people call the ids held in other columns. `masked`: values of which a page shows
    the end alone. `is_long`: a file may hold thousands of them, too many to walk one by one.
    """

    table: TemporalTable
    column: str
    label: "str | _StrPromise"
    names: Mapping[str, NamesOf] = field(default_factory=dict)
    masked: frozenset[str] = frozenset()
    is_long: bool = False

    @property
    def item(self) -> tuple[str, ...]:
        """What tells apart the facts of one file in this table."""
        return tuple(name for name in self.table.key if name != self.column)


@dataclass(frozen=True, slots=True)
class Moment:
    """The two dates of a reading: true on a day, known at an instant (None: at present)."""

    on: date
    known_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact as one reading has it: what it says, when it is true, known since when and by what."""

    values: Mapping[str, Any]
    valid_from: date | None
    valid_until: date | None  # exclusive
    recorded_at: datetime
    act_id: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that two readings do not have alike; None where one has no such fact."""

    table: FileTable
    item: Mapping[str, Any]
    before: Stated | None
    after: Stated | None

    @property
    def names(self) -> tuple[str, ...]:
        """The values that differ; none where only the period does."""
        one, other = self.before, self.after
        if one is None or other is None:
            return tuple((one or other).values) if one or other else ()  # type: ignore[union-attr]
        return tuple(name for name in one.values if one.values[name] != other.values[name])


@dataclass(frozen=True, slots=True)
class Retraction:
    """What the fund believed of a day and believes no more; `difference.after` stands today."""

    difference: Difference
    superseded_at: datetime
    superseded_by: int


@dataclass(frozen=True, slots=True)
class Steps:
    """When a file changes: the days in law, and the instants at which the fund learned."""

    days: tuple[date, ...]
    instants: tuple[datetime, ...]
