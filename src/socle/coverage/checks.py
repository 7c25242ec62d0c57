"""A check by a partner's system in one statement, beside Django: counted, recorded, told, judged.

The same functions as on the API's own path count, record, tell and judge. Only a check that is
granted ends here; where anything else is the matter nothing was written, and that path says what.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from socle.countries.clock import legal_day
from socle.coverage.queries import known_branch, require_scheme, right_told, since_when
from socle.coverage.types import HEALTH, RightView
from socle.kernel.errors import SocleError
from socle.platform.access.queries import require
from socle.platform.access.types import FundView, Permission
from socle.platform.database.alone import first_row
from socle.platform.partners.operations import MINUTE, claims_of, counted_as
from socle.platform.partners.queries import desk_told

if TYPE_CHECKING:
    from collections.abc import Sequence

OPERATION = "check_coverage"
_ASKED = "SELECT * FROM coverage_asked(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


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
    said: Sequence[object] = [
        *(claims.fund, claims.user, claims.secret, today, claims.scopes.split() or None),
        *(asked.person, asked.branch, on, since_when(claims.country, on)),
        *(at, counted_as(claims.user), MINUTE, OPERATION, is_tried),
    ]
    row = first_row(_ASKED, said)
    if row is None:
        return None
    *entered, told = row
    desk, _most = desk_told(claims, entered)
    require(desk, Permission.CHECK_RIGHTS)
    view = right_told(told, fund=desk.fund, person=asked.person, on=on, branch=asked.branch)
    require_scheme(view, asked.scheme)
    return Granted(desk.fund, view)
