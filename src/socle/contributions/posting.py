"""Writing a deposit: stage, ledger, declarations, lines. Set by set, in the act's transaction."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from socle.contributions.assessment import AssessedLines, EmployerFacts, Group, GroupKey, texts
from socle.contributions.copying import HEADER, TRAILER, rows
from socle.contributions.models import Deposit
from socle.kernel.months import Month
from socle.ledger.operations import post_debts
from socle.ledger.types import Debt, PostedEntry
from socle.platform.access.types import Desk
from socle.platform.acts.progress import ActInProgress
from socle.platform.sql import insert_rows, statements

SQL = statements(Path(__file__).parent)
_DECLARATION = (
    *(("id", "bigint"), ("fund_id", "bigint"), ("number", "text"), ("deposit_id", "bigint")),
    *(("act_id", "bigint"), ("entry_id", "bigint"), ("employer_id", "bigint"), ("month", "date")),
    *(("sequence", "smallint"), ("due_on", "date"), ("deposited_on", "date")),
    *(("line_count", "integer"), ("wage_total", "bigint")),
)
_BRANCH = (
    *(("fund_id", "bigint"), ("declaration_id", "bigint"), ("branch", "text"), ("payer", "text")),
    *(("base", "bigint"), ("rate_numerator", "bigint"), ("rate_denominator", "bigint")),
    *(("amount", "bigint"), ("status", "text"), ("source", "text")),
)


@dataclass(frozen=True, slots=True)
class Posted:
    """What a posted deposit amounts to, read back from the lines themselves."""

    lines: int
    queued: int
    employee: int
    employer: int


def employer_book(desk: Desk, keys: list[GroupKey]) -> Mapping[GroupKey, EmployerFacts]:
    """What the register and the declarations know of employers and months."""
    months = [Month.from_index(key.month) for key in keys]
    with connection.cursor() as cursor:
        cursor.execute(
            SQL["employers"],
            [
                list(range(len(keys))),
                [key.employer_number for key in keys],
                [month.first_day for month in months],
                [month.last_day for month in months],
                [key.sequence for key in keys],
            ],
        )
        found = cursor.fetchall()
    scope = desk.employer_numbers
    return {
        keys[rank]: EmployerFacts(
            id=employer_id or 0,
            status=status,
            classes=json.loads(classes or "{}"),
            declared=declared,
            is_in_scope=not scope or keys[rank].employer_number in scope,
        )
        for rank, employer_id, status, classes, declared in found
    }


class Stage:
    """The lines of the file being read, in a table of the transaction's own."""

    def __init__(self) -> None:
        self.line_count = 0
        self.has_names = False
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS stage_line")
            cursor.execute(SQL["create_stage"])

    def add(self, assessed: AssessedLines) -> None:
        lines = assessed.lines
        self.line_count += lines.line.size
        self.has_names = self.has_names or bool((lines.insured_name != b"").any())
        packed = rows(
            [
                ("int4", assessed.group),
                ("int4", lines.line),
                ("text", texts(lines.insured_number)),
                ("text", texts(lines.insured_name)),
                ("int2", lines.days),
                ("int8", lines.wage),
                ("int8", lines.wage_capped),
                ("int8", assessed.employee),
                ("int8", assessed.employer),
                ("int2", assessed.credited),
            ]
        )
        with connection.cursor() as cursor, cursor.copy(SQL["copy_stage"]) as copy:
            copy.write(HEADER + packed + TRAILER)


def post(
    *, deposit: Deposit, groups: Sequence[Group], stage: Stage, act: ActInProgress
) -> Posted:
    """Posts every declaration of a file: ledger entries, branches, lines.

    The lines are matched to the insured as they are inserted; those whose insured is not found
    are posted all the same, and wait in the queue for their career credit alone.
    """
    fund_id = deposit.fund_id
    debts = [
        Debt(
            employer_id=group.employer.id,
            month=_first_day(group),
            amounts=tuple(
                (key.branch, key.payer, total.amount) for key, total in group.branches.items()
            ),
        )
        for group in groups
    ]
    entries = post_debts(
        debts,
        fund_id=fund_id,
        act_id=act.id,
        occurred_on=deposit.deposited_on,
        recorded_at=act.recorded_at,
    )
    ids = _declare(deposit, groups, entries, act)
    return _insert_lines(groups, ids, stage)


def _declare(
    deposit: Deposit, groups: Sequence[Group], entries: Sequence[PostedEntry], act: ActInProgress
) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(SQL["next_ids"], ["declaration", len(groups)])
        ids = [int(row[0]) for row in cursor.fetchall()]
    insert_rows(
        "declaration",
        _DECLARATION,
        (
            (
                *(each, deposit.fund_id, f"D-{_first_day(group):%Y-%m}-{each:09d}", deposit.pk),
                *(act.id, entry.id, group.employer.id, _first_day(group), group.key.sequence),
                *(group.due_on, deposit.deposited_on, group.line_count, group.wage_total),
            )
            for group, entry, each in zip(groups, entries, ids, strict=True)
        ),
    )
    insert_rows(
        "declaration_branch",
        _BRANCH,
        (
            (
                *(deposit.fund_id, each, key.branch, key.payer, total.base),
                *(key.rate.numerator, key.rate.denominator, total.amount),
                *(total.status, total.source),
            )
            for group, each in zip(groups, ids, strict=True)
            for key, total in group.branches.items()
        ),
    )
    return ids


def _insert_lines(groups: Sequence[Group], ids: list[int], stage: Stage) -> Posted:
    months: list[Any] = [_first_day(group) for group in groups]
    insert = "insert_lines_by_number_and_name" if stage.has_names else "insert_lines_by_number"
    with connection.cursor() as cursor:
        for year in {month.year for month in months}:
            cursor.execute("SELECT declaration_ensure_year(%s)", [year])
        cursor.execute("ANALYZE stage_line")
        cursor.execute(SQL[insert], [list(range(len(groups))), ids, months])
        cursor.execute(SQL["line_totals"], [ids, months])
        return Posted(*cursor.fetchone())


def _first_day(group: Group) -> date:
    return Month.from_index(group.key.month).first_day
