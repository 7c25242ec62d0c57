"""Writing a deposit: stage, ledger, declarations, lines. Set by set, in the act's transaction."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from django.db import connection

from socle.contributions.assessment import (
    AssessedLines,
    EmployerFacts,
    Group,
    GroupKey,
    InForce,
    texts,
)
from socle.contributions.copying import EMPTY, HEADER, TRAILER, rows
from socle.contributions.line_store import LineStore, declaration_number
from socle.contributions.models import Deposit
from socle.countries.declaration import Text, Whole
from socle.kernel.months import Month
from socle.ledger.operations import post_entries
from socle.ledger.types import Debt, Entry, EntryKind
from socle.platform.access.types import Desk
from socle.platform.acts.progress import ActInProgress
from socle.platform.sql import copying, insert_rows, statements

SQL = statements(Path(__file__).parent)
# A line's bytes in the digest of its declaration. Wider numbers or names do not exist in any
# format; a new format that has them needs a new form.
_DIGESTED = np.dtype(
    [
        *(("line", ">i4"), ("number", "S16"), ("name", "S64"), ("days", ">i2"), ("wage", ">i8")),
        *(("wage_capped", ">i8"), ("employee", ">i8"), ("employer", ">i8"), ("credited", ">i2")),
    ]
)
NO_LINES = hashlib.sha256().digest()
_DECLARATION = (
    *(("id", "bigint"), ("fund_id", "bigint"), ("number", "text"), ("deposit_id", "bigint")),
    *(("act_id", "bigint"), ("entry_id", "bigint"), ("employer_id", "bigint"), ("month", "date")),
    *(("sequence", "smallint"), ("due_on", "date"), ("deposited_on", "date")),
    *(("line_count", "integer"), ("wage_total", "bigint"), ("lines_digest", "bytea")),
    *(("version", "smallint"), ("replaces_id", "bigint"), ("reversal_id", "bigint")),
    ("kind", "text"),
)
_BRANCH = (
    *(("fund_id", "bigint"), ("declaration_id", "bigint"), ("branch", "text"), ("payer", "text")),
    *(("base", "bigint"), ("rate_numerator", "bigint"), ("rate_denominator", "bigint")),
    *(("amount", "bigint"), ("status", "text"), ("source", "text")),
)


@dataclass(frozen=True, slots=True)
class Posted:
    """What a posted deposit amounts to."""

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
            in_force=InForce(*in_force) if in_force[0] else None,
            is_in_scope=not scope or keys[rank].employer_number in scope,
        )
        for rank, employer_id, status, classes, *in_force in found
    }


class Stage:
    """The lines of the file being read, in a table of the transaction's own, and their digests."""

    def __init__(self) -> None:
        self.line_count = 0
        self.employee = 0
        self.employer = 0
        self.has_names = False
        self._digests: dict[int, Any] = {}
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS stage_line")
            cursor.execute(SQL["create_stage"])

    def add(self, assessed: AssessedLines) -> None:
        lines = assessed.lines
        self.line_count += lines.line.size
        self.employee += int(assessed.employee.sum())
        self.employer += int(assessed.employer.sum())
        self.has_names = self.has_names or bool((lines.insured_name != b"").any())
        self._take_digests(assessed)
        numbers = _in_utf8(lines.insured_number)
        lengths = np.char.str_len(numbers)
        columns: list[tuple[str, Whole | Text]] = [
            ("int8", assessed.declaration),
            ("int4", _days(lines.month)),
            ("int4", lines.line),
            ("text", numbers),
            ("text", texts(_in_utf8(lines.insured_name))),
            ("int2", lines.days),
            ("int8", lines.wage),
            ("int8", lines.wage_capped),
            ("int8", assessed.employee),
            ("int8", assessed.employer),
            ("int2", assessed.credited),
        ]
        with copying(SQL["copy_stage"]) as copy:
            copy.write(HEADER)
            # Numbers of one length at a time: the column then holds them without padding.
            for length in np.unique(lengths).tolist():
                alike = lengths == length
                chosen = columns if alike.all() else [(kind, of[alike]) for kind, of in columns]
                number = ("text" if length else EMPTY, chosen[3][1].astype(f"S{length or 1}"))
                copy.write(rows([*chosen[:3], number, *chosen[4:]]))
            copy.write(TRAILER)

    def lines_digest(self, rank: int) -> bytes:
        """SHA-256 of a declaration's lines; of nothing for one that has none."""
        found: bytes = self._digests[rank].digest() if rank in self._digests else NO_LINES
        return found

    def _take_digests(self, assessed: AssessedLines) -> None:
        """Adds the block's lines to their declarations' digests, one run of lines at a time.

        The database recomputes the same bytes: see contributions_find_changed_line.
        """
        lines, group = assessed.lines, assessed.group
        packed = np.zeros(group.size, _DIGESTED)
        packed["line"] = lines.line
        packed["number"] = texts(lines.insured_number.astype(_DIGESTED["number"]))
        packed["name"] = texts(lines.insured_name.astype(_DIGESTED["name"]))
        packed["days"], packed["credited"] = lines.days, assessed.credited
        packed["wage"], packed["wage_capped"] = lines.wage, lines.wage_capped
        packed["employee"], packed["employer"] = assessed.employee, assessed.employer
        starts = np.concatenate(([0], np.flatnonzero(group[1:] != group[:-1]) + 1, [group.size]))
        ends = starts.tolist()
        for rank, start, end in zip(group[starts[:-1]].tolist(), ends, ends[1:], strict=False):
            digest = self._digests.get(rank)
            if digest is None:
                digest = self._digests[rank] = hashlib.sha256()
            digest.update(packed[start:end].data)


def post(
    *,
    deposit: Deposit,
    groups: Sequence[Group],
    stage: Stage,
    store: LineStore,
    act: ActInProgress,
) -> Posted:
    """Posts every declaration of a file: ledger entries, branches, lines.

    The lines are matched to the insured as they are inserted; those whose insured is not found
    are posted all the same, and wait in the queue for their career credit alone.
    """
    declare(
        groups,
        [stage.lines_digest(rank) for rank in range(len(groups))],
        fund_id=deposit.fund_id,
        deposit_id=deposit.pk,
        on=deposit.deposited_on,
        act=act,
    )
    inserted, queued = store.insert(
        has_names=stage.has_names, months={_first_day(group) for group in groups}
    )
    return Posted(inserted, queued, stage.employee, stage.employer)


def declare(
    groups: Sequence[Group],
    digests: Sequence[bytes],
    *,
    fund_id: int,
    deposit_id: int | None,
    on: date,
    act: ActInProgress,
) -> None:
    """Posts declarations without their lines: an entry each, what they replace taken back.

    The replaced declaration's debt is reversed by an entry of its own, a correction; the new one
    is posted in full. So the account shows both, and each entry equals its declaration.
    """
    debts = [_debt(group).entry() for group in groups]
    replacing = [group for group in groups if group.employer.in_force]
    entries = post_entries(
        debts + _taken_back(replacing),
        fund_id=fund_id,
        act_id=act.id,
        occurred_on=on,
        recorded_at=act.recorded_at,
    )
    reversals = {
        group.id: entry.id for group, entry in zip(replacing, entries[len(debts) :], strict=True)
    }
    insert_rows(
        "declaration",
        _DECLARATION,
        (
            (
                *(group.id, fund_id, declaration_number(group.id, _first_day(group)), deposit_id),
                *(act.id, entry.id, group.employer.id, _first_day(group), group.key.sequence),
                *(group.due_on, on, group.line_count, group.wage_total, digest),
                *_version(group),
                *(reversals.get(group.id), group.kind or None),
            )
            for group, entry, digest in zip(groups, entries, digests, strict=False)
        ),
    )
    insert_rows(
        "declaration_branch",
        _BRANCH,
        (
            (
                *(fund_id, group.id, key.branch, key.payer, total.base),
                *(key.rate.numerator, key.rate.denominator, total.amount),
                *(total.status, total.source),
            )
            for group in groups
            for key, total in group.branches.items()
        ),
    )


def _debt(group: Group) -> Debt:
    return Debt(
        employer_id=group.employer.id,
        month=_first_day(group),
        amounts=tuple(
            (key.branch, key.payer, total.amount) for key, total in group.branches.items()
        ),
    )


def _version(group: Group) -> tuple[int | None, int | None]:
    """Which version a declaration is and what it replaces; nothing said for a first one."""
    held = group.employer.in_force
    return (held.version + 1, held.id) if held else (None, None)


def _taken_back(replacing: Sequence[Group]) -> list[Entry]:
    """For each declaration that is replaced, the inverse of what it had posted."""
    if not replacing:
        return []
    amounts: dict[int, list[tuple[str, str, int]]] = {}
    with connection.cursor() as cursor:
        held = [group.employer.in_force.id for group in replacing if group.employer.in_force]
        cursor.execute(SQL["posted_branches"], [held])
        for declaration_id, branch, payer, amount in cursor.fetchall():
            amounts.setdefault(declaration_id, []).append((branch, payer, -amount))
    return [
        Debt(
            employer_id=group.employer.id,
            month=_first_day(group),
            amounts=tuple(amounts.get(declaration_id, ())),
        ).entry(EntryKind.CORRECTION)
        for group, declaration_id in zip(replacing, held, strict=True)
    ]


def _in_utf8(column: Text) -> Text:
    """Latin-1 bytes as the connection wants them: a binary COPY knows no encoding of its own."""
    if not (np.ascontiguousarray(column).view(np.uint8) > 0x7F).any():
        return column
    return np.array([each.decode("latin-1").encode() for each in column.tolist()])


def _days(months: Whole) -> Whole:
    """The first days of months as PostgreSQL counts days: from 1 January 2000."""
    distinct, place = np.unique(months, return_inverse=True)
    origin = date(2000, 1, 1)
    days = [(Month.from_index(month).first_day - origin).days for month in distinct.tolist()]
    return np.array(days, np.int64)[place]


def _first_day(group: Group) -> date:
    return Month.from_index(group.key.month).first_day
