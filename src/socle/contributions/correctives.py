"""Correctives: what a file that replaces declarations changes, shown before it is confirmed.

French: déclaration rectificative. The file is read and assessed whole; what it changes for each
insured and each branch is kept with the deposit, which waits. Confirmed, it is posted if what it
was compared with is still in force: each declaration becomes a new version, the debt of the one it
replaces is taken back, and the lines replaced credit nobody from then on.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection

from socle.contributions.assessment import Group
from socle.contributions.declaration_views import PRESENT
from socle.contributions.errors import FileRefused
from socle.contributions.models import Corrective, CorrectiveBranch, Declaration, Deposit
from socle.contributions.reading import FileRead
from socle.contributions.versions import BranchChange, Comparison, LineChange, Version
from socle.countries.declaration import Faults
from socle.kernel.errors import Fault
from socle.platform.sql import statements

SQL = statements(Path(__file__).parent)


def keep_comparison(deposit: Deposit, read: FileRead) -> None:
    """Keeps what a corrective that was just read changes.

    Raises:
        FileRefused: `declaration.nothing_changes`.
    """
    fund_id = deposit.fund_id
    Corrective.objects.filter(deposit=deposit).delete()
    ids: dict[int, int] = {}
    branches: list[CorrectiveBranch] = []
    for group in read.assessment.groups:
        held = _held(group)
        row = Corrective.objects.create(
            fund_id=fund_id,
            deposit=deposit,
            replaced_id=held.pk,
            lines_before=held.line_count,
            lines_after=group.line_count,
        )
        ids[group.id] = row.pk
        branches += _branches(fund_id, row.pk, held.pk, group)
    CorrectiveBranch.objects.bulk_create(branches)
    with connection.cursor() as cursor:
        groups = read.assessment.groups
        cursor.execute(
            SQL["keep_changes"],
            {
                "correctives": [ids[group.id] for group in groups],
                "new": [group.id for group in groups],
                "old": [_held_id(group) for group in groups],
                "months": [_held(group).month for group in groups],
            },
        )
        changed = cursor.rowcount
    if not changed and all(each.before == each.after for each in branches):
        faults = Faults()
        faults.add(Fault("declaration.nothing_changes"))
        raise FileRefused(faults, read.format)


def require_as_compared(deposit: Deposit, groups: Sequence[Group]) -> None:
    """Stops a corrective of which somebody else replaced a declaration since it was compared.

    Raises:
        FileRefused: `declaration.corrected_meanwhile`, for each such declaration.
    """
    compared = set(Corrective.objects.filter(deposit=deposit).values_list("replaced_id", flat=True))
    faults = Faults()
    for group in groups:
        held = group.employer.in_force
        if held and held.id not in compared:
            facts: dict[str, str | int] = {
                "number": group.key.employer_number,
                "declaration": held.number,
            }
            faults.add(Fault("declaration.corrected_meanwhile", facts=facts))
    if faults.count:
        raise FileRefused(faults, deposit.format)


def comparisons(
    *,
    deposit_number: str = "",
    declaration_number: str = "",
    employer_numbers: frozenset[str] = frozenset(),
    after: int = 0,
    limit: int = 50,
) -> list[Comparison]:
    """What a corrective changes, one entry a declaration, by the order of the file.

    Of a deposit, or of the declaration that a corrective brought. When employers are given,
    theirs alone.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            SQL["comparisons"],
            {
                "deposit": deposit_number,
                "declaration": declaration_number,
                "numbers": list(employer_numbers),
                "after": after,
                "limit": limit,
            },
        )
        rows = cursor.fetchall()
    branches: dict[int, list[BranchChange]] = {}
    found = CorrectiveBranch.objects.filter(corrective_id__in=[row[0] for row in rows])
    for each in found.order_by("id"):
        branches.setdefault(each.corrective_id, []).append(
            BranchChange(each.branch, each.before, each.after)
        )
    return [
        Comparison(*[*row[:4], f"{row[4]:%Y-%m}", *row[5:], tuple(branches.get(row[0], ()))])
        for row in rows
    ]


def line_changes(*, comparison: int, after: int = 0, limit: int) -> list[LineChange]:
    """The insured whose line a corrective adds, removes or changes, by number."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["line_changes"], [comparison, after, limit])
        return [LineChange(*row) for row in cursor.fetchall()]


def versions(*, declaration_number: str, known_at: datetime | None = None) -> list[Version]:
    """Every version of the month of a declaration known at an instant, the first first."""
    asked = {"number": declaration_number, "known_at": known_at or PRESENT}
    with connection.cursor() as cursor:
        cursor.execute(SQL["versions"], asked)
        return [Version(*row) for row in cursor.fetchall()]


def _held_id(group: Group) -> int:
    held = group.employer.in_force
    if held is None:  # assessment refuses a corrective of nothing
        raise AssertionError(group.key)
    return held.id


def _held(group: Group) -> Declaration:
    return Declaration.objects.get(pk=_held_id(group))


def _branches(fund_id: int, corrective: int, held: int, group: Group) -> list[CorrectiveBranch]:
    """Each branch before and after, in the order of the new declaration's."""
    before: dict[str, int] = {}
    after: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(SQL["posted_branches"], [[held]])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    for _declaration, branch, _payer, amount in rows:
        before[branch] = before.get(branch, 0) + amount
    for key, total in group.branches.items():
        after[key.branch] = after.get(key.branch, 0) + total.amount
    return [
        CorrectiveBranch(
            fund_id=fund_id,
            corrective_id=corrective,
            branch=branch,
            before=before.get(branch, 0),
            after=after.get(branch, 0),
        )
        for branch in dict.fromkeys([*after, *before])
    ]
