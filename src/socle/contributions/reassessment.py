"""A law that changed for months already declared: who is affected, by how much, then the posting.

French: réévaluation. The lines in force of a month are assessed again by the law as it is now
known. What comes out otherwise is shown before anything is posted; a second person then has each
such declaration replaced by a new version with the same lines, as a corrective would, so that the
account shows what was owed, what took it back, and what is owed.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from django.db import IntegrityError, connection

from socle.contributions.assessment import RETURNED, AssessedLines, Assessment, Group, NewIds
from socle.contributions.due_dates import due_dates
from socle.contributions.line_store import LineStore
from socle.contributions.posting import Stage, declare, employer_book
from socle.contributions.returned import Returned, returned_of
from socle.contributions.versions import BranchChange
from socle.countries.declaration import Faults, Text, WageLines, Whole
from socle.countries.registry import country
from socle.kernel.errors import Conflict, Refused
from socle.kernel.months import Month
from socle.platform.access.types import Desk
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.sql import statements
from socle.rules.scheme import Scheme

SQL = statements(Path(__file__).parent)
REASSESS = "reassess_month"
MOST_MONTHS = 12  # assessed again together; a longer past is posted a year at a time
_BLOCK = 50_000
_RETURNS_NOTHING = Returned({}, "")
# What a branch was made owed: its payer, rate and amount.
_Owed = tuple[str, str, int, int, int]


@dataclass(frozen=True, slots=True)
class Reassessed:
    """What the law as now known changes in one declaration. Units: minor units."""

    month: str  # YYYY-MM
    declaration: str
    employer_number: str
    employer_name: str
    lines: int
    branches: tuple[BranchChange, ...]

    @property
    def before(self) -> int:
        return sum(each.before for each in self.branches)

    @property
    def after(self) -> int:
        return sum(each.after for each in self.branches)

    @property
    def difference(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Reassessment:
    """A month, or several in a row, under the law as now known.

    What employers returned of allowances is no matter of that law: it is owed as it was posted.
    `apart` are declarations whose lines do not add up to what was returned: a corrective must say.
    `seen` names exactly what is listed here: it is asked back before anything is posted.
    """

    month: str  # the first, YYYY-MM
    until: str  # the last: the same for one month alone
    declarations: int  # examined
    changed: tuple[Reassessed, ...]
    apart: tuple[str, ...]

    @property
    def branches(self) -> tuple[BranchChange, ...]:
        """Each branch over all the months."""
        before: dict[str, int] = {}
        after: dict[str, int] = {}
        for each in (branch for found in self.changed for branch in found.branches):
            before[each.branch] = before.get(each.branch, 0) + each.before
            after[each.branch] = after.get(each.branch, 0) + each.after
        return tuple(BranchChange(branch, before[branch], after[branch]) for branch in before)

    @property
    def before(self) -> int:
        return sum(each.before for each in self.changed)

    @property
    def after(self) -> int:
        return sum(each.after for each in self.changed)

    @property
    def difference(self) -> int:
        return self.after - self.before

    @property
    def seen(self) -> str:
        said = "\n".join(
            f"{each.declaration} {branch.branch} {branch.before} {branch.after}"
            for each in self.changed
            for branch in each.branches
        )
        months = self.month if self.until == self.month else f"{self.month} {self.until}"
        return hashlib.sha256(f"{months}\n{said}".encode()).hexdigest()[:16]

    @property
    def by_month(self) -> tuple[tuple[str, int, int], ...]:
        """Each month that changes: how many declarations, and by how much."""
        found: dict[str, tuple[int, int]] = {}
        for each in self.changed:
            count, difference = found.get(each.month, (0, 0))
            found[each.month] = count + 1, difference + each.difference
        return tuple((month, *sums) for month, sums in found.items())


def reassessment(*, desk: Desk, month: Month, until: Month | None = None) -> Reassessment:
    """What the law as now known changes in the declarations in force of a month, or of several.

    Writes nothing.

    Raises:
        ParameterUnknown: the law of one of them is not known.
        Refused: `reassessment.not_assessed`, a declaration that the law no longer lets assess;
            `reassessment.span_wrong`, months that do not follow, or too many of them.
    """
    return _together([_Month(desk, each).told() for each in _span(month, until or month)])


def _span(first: Month, last: Month) -> list[Month]:
    """The months from one to another, both included."""
    if not first <= last < first + MOST_MONTHS:
        raise Refused(
            "reassessment.span_wrong", month=str(first), until=str(last), most=MOST_MONTHS
        )
    return [first + rank for rank in range(first.until(last) + 1)]


def _together(months: Sequence[Reassessment]) -> Reassessment:
    return Reassessment(
        month=months[0].month,
        until=months[-1].until,
        declarations=sum(each.declarations for each in months),
        changed=tuple(found for each in months for found in each.changed),
        apart=tuple(number for each in months for number in each.apart),
    )


def reassess_month(request: ActRequest) -> ActAnswer:
    """Posts what the law as now known changes, as new versions of the declarations that differ.

    Of one month, or of all those from it to another: then together, or not at all.

    Raises:
        ParameterUnknown: the law of that month is not known.
        Refused: nothing changes; what changes is not what was seen; a declaration that the law
            no longer lets assess; or months that do not follow.
        Conflict: a declaration was replaced at the same moment.
    """
    fund = request.desk.fund
    month = Month.parse(request.fields["month"])
    until = Month.parse(request.fields.get("until") or str(month))
    try:
        with performing(request, subject_kind="fund", subject_number=fund.code) as act:
            months = [_Month(request.desk, each) for each in _span(month, until)]
            told = _together([each.told() for each in months])
            if not told.changed:
                raise Refused("reassessment.nothing_changes", month=str(month))
            if told.seen != request.fields["seen"]:
                raise Refused("reassessment.not_as_seen", month=str(month))
            for each in months:
                each.post(act, on=request.effective_on)
            said = {"month": str(month)} | ({"until": str(until)} if until != month else {})
            act.before = {**said, "total": told.before}
            act.after = {
                **said,
                "total": told.after,
                "declarations": len(told.changed),
                "seen": told.seen,
            }
            return act.answer()
    except IntegrityError as raced:
        raise Conflict("acts.try_again") from raced


class _Month:
    """A month's lines in force, assessed again."""

    def __init__(self, desk: Desk, month: Month) -> None:
        self._desk = desk
        self._month = month
        self._scheme: Scheme = country(desk.fund.country).scheme(desk.fund.scheme)
        self._ceiling = self._scheme.ceiling(month, self._scheme.capped_wage_branch)
        self._returned = returned_of(month.first_day)
        # Only to be compared: nothing is made of these, and no id is used up.
        self._groups = self._assessed([], lambda count: [0] * count, lambda _lines: None)
        self._names = self._named()
        self._differing, self._apart = self._compared()

    def told(self) -> Reassessment:
        return Reassessment(
            month=str(self._month),
            until=str(self._month),
            declarations=len(self._groups),
            changed=tuple(
                Reassessed(
                    str(self._month),
                    *self._names[_held_id(group)],
                    lines=group.line_count,
                    branches=branches,
                )
                for group, branches in self._differing
            ),
            apart=tuple(self._names[_held_id(group)][0] for group in self._apart),
        )

    def post(self, act: ActInProgress, *, on: date) -> None:
        """Replaces each declaration that differs by a new version with the same lines."""
        held = [_held_id(group) for group, _branches in self._differing]
        if not held:
            return  # no declaration named is not every one of the month
        stage, store = Stage(), LineStore(is_large=False)
        groups = self._assessed(held, store.new_declaration_ids, stage.add)
        digests = [stage.lines_digest(rank) for rank in range(len(groups))]
        declare(groups, digests, fund_id=self._desk.fund.id, deposit_id=None, on=on, act=act)
        store.insert(has_names=stage.has_names, months={self._month.first_day})

    def _assessed(
        self, held: list[int], new_ids: NewIds, keep: Callable[[AssessedLines], None]
    ) -> list[Group]:
        """Declarations under the law now known: those held, or all; `keep` is given their lines."""
        faults = Faults()
        assessment = Assessment(
            scheme=self._scheme,
            book=lambda keys: employer_book(self._desk, keys),
            new_ids=new_ids,
            due_on=due_dates().on,
            deposited_on=self._month.last_day,
            faults=faults,
            record="",
            is_corrective=True,
        )
        for lines in self._lines(held):
            assessed = assessment.block(lines)
            if faults.count:
                first = faults.kept[0]
                raise Refused("reassessment.not_assessed", line=first.line or 0, reason=first.code)
            keep(assessed)
        for group in assessment.groups:
            self._sourced(group)
        return assessment.groups

    def _sourced(self, group: Group) -> None:
        """What is returned rests on what it rested on: the employer's own file."""
        told = self._returned.get(_held_id(group))
        for key, total in group.branches.items():
            if told and key.branch == RETURNED:
                total.source = told.source

    def _lines(self, held: list[int]) -> Iterator[WageLines]:
        """The month's lines in force, of some declarations or of all, a block at a time."""
        after, line = 0, 0
        while True:
            asked: dict[str, Any] = {
                "month": self._month.first_day,
                "held": held,
                "after": after,
                "line": line,
                "most": _BLOCK,
            }
            with connection.cursor() as cursor:
                cursor.execute(SQL["reassessed_lines"], asked)
                rows = cursor.fetchall()
            if not rows:
                return
            yield self._block(rows)
            after, line = rows[-1][:2]

    def _block(self, rows: list[tuple[int, int, str, int, str, str, int, int]]) -> WageLines:
        held, line, employer, sequence, number, name, days, wage = zip(*rows, strict=True)
        wages = np.array(wage, np.int64)
        return WageLines(
            line=np.array(line, np.int64),
            employer_number=_texts(employer),
            month=np.full(len(rows), self._month.index, np.int64),
            insured_number=_texts(number),
            insured_name=_texts(name),
            days=np.array(days, np.int64),
            wage=wages,
            wage_capped=wages if self._ceiling is None else np.minimum(wages, self._ceiling),
            kept={
                "complement": np.array(sequence, np.int64),
                "returned": self._of_lines(held, line),
            },
        )

    def _of_lines(self, held: Sequence[int], line: Sequence[int]) -> Whole:
        """What each line returned of allowances, as it was posted."""
        if not self._returned:
            return np.zeros(len(line), np.int64)
        told = [self._returned.get(each) for each in held]
        found = [each.by_line[at] if each else 0 for each, at in zip(told, line, strict=True)]
        return np.array(found, np.int64)

    def _named(self) -> Mapping[int, tuple[str, str, str]]:
        """By declaration in force: its number, its employer's and their name."""
        with connection.cursor() as cursor:
            ids = [_held_id(group) for group in self._groups]
            cursor.execute(SQL["reassessed_names"], [ids])
            return {row[0]: (row[1], row[2], row[3]) for row in cursor.fetchall()}

    def _compared(self) -> tuple[list[tuple[Group, tuple[BranchChange, ...]]], list[Group]]:
        """The declarations that owe otherwise, and those that their lines alone do not tell."""
        posted = self._posted()
        differing, apart = [], []
        for group in self._groups:
            before = posted.get(_held_id(group), [])
            if self._returned.get(_held_id(group), _RETURNS_NOTHING) is None:
                apart.append(group)
            elif sorted(before) != sorted(_owed(group)):
                differing.append((group, _changes(before, _owed(group))))
        differing.sort(key=lambda found: self._names[_held_id(found[0])][0])
        return differing, apart

    def _posted(self) -> Mapping[int, list[_Owed]]:
        found: dict[int, list[_Owed]] = {}
        with connection.cursor() as cursor:
            ids = [_held_id(group) for group in self._groups]
            cursor.execute(SQL["reassessed_branches"], [ids])
            for declaration, *owed in cursor.fetchall():
                found.setdefault(declaration, []).append(tuple(owed))
        return found


def _held_id(group: Group) -> int:
    held = group.employer.in_force
    if held is None:  # the lines were read from the declaration in force
        raise AssertionError(group.key)
    return held.id


def _texts(column: Sequence[str]) -> Text:
    return np.array([each.encode("latin-1", "replace") for each in column])


def _owed(group: Group) -> list[_Owed]:
    return [
        (key.branch, key.payer, key.rate.numerator, key.rate.denominator, total.amount)
        for key, total in group.branches.items()
        if total.amount
    ]


def _changes(before: list[_Owed], after: list[_Owed]) -> tuple[BranchChange, ...]:
    totals: dict[str, list[int]] = {}
    for side, owed in enumerate((before, after)):
        for branch, _payer, _above, _below, amount in owed:
            totals.setdefault(branch, [0, 0])[side] += amount
    return tuple(
        BranchChange(branch, *sums) for branch, sums in totals.items() if sums[0] != sums[1]
    ) or tuple(BranchChange(branch, *sums) for branch, sums in totals.items())
