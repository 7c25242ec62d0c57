"""Who is at the screen: the desk of a request, and what it may open."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from django.http import HttpRequest

from socle.kernel.errors import Refused
from socle.platform.access import operations, queries, sittings
from socle.platform.access.types import Desk, Permission
from socle.platform.delegation.queries import desk_standing_for
from socle.web import clock
from socle.web.proxies import caller_address

View = TypeVar("View", bound=Callable[..., Any])
FUND_IN_SESSION = "fund"
# Under whose delegation the session acts: the giver's name to sign in with, and the role.
STANDS_FOR = "stands_for"


def public(view: View) -> View:
    """Marks a page that anyone may open."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def fundless(view: View) -> View:
    """Marks a page that needs no fund: it opens even for a person who holds no role."""
    view.is_fundless = True  # type: ignore[attr-defined]
    return view


def with_one_time_password(view: View) -> View:
    """Marks the page that opens to whoever must choose their own password first."""
    view.opens_with_one_time_password = True  # type: ignore[attr-defined]
    return view


def without_second_step(view: View) -> View:
    """Marks the page where whoever must have a second step by now gets it."""
    view.opens_without_second_step = True  # type: ignore[attr-defined]
    return view


def note_session(request: HttpRequest, user_id: int) -> None:
    """Remembers whose session this is, so that they can see it and end it."""
    operations.note_session(
        user_id=user_id,
        session_key=request.session.session_key or "",
        address=caller_address(request),
        at=clock.now(),
    )


def desk_of_request(request: HttpRequest) -> Desk:
    """The desk of the person who signed in, in the fund they chose or the first that opens.

    It tells whether they have proved lately who they are.

    Raises:
        Refused: the person holds no role in any fund.
        NotKnown: they are a mandatary there, without a mandate.
    """
    user_id = int(request.user.pk or 0)
    now = clock.now()
    codes = [fund.code for fund in queries.funds_of(user_id=user_id, at=now)]
    if not codes:
        raise Refused("web.no_fund")
    chosen = request.session.get(FUND_IN_SESSION)
    asked = [chosen] if chosen in codes else codes
    found = queries.first_desk(user_id=user_id, fund_codes=asked, at=now)
    found = replace(found, proof=sittings.proof(request.session, at=now))
    return _standing_for(request, found, now) or found


def _standing_for(request: HttpRequest, own: Desk, at: datetime) -> Desk | None:
    """The desk under the delegation that was chosen; one that is over is forgotten."""
    chosen = request.session.get(STANDS_FOR)
    if not chosen:
        return None
    found = desk_standing_for(own=own, giver_login=chosen["giver"], role=chosen["role"], at=at)
    if found is None:
        del request.session[STANDS_FOR]
    return found


def desk(request: HttpRequest) -> Desk:
    """The desk that `FundMiddleware` put on the request."""
    found: Desk = request.desk  # type: ignore[attr-defined]
    return found


def require(request: HttpRequest, permission: Permission) -> Desk:
    """The desk, when it holds the permission.

    Raises:
        Refused: `access.forbidden`.
    """
    found = desk(request)
    queries.require(found, permission)
    return found
