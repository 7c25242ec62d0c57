"""What crosses the border about versions of declarations: kinds, and what a corrective changes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DepositKind(StrEnum):
    """Whether a file declares months for the first time, or replaces what was declared."""

    FIRST = "first"
    CORRECTIVE = "corrective"  # déclaration rectificative


class ChangeKind(StrEnum):
    """What a corrective does to an insured's line."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class BranchChange:
    """What a branch is owed before and after. Units: minor units."""

    branch: str
    before: int
    after: int

    @property
    def difference(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class LineChange:
    """An insured whose line changes; None on the side where there is no line."""

    id: int
    insured_number: str
    insured_name: str
    days_before: int | None
    wage_before: int | None
    days_after: int | None
    wage_after: int | None

    @property
    def kind(self) -> ChangeKind:
        if self.wage_before is None:
            return ChangeKind.ADDED
        return ChangeKind.REMOVED if self.wage_after is None else ChangeKind.CHANGED


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a corrective changes in one declaration: for each insured, and in the account."""

    id: int
    deposit_number: str
    employer_number: str
    employer_name: str
    month: str  # YYYY-MM
    replaced: str  # the declaration as it stood
    replacing: str  # the one that takes its place; empty before it is confirmed
    lines_before: int
    lines_after: int
    added: int
    removed: int
    changed: int
    branches: tuple[BranchChange, ...]

    @property
    def before(self) -> int:
        return sum(branch.before for branch in self.branches)

    @property
    def after(self) -> int:
        return sum(branch.after for branch in self.branches)

    @property
    def difference(self) -> int:
        return self.after - self.before

    @property
    def touched(self) -> int:
        return self.added + self.removed + self.changed

    @property
    def unchanged(self) -> int:
        return self.lines_after - self.added - self.changed


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a month's declaration, for its history."""

    number: str
    version: int
    kind: str  # wages, nil, own_motion, reassessed
    deposit_number: str  # empty where no file brought it
    act_number: str
    deposited_on: date
    total: int
    is_in_force: bool
