"""A check by a partner's system in two statements, beside Django: asked, judged, then recorded.

The same functions as the API's own path judge the same facts. Only a check that is granted ends
here; where anything else is the matter nothing was written, and the API's own path says what.
"""

from dataclasses import dataclass
from datetime import date, datetime

from socle.countries.clock import legal_day
from socle.coverage.queries import known_branch, require_scheme, right_told, since_when
from socle.coverage.types import HEALTH, RightView
from socle.kernel.errors import SocleError
from socle.platform.access.queries import require
from socle.platform.access.types import FundView, Permission
from socle.platform.database.alone import first_row
from socle.platform.partners.operations import claims_of, note_granted
from socle.platform.partners.queries import desk_told
from socle.platform.partners.types import Scope

OPERATION, SUBJECT = "check_coverage", "person"
_ASKED = "SELECT * FROM coverage_asked(%s, %s, %s, %s, %s, %s, %s, %s)"


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
        return _granted(token, asked, at)
    except SocleError:
        return None


def _granted(token: str, asked: Asked, at: datetime) -> Granted | None:
    claims = claims_of(token=token, at=at)
    if claims is None:
        return None
    today = legal_day(at, claims.country)
    on = asked.on or today
    known_branch(claims.country, asked.branch)
    since = since_when(claims.country, on)
    said = [claims.fund, claims.user, claims.secret, today, asked.person, asked.branch, on, since]
    row = first_row(_ASKED, said)
    if row is None:
        return None
    *entered, told = row
    desk, most = desk_told(claims, entered)
    if desk.agreement is None or Scope.COVERAGE not in desk.agreement.scopes:
        return None
    require(desk, Permission.CHECK_RIGHTS)
    view = right_told(told, fund=desk.fund, person=asked.person, on=on, branch=asked.branch)
    require_scheme(view, asked.scheme)
    is_noted = note_granted(
        desk=desk, most=most, operation=OPERATION, kind=SUBJECT, number=asked.person, at=at
    )
    return Granted(desk.fund, view) if is_noted else None
