"""From blocks of wage lines to amounts, column by column: matched employers, law, totals.

Pure computation on columns; what must be asked of the register or the ledger is given as an
`EmployerBook`. Memory is one block, plus a few whole numbers an employer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from socle.countries.affiliates import NO_FILING
from socle.countries.declaration import Faults, Text, WageLines, Whole
from socle.kernel.errors import Fault, SocleError
from socle.kernel.months import Month
from socle.rules.scheme import Scheme

# What an employer owes back to the fund on behalf of insured who left; not a contribution.
RETURNED = "allowance_returned"
NIL = "nil"  # a declaration of a month without wages
OWN_MOTION = "own_motion"  # an estimate that the fund posted for want of a declaration
# An employer's status under which no wages are declared, and why not.
_DECLARES_NOTHING = {
    "": "declaration.employer_not_affiliated",
    "closed": "declaration.employer_not_affiliated",
    NO_FILING: "declaration.employs_nobody",
}


@dataclass(frozen=True, slots=True)
class InForce:
    """The declaration in force for an employer's month and sequence."""

    id: int
    number: str
    version: int
    kind: str  # nil, own_motion; empty for wages


@dataclass(frozen=True, slots=True)
class EmployerFacts:
    """What assessment must know of an employer for a month."""

    id: int
    # active, suspended, closed, no_filing; empty when not affiliated that month
    status: str
    classes: Mapping[str, str]
    in_force: InForce | None
    is_in_scope: bool


class GroupKey(NamedTuple):
    """One declaration: an employer, a month, main (0) or complementary (1 to 9)."""

    employer_number: str
    month: int
    sequence: int


class BranchKey(NamedTuple):
    branch: str
    payer: str
    rate: Fraction


@dataclass(slots=True)
class BranchSum:
    base: int = 0
    amount: int = 0
    status: str = ""
    source: str = ""


@dataclass(slots=True)
class Group:
    """One declaration in the making, under the id it will have.

    It replaces the declaration in force where there is one: `employer.in_force`.
    """

    id: int
    key: GroupKey
    employer: EmployerFacts
    due_on: date
    kind: str = ""  # as of `InForce`
    line_count: int = 0
    wage_total: int = 0
    branches: dict[BranchKey, BranchSum] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AssessedLines:
    """A block of lines with what they owe; `group` is the rank of their declaration."""

    lines: WageLines
    group: Whole
    declaration: Whole  # the id of their declaration
    employee: Whole
    employer: Whole
    credited: Whole


EmployerBook = Callable[[list[GroupKey]], Mapping[GroupKey, EmployerFacts]]
NewIds = Callable[[int], list[int]]


class Assessment:
    """Assesses a file block by block and keeps its declarations' totals."""

    def __init__(
        self,
        *,
        scheme: Scheme,
        book: EmployerBook,
        new_ids: NewIds,
        due_on: Callable[[Month], date],
        deposited_on: date,
        faults: Faults,
        record: str,
        is_corrective: bool = False,
    ) -> None:
        self._is_corrective = is_corrective
        self._scheme = scheme
        self._book = book
        self._new_ids = new_ids
        self._due_on = due_on
        self._deposited = Month.of(deposited_on)
        self._faults = faults
        self._record = record
        self._rank: dict[GroupKey, int] = {}  # -1 for a declaration that is refused
        self._due: dict[int, date] = {}  # by month: thousands of employers share it
        self.groups: list[Group] = []

    def block(self, lines: WageLines) -> AssessedLines:
        """What a block of lines owes. Lines of a refused declaration owe nothing here."""
        group = self._ranks(lines)
        count = lines.line.size
        employee, employer = np.zeros(count, np.int64), np.zeros(count, np.int64)
        credited = np.zeros(count, np.int64)
        for month, classes, ranks in self._alike(group):
            rows = slice(None) if ranks is None else np.flatnonzero(np.isin(group, ranks))
            part = _Part(group[rows], lines.wage[rows])
            try:
                owed = self._scheme.assess(month, part.wage, classes)
            except SocleError as error:
                self._refuse_line(lines, rows, error)
                continue
            for line in owed:
                (employee if line.payer == "employee" else employer)[rows] += line.amount
                self._add(part, BranchKey(line.branch, line.payer, line.rate), line)
            credit = self._scheme.insurance_month(month, lines.days[rows], part.wage)
            credited[rows] = credit.credited
            self._check_capped(lines, rows, month)
        self._add_returned(lines, group, employer)
        self._count(lines, group)
        ids = np.array([each.id for each in self.groups] or [0], np.int64)
        return AssessedLines(lines, group, ids[group], employee, employer, credited)

    def nil(self, employer_number: str, month: int) -> None:
        """A month without wages: a declaration that owes nothing. French: déclaration néant."""
        key = GroupKey(employer_number, month, 0)
        self._look_up({key: 1})
        if self._rank[key] >= 0:
            self.groups[self._rank[key]].kind = NIL

    # ------------------------------------------------------------ who declares what

    def _ranks(self, lines: WageLines) -> Whole:
        """The rank of each line's declaration; new declarations are looked up together."""
        complement = np.asarray(
            lines.kept.get("complement", np.zeros(lines.line.size, np.int64)), np.int64
        )
        # Lines of one declaration follow each other: one look-up a run, not a line.
        changes = (
            (lines.employer_number[1:] != lines.employer_number[:-1])
            | (lines.month[1:] != lines.month[:-1])
            | (complement[1:] != complement[:-1])
        )
        starts = np.concatenate(([0], np.flatnonzero(changes) + 1))
        keys = [
            GroupKey(bytes(number).decode("latin-1"), month, sequence)
            for number, month, sequence in zip(
                lines.employer_number[starts].tolist(),
                lines.month[starts].tolist(),
                complement[starts].tolist(),
                strict=True,
            )
        ]
        new = {
            key: int(lines.line[start])
            for key, start in zip(keys, starts, strict=True)
            if key not in self._rank
        }
        if new:
            self._look_up(new)
        ranks = np.array([self._rank[key] for key in keys], np.int64)
        return np.repeat(ranks, np.diff(np.append(starts, lines.line.size)))

    def _look_up(self, new: dict[GroupKey, int]) -> None:
        found = self._book(list(new))
        ids = iter(self._new_ids(len(new)))
        for key, line in new.items():
            fault = self._declaration_fault(key, found.get(key))
            if fault is not None:
                code, fact_values = fault
                self._rank[key] = -1
                self._faults.add(
                    Fault(
                        code,
                        line,
                        self._record,
                        "employer_number",
                        key.employer_number,
                        fact_values,
                    )
                )
                continue
            if key.month not in self._due:
                self._due[key.month] = self._due_on(Month.from_index(key.month))
            self._rank[key] = len(self.groups)
            self.groups.append(Group(next(ids), key, found[key], self._due[key.month]))

    def _declaration_fault(
        self, key: GroupKey, employer: EmployerFacts | None
    ) -> tuple[str, dict[str, str | int]] | None:
        month = Month.from_index(key.month)
        facts: dict[str, str | int] = {"number": key.employer_number, "month": str(month)}
        if employer is None or not employer.is_in_scope:
            return "declaration.employer_unknown", facts
        if month > self._deposited:
            return "declaration.month_to_come", facts | {"deposited": str(self._deposited)}
        if code := _DECLARES_NOTHING.get(employer.status):
            return code, facts
        held = employer.in_force
        if self._is_corrective:
            return None if held else ("declaration.nothing_to_correct", facts)
        # What the fund taxed of its own motion gives way to what the employer declares.
        if held and held.kind != OWN_MOTION:
            return "declaration.already_declared", facts | {"declaration": held.number}
        return None

    # ------------------------------------------------------------ what the law says

    def _alike(self, group: Whole) -> list[tuple[Month, Mapping[str, str], Whole | None]]:
        """Declarations of the block that the law treats alike, to be computed together."""
        present = np.unique(group)
        alike: dict[tuple[int, frozenset[tuple[str, str]]], list[int]] = {}
        for rank in present[present >= 0].tolist():
            each = self.groups[rank]
            classes = frozenset(each.employer.classes.items())
            alike.setdefault((each.key.month, classes), []).append(rank)
        is_whole = len(alike) == 1 and bool((present >= 0).all())
        return [
            (Month.from_index(month), dict(classes), None if is_whole else np.array(ranks))
            for (month, classes), ranks in alike.items()
        ]

    def _add(self, part: "_Part", key: BranchKey, line: object) -> None:
        bases = part.sums(line.base)  # type: ignore[attr-defined]
        amounts = part.sums(line.amount)  # type: ignore[attr-defined]
        for rank, base, amount in zip(part.ranks, bases, amounts, strict=True):
            held = self.groups[rank].branches.setdefault(key, BranchSum())
            held.base += base
            held.amount += amount
            held.status, held.source = line.status, line.source  # type: ignore[attr-defined]

    def _add_returned(self, lines: WageLines, group: Whole, employer: Whole) -> None:
        returned = np.asarray(lines.kept.get("returned", 0), np.int64)
        if not returned.any():
            return
        employer += returned
        part = _Part(group, returned)
        key = BranchKey(RETURNED, "employer", Fraction(1))
        for rank, amount in zip(part.ranks, part.sums(returned), strict=True):
            if rank >= 0 and amount:
                held = self.groups[rank].branches.setdefault(key, BranchSum())
                held.base += amount
                held.amount += amount
                held.status, held.source = "confirmed", self._record

    def _check_capped(self, lines: WageLines, rows: slice | Whole, month: Month) -> None:
        """The employer's own capped wage must be the wage, at most the ceiling of the month."""
        ceiling = self._scheme.ceiling(month, self._scheme.capped_wage_branch)
        wage, declared = lines.wage[rows], lines.wage_capped[rows]
        expected = wage if ceiling is None else np.minimum(wage, ceiling)
        wrong = declared != expected
        if "is_occasional" in lines.kept:
            occasional = np.asarray(lines.kept["is_occasional"])[rows] != 0
            wrong = np.where(occasional, declared > wage, wrong)
        at = np.flatnonzero(wrong)
        line = lines.line[rows]
        self._faults.add_all(
            (
                Fault(
                    "declaration.capped_wage_wrong",
                    int(line[row]),
                    self._record,
                    "wage_capped",
                    str(int(declared[row])),
                    {
                        "read": int(declared[row]),
                        "expected": int(expected[row]),
                        "ceiling": ceiling or 0,
                    },
                )
                for row in at[: self._faults.room]
            ),
            at.size,
        )

    def _refuse_line(self, lines: WageLines, rows: slice | Whole, error: SocleError) -> None:
        first = int(lines.line[rows][0])
        self._faults.add(Fault(error.code, first, self._record, "wage", None, error.facts))

    def _count(self, lines: WageLines, group: Whole) -> None:
        part = _Part(group, lines.wage)
        counts = part.sums(np.ones(group.size, np.int64))
        for rank, count, wages in zip(part.ranks, counts, part.sums(lines.wage), strict=True):
            if rank >= 0:
                self.groups[rank].line_count += count
                self.groups[rank].wage_total += wages


class _Part:
    """Some lines of a block, summed by declaration. Exact: whole numbers, never a float."""

    def __init__(self, group: Whole, wage: Whole) -> None:
        self.wage = wage
        self._starts = np.concatenate(([0], np.flatnonzero(group[1:] != group[:-1]) + 1))
        self.ranks: list[int] = group[self._starts].tolist()

    def sums(self, column: Whole) -> list[int]:
        """One sum a run of lines of one declaration, in the order of `ranks`."""
        found: list[int] = np.add.reduceat(column, self._starts).tolist()
        return found


def texts(column: Text) -> Text:
    """A column of bytes as fixed-width text padded with spaces, as COPY wants it."""
    width = max(column.dtype.itemsize, 1)
    flat = column.astype(f"S{width}").view(np.uint8).reshape(-1, width)
    return np.where(flat == 0, np.uint8(32), flat).view(f"S{width}").ravel()
