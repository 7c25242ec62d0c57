"""Checks by partners' systems in one statement, beside Django: counted, recorded, told, judged.

The same functions as on the API's own path count, record, tell and judge. Only a check that is
granted ends here; where anything else is the matter nothing was written, and that path says what.
Those that come while others are asked for are asked for together, and committed before any is
answered.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from socle.countries.clock import legal_day
from socle.coverage.queries import known_branch, require_scheme, right_told, since_when
from socle.coverage.types import HEALTH, RightView
from socle.kernel.errors import SocleError
from socle.platform.access.queries import require
from socle.platform.access.types import FundView, Permission
from socle.platform.database.alone import rows
from socle.platform.database.gathered import Gathered
from socle.platform.partners.operations import MINUTE, claims_of, counted_as
from socle.platform.partners.queries import desk_told

OPERATION = "check_coverage"
_ASKED = "SELECT * FROM coverage_asked_together(%s)"
_SPAN = f"{MINUTE.total_seconds():.0f} s"
# More cost each hardly less, and would have the first wait for the last.
_MOST_TOGETHER = 16
_Question = dict[str, Any]
_Told = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whom, on which day (None: today there), asked by which scheme (empty: any)."""

    person: str
    on: date | None = None
    scheme: str = ""
    branch: str = HEALTH


@dataclass(frozen=True, slots=True)
class Granted:
    """The answer to a check that was counted and recorded, and the fund that gives it."""

    fund: FundView
    view: RightView


def granted(*, token: str, asked: Asked, at: datetime) -> Granted | None:
    """The answer to a check at present; None where it is not granted, and nothing was written.

    Raises:
        psycopg.Error: the database failed; nothing was written.
    """
    try:
        # A scheme that asks may be refused once the cover is known: it is tried first.
        if asked.scheme and _found(token, asked, at, is_tried=True) is None:
            return None
        return _found(token, asked, at)
    except SocleError:
        return None


def _found(token: str, asked: Asked, at: datetime, *, is_tried: bool = False) -> Granted | None:
    claims = claims_of(token=token, at=at)
    if claims is None:
        return None
    today = legal_day(at, claims.country)
    on = asked.on or today
    known_branch(claims.country, asked.branch)
    told = _checks.answer(
        {
            **{"fund": claims.fund, "partner": claims.user, "secret": claims.secret},
            **{"today": today.isoformat(), "agreed_to": claims.scopes.split() or None},
            **{"person": asked.person, "branch": asked.branch, "day": on.isoformat()},
            **{"since": since_when(claims.country, on).isoformat(), "at": at.isoformat()},
            **{"asking": counted_as(claims.user), "span": _SPAN, "operation": OPERATION},
            "is_tried": is_tried,
        }
    )
    if told is None:
        return None
    *entered, facts = told
    desk, _most = desk_told(claims, entered)
    require(desk, Permission.CHECK_RIGHTS)
    view = right_told(facts, fund=desk.fund, person=asked.person, on=on, branch=asked.branch)
    require_scheme(view, asked.scheme)
    return Granted(desk.fund, view)


def _told(questions: Sequence[_Question]) -> list[_Told | None]:
    """What the database tells of each, counted and recorded; None where it is not granted."""
    said = json.dumps([each | {"place": place} for place, each in enumerate(questions)])
    told: list[_Told | None] = [None] * len(questions)
    for place, *row in rows(_ASKED, [said]):
        told[place] = tuple(row)
    return told


_checks = Gathered(_told, most=_MOST_TOGETHER)
