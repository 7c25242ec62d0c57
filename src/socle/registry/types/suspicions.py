"""What waits in the queue of duplicates (file des doublons): pairs of files, rows that clash."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from socle.registry.types.duplicates import Agreement
from socle.registry.types.linkage import Weighed


class SuspicionOrigin(StrEnum):
    """What raised the suspicion."""

    IMPORT_NUMBER = "import_number"  # a row bears the number of somebody who reads otherwise
    IMPORT_IDENTITY = "import_identity"  # a row bears the identity number of somebody else
    LINKAGE = "linkage"  # two files, by the batch linkage (rapprochement)


class ClashOutcome(StrEnum):
    """What was decided of a row that clashes with a file."""

    SAME_PERSON = "same_person"  # nothing to register
    TO_CORRECT = "to_correct"  # the row is wrong, and comes back in another file


@dataclass(frozen=True, slots=True)
class Reading:
    """One side of a pair: how somebody is described."""

    number: str
    family_name: str
    given_names: str
    birth_on: date | None
    sex: str
    national_id: str
    father_name: str
    mother_name: str
    birth_place: str

    @property
    def full_name(self) -> str:
        return f"{self.family_name} {self.given_names}".strip()


@dataclass(frozen=True, slots=True)
class Compared:
    """How far one field of a pair agrees."""

    name: str
    one: str
    other: str
    agrees: bool | None  # None: one side does not say


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Two readings that may be one person's."""

    number: str
    origin: SuspicionOrigin
    one: Reading
    other: Reading
    likeness: int  # percent
    agreeing: tuple[Agreement, ...]
    fields: tuple[Compared, ...]
    raised_at: datetime
    import_number: str = ""
    line: int | None = None
    # Of a pair that linkage raised: where it started from, and what each field adds, in points.
    prior: int = 0
    weighed: tuple[Weighed, ...] = ()

    @property
    def points(self) -> int:
        """All points together: above nothing, one person is likelier than two."""
        return self.prior + sum(each.points for each in self.weighed)

    @property
    def is_of_a_row(self) -> bool:
        """Whether one side is a row of a file, kept out of the register."""
        return self.line is not None
