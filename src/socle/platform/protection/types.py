"""Activities, classes and laws of data protection, as other modules see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from socle.platform.access.types import Permission
from socle.platform.sealing.types import DataClass

Words = Mapping[str, str]  # by language


@dataclass(frozen=True, slots=True)
class TableData:
    """A table, the activity that it serves, and the class of each of its columns."""

    module: str
    table: str
    activity: str
    columns: Mapping[str, DataClass]

    @property
    def classes(self) -> frozenset[DataClass]:
        return frozenset(self.columns.values()) - {DataClass.PUBLIC}


@dataclass(frozen=True, slots=True)
class Activity:
    """One row of the register of processing (traitement): why the fund keeps what, and who reads.

    `readers` are the permissions that open it; roles hold them. `stays`: why it is not purged.
    """

    code: str
    title: Words
    why: Words
    whose: Words
    kept: Words
    stays: Words
    readers: frozenset[Permission]
    tables: tuple[TableData, ...]

    @property
    def classes(self) -> tuple[DataClass, ...]:
        """What it keeps of people, from the least to the most protected."""
        found = {each for table in self.tables for each in table.classes}
        return tuple(each for each in DataClass if each in found)


@dataclass(frozen=True, slots=True)
class NoticeDelay:
    """Within how many hours of its discovery the authority is to be told of a breach.

    `since`: from when a text gives it; without, no text does, and it is a mark of the house.
    """

    hours: int
    source: str
    status: str
    since: date | None = None

    @property
    def is_law(self) -> bool:
        return self.since is not None


@dataclass(frozen=True, slots=True)
class Law:
    """A text on personal data, as far as it was read; `missing` is what was not found in it."""

    country: str
    name: Words
    asks: Words
    missing: Words
    status: str
    source: str
    delays: tuple[NoticeDelay, ...] = ()
