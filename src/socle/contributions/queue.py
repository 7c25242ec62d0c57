"""The queue: lines whose contribution is posted and whose career credit waits for a person.

Lines of one employer under one number and name are one group. To each group the persons it may
be are proposed, with the reasons; a person decides, by an act (`cures`).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from socle.contributions.types import (
    Proposal,
    ProposalReason,
    QueueCounts,
    QueueFilter,
    QueueReason,
    WaitingGroup,
    WaitingLine,
)
from socle.countries.registry import country
from socle.kernel.errors import NotKnown
from socle.kernel.identifiers import IdentifierKind
from socle.kernel.months import Month
from socle.platform.access.queries import current_fund
from socle.platform.sql import statements

SQL = statements(Path(__file__).parent)
MOST_PROPOSALS = 3
MOST_LINES = 500
# Similarity of two names by their groups of three letters, in hundredths.
_CLOSE, _SAME = 45, 100
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789"


def groups(*, asked: QueueFilter, limit: int, skip: int = 0) -> list[WaitingGroup]:
    """What waits, the longest waiting first, one row an employer, number and name."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["waiting_groups"], _asked(asked) | {"limit": limit, "skip": skip})
        return [_group(row) for row in cursor.fetchall()]


def groups_with_proposals(*, asked: QueueFilter, limit: int, skip: int = 0) -> list[WaitingGroup]:
    """A page of the queue, with whom each group may be."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["waiting_groups"], _asked(asked) | {"limit": limit, "skip": skip})
        rows = cursor.fetchall()
    found = [_group(row) for row in rows]
    proposed = _proposals(found, [int(row[10]) for row in rows])
    return [replace(each, proposals=tuple(proposed[rank])) for rank, each in enumerate(found)]


def group(*, employer: str, number: str, name: str) -> WaitingGroup:
    """One group, with whom it may be.

    Raises:
        NotKnown: nothing waits under this number and name for this employer.
    """
    asked = QueueFilter(employer=employer, text=number or name)
    with connection.cursor() as cursor:
        cursor.execute(SQL["waiting_groups"], _asked(asked) | {"limit": 10_000, "skip": 0})
        rows = [row for row in cursor.fetchall() if (row[2], row[3]) == (number, name)]
    if not rows:
        raise NotKnown("queue.group_unknown", employer=employer, number=number or name or "–")
    found = _group(rows[0])
    proposed = _proposals([found], [int(rows[0][10])])
    return replace(found, proposals=tuple(proposed[0]))


def lines(*, employer: str, number: str, name: str) -> list[WaitingLine]:
    """The waiting lines of a group, the latest month first; the first five hundred."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["waiting_lines_of_group"], [employer, number, name, MOST_LINES])
        return [
            WaitingLine(number, line, month, days, wage, QueueReason(reason), since)
            for number, line, month, days, wage, reason, since in cursor.fetchall()
        ]


def counts(*, employer_numbers: frozenset[str] = frozenset()) -> QueueCounts:
    """How many lines wait, by reason, and since when; of some employers when any is given."""
    asked = QueueFilter(employer_numbers=employer_numbers)
    with connection.cursor() as cursor:
        cursor.execute(SQL["waiting_counts"], {"own": list(employer_numbers)})
        rows = cursor.fetchall()
    return QueueCounts(
        by_reason={reason: lines for reason, lines, _since in rows},
        groups=group_count(asked=asked) if rows else 0,
        oldest=min((since for *_, since in rows), default=None),
    )


def group_count(*, asked: QueueFilter) -> int:
    """How many groups a filter finds."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["waiting_group_count"], _asked(asked))
        return int(cursor.fetchone()[0])


def near_numbers(number: str, kind: IdentifierKind) -> dict[str, ProposalReason]:
    """The numbers that one slip of the pen makes of a number, and which slip it was.

    A character replaced, or two neighbours swapped; only those whose key is not wrong.
    """
    found: dict[str, ProposalReason] = {}
    for place, character in enumerate(number):
        others = _DIGITS if character.isdigit() else _LETTERS
        for other in others.replace(character, ""):
            found[number[:place] + other + number[place + 1 :]] = ProposalReason.NUMBER_ONE_WRONG
    for place in range(len(number) - 1):
        one, other = number[place], number[place + 1]
        if one != other and one.isdigit() == other.isdigit():
            swapped = number[:place] + other + one + number[place + 2 :]
            found[swapped] = ProposalReason.NUMBER_SWAPPED
    return {each: why for each, why in found.items() if kind.validate(each).valid is not False}


def _asked(asked: QueueFilter) -> dict[str, Any]:
    escaped = asked.text.strip()
    for sign in ("\\", "%", "_"):
        escaped = escaped.replace(sign, "\\" + sign)
    return {
        "reason": asked.reason,
        "month": asked.month,
        "text": escaped,
        "number": f"{escaped}%",
        "name": f"%{escaped}%",
        "employer": asked.employer,
        "own": list(asked.employer_numbers),
    }


def _group(row: Sequence[Any]) -> WaitingGroup:
    return WaitingGroup(
        employer_number=row[0],
        employer_name=row[1],
        insured_number=row[2],
        insured_name=row[3],
        line_count=row[4],
        first_month=row[5],
        last_month=row[6],
        wage=row[7],
        reasons=tuple(QueueReason(each) for each in row[8]),
        waiting_since=row[9],
    )


def _proposals(asked: Sequence[WaitingGroup], employers: Sequence[int]) -> list[list[Proposal]]:
    """Whom each group may be, the likeliest first; all groups in one question."""
    kind = country(current_fund().country).identifiers["insured_number"]
    near = [
        (rank, number, why.value)
        for rank, each in enumerate(asked)
        for number, why in near_numbers(each.insured_number, kind).items()
    ]
    months = [(Month.parse(each.first_month), Month.parse(each.last_month)) for each in asked]
    with connection.cursor() as cursor:
        cursor.execute(
            SQL["near_matches"],
            {
                "ranks": list(range(len(asked))),
                "employers": list(employers),
                "numbers": [each.insured_number for each in asked],
                "names": [each.insured_name for each in asked],
                "first_days": [first.first_day for first, _last in months],
                "last_days": [last.last_day for _first, last in months],
                "near_ranks": [rank for rank, _number, _why in near],
                "near_numbers": [number for _rank, number, _why in near],
                "near_reasons": [why for _rank, _number, why in near],
            },
        )
        rows = cursor.fetchall()
    found: dict[int, list[tuple[int, Proposal]]] = defaultdict(list)
    for rank, number, name, birth_on, reasons, is_employed, likeness in rows:
        found[rank].append(_scored(number, name, birth_on, reasons, is_employed, likeness))
    return [
        [
            proposal
            for _score, proposal in sorted(
                found[rank], key=lambda each: (-each[0], each[1].person_number)
            )[:MOST_PROPOSALS]
        ]
        for rank in range(len(asked))
    ]


# What a reason weighs against the others: facts about this very line before general likeness.
_WEIGHTS = {
    ProposalReason.CURED_BEFORE: 8,
    ProposalReason.SAME_NAME: 5,
    ProposalReason.NUMBER_SWAPPED: 4,
    ProposalReason.NUMBER_ONE_WRONG: 4,
    ProposalReason.NUMBER_HELD: 3,
    ProposalReason.CLOSE_NAME: 3,
    ProposalReason.EMPLOYED: 3,
    ProposalReason.DECLARED_BEFORE: 3,
}


def _scored(
    number: str,
    name: str,
    birth_on: date | None,
    reasons: Sequence[str],
    is_employed: bool,  # noqa: FBT001 - a column of the answer
    likeness: int | None,
) -> tuple[int, Proposal]:
    """A proposal and its weight. Every reason that holds is said, whichever one found them."""
    why = {ProposalReason(each) for each in reasons}
    why -= {ProposalReason.SAME_NAME, ProposalReason.CLOSE_NAME}
    if likeness is not None and likeness >= _SAME:
        why.add(ProposalReason.SAME_NAME)
    elif likeness is not None and likeness >= _CLOSE:
        why.add(ProposalReason.CLOSE_NAME)
    if is_employed:
        why.add(ProposalReason.EMPLOYED)
    proposal = Proposal(number, name, birth_on, frozenset(why))
    return sum(_WEIGHTS[each] for each in why), proposal
