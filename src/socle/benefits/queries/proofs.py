"""Which proofs awards wait for on a day: to be given, late, or suspended for want of them."""

from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from socle.benefits.keeping import required_proofs, school_rule, window_rule
from socle.benefits.types.proofs import ProofKind, ProofLine, ProofState
from socle.platform.access.types import FundView
from socle.platform.sql import statements
from socle.registry.queries.families_law import ALONE, STUDENT, family_law

SQL = statements(Path(__file__).parent.parent)
_MONTHS = range(1, 13)
_FAMILY = "family"


def every_proof(
    *, fund: FundView, on: date, state: str = "", person_id: int | None = None, limit: int = 200
) -> tuple[ProofLine, ...]:
    """All proofs that awards wait for, children's school certificates among them."""
    of_people = awaited_proofs(
        country=fund.country, on=on, state=state, person_id=person_id, limit=limit
    )
    of_children = awaited_schooling(fund=fund, on=on, state=state, person_id=person_id, limit=limit)
    return tuple(
        sorted((*of_people, *of_children), key=lambda each: (each.state, each.award, each.kind))
    )[:limit]


def awaited_proofs(
    *, country: str, on: date, state: str = "", person_id: int | None = None, limit: int = 200
) -> tuple[ProofLine, ...]:
    """The proofs that are seen of beneficiaries themselves, of one state or all."""
    rule, required = window_rule(country), required_proofs()
    closed = [rule.closed(on, began) for began in _MONTHS]
    following = [rule.following(on, began) for began in _MONTHS]
    rows = _rows(
        "awaited_proofs",
        benefits=[benefit for benefit, _part, _kind in required],
        parts=[part for _benefit, part, _kind in required],
        kinds=[kind.value for _benefit, _part, kind in required],
        began=list(_MONTHS),
        closed=[window.first for window in closed],
        first=[window.first for window in following],
        last=[window.last for window in following],
        on=on,
        state=state,
        person=person_id,
        limit=limit,
    )
    return tuple(
        ProofLine(
            award_id=award_id,
            award=award,
            benefit=benefit,
            person=person,
            name=name,
            kind=ProofKind(kind),
            state=ProofState(stands),
            seen_on=seen_on,
            until=until,
        )
        for award_id, award, benefit, person, name, kind, stands, seen_on, until in rows
    )


def awaited_schooling(
    *, fund: FundView, on: date, state: str = "", person_id: int | None = None, limit: int = 200
) -> tuple[ProofLine, ...]:
    """The school certificates that family allowances wait for, a child a line.

    None where no text says at which age a child must study to be counted.
    """
    law = family_law(fund=fund, on=on)
    ages = [law.age(_FAMILY, ALONE), law.age(_FAMILY, STUDENT)]
    alone, student = (each.age if each else None for each in ages)
    if alone is None or student is None:
        return ()
    rule = school_rule(fund.country)
    closed, following = rule.closed(on, rule.first), rule.following(on, rule.first)
    rows = _rows(
        "awaited_schooling",
        on=on,
        alone_age=alone,
        student_age=student,
        closed=closed.first,
        closed_last=closed.last,
        suspended_on=closed.suspended_on,
        first=following.first,
        last=following.last,
        state=state,
        person=person_id,
        limit=limit,
    )
    return tuple(
        ProofLine(
            award_id=award_id,
            award=award,
            benefit=benefit,
            person=person,
            name=name,
            kind=ProofKind.SCHOOLING,
            state=ProofState(stands),
            seen_on=seen_on,
            until=until,
            child=child,
            child_name=its_name,
        )
        for award_id, award, benefit, person, name, stands, seen_on, until, child, its_name in rows
    )


def schooled_since(*, award: str = "", limit: int = 500) -> list[tuple[str, date, list[date]]]:
    """Family allowances that a certificate came for since they were decided, and its first day.

    Then the later days on which a child came or left. Of one `award`, whenever it came.
    """
    with connection.cursor() as cursor:
        cursor.execute(SQL["schooled_since"], {"award": award, "limit": limit})
        return list(cursor.fetchall())


def _rows(name: str, **said: Any) -> list[tuple[Any, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        if said["person"] is not None:
            cursor.execute(SQL[name], said)
            return list(cursor.fetchall())
        # Whole sets against each other: looked up child by child, they would take minutes.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(SQL[name], said)
        found = list(cursor.fetchall())
        cursor.execute("SET LOCAL enable_nestloop = on")
        return found
