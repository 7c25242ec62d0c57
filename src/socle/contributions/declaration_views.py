"""Declarations as values: with their branches, and the names and waiting lines of an instant."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from django.db import connection

from socle.contributions.models import Declaration, DeclarationBranch
from socle.contributions.types import BranchTotal, DeclarationView
from socle.platform.sql import statements

SQL = statements(Path(__file__).parent)
PRESENT = "infinity"  # the instant of a reading of what is known now


def views(found: Sequence[Declaration], known_at: datetime | None = None) -> list[DeclarationView]:
    """Declarations as they are shown, as known at an instant (None: at present)."""
    ids = [each.pk for each in found]
    branches: dict[int, list[DeclarationBranch]] = {}
    for branch in DeclarationBranch.objects.filter(declaration_id__in=ids).order_by("id"):
        branches.setdefault(branch.declaration_id, []).append(branch)
    with connection.cursor() as cursor:
        asked = {"ids": ids, "known_at": known_at or PRESENT}
        cursor.execute(SQL["declaration_facts"], asked)
        facts = {row[0]: row[1:] for row in cursor.fetchall()}
    return [_view(each, branches.get(each.pk, []), facts[each.pk]) for each in found]


def _view(
    found: Declaration, branches: list[DeclarationBranch], facts: tuple[object, ...]
) -> DeclarationView:
    deposit_number, act_number, entry_number, employer_number, employer_name, queued = facts
    return DeclarationView(
        number=found.number,
        deposit_number=str(deposit_number),
        act_number=str(act_number),
        entry_number=str(entry_number),
        employer_number=str(employer_number),
        employer_name=str(employer_name),
        month=f"{found.month:%Y-%m}",
        due_on=found.due_on,
        deposited_on=found.deposited_on,
        line_count=found.line_count,
        queued_count=int(str(queued)),
        wage_total=found.wage_total,
        branches=_branch_totals(branches),
    )


def _branch_totals(rows: list[DeclarationBranch]) -> tuple[BranchTotal, ...]:
    """One total a branch: payers side by side."""
    by_branch: dict[str, list[DeclarationBranch]] = {}
    for row in rows:
        by_branch.setdefault(row.branch, []).append(row)
    return tuple(
        BranchTotal(
            branch=branch,
            base=max(row.base for row in of_branch),
            rate_employee=_rate(of_branch, "employee"),
            rate_employer=_rate(of_branch, "employer"),
            employee=sum(row.amount for row in of_branch if row.payer == "employee"),
            employer=sum(row.amount for row in of_branch if row.payer == "employer"),
            status=of_branch[0].status,
            source=of_branch[0].source,
        )
        for branch, of_branch in by_branch.items()
    )


def _rate(rows: list[DeclarationBranch], payer: str) -> Fraction | None:
    rates = {
        Fraction(row.rate_numerator, row.rate_denominator) for row in rows if row.payer == payer
    }
    return rates.pop() if len(rates) == 1 else None
