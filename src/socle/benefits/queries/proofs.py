"""Which proofs awards wait for on a day: to be given, late, or suspended for want of them."""

from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from socle.benefits.keeping import required_proofs, window_rule
from socle.benefits.types.proofs import ProofKind, ProofLine, ProofState
from socle.platform.sql import statements

SQL = statements(Path(__file__).parent.parent)
_MONTHS = range(1, 13)


def awaited_proofs(
    *, country: str, on: date, state: str = "", limit: int = 200
) -> tuple[ProofLine, ...]:
    """The proofs that awards wait for on a day, of one state or all."""
    rule, required = window_rule(country), required_proofs()
    closed = [rule.closed(on, began) for began in _MONTHS]
    following = [rule.following(on, began) for began in _MONTHS]
    said: dict[str, Any] = {
        "benefits": [benefit for benefit, _part, _kind in required],
        "parts": [part for _benefit, part, _kind in required],
        "kinds": [kind.value for _benefit, _part, kind in required],
        "began": list(_MONTHS),
        "closed": [window.first for window in closed],
        "first": [window.first for window in following],
        "last": [window.last for window in following],
        "on": on,
        "state": state,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(SQL["awaited_proofs"], said)
        rows = cursor.fetchall()
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
