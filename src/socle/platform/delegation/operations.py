"""A role handed to a colleague for stated days (délégation), by an act of two people.

Whoever receives it acts under it in so many words: their desk opens that role alone, and each act
names both. It ends by itself, or earlier by either of the two.
"""

from datetime import date, timedelta
from uuid import uuid4

from psycopg.types.range import DateRange

from socle.kernel.errors import Fault, NotKnown, Refused
from socle.platform.access.queries import require, require_user
from socle.platform.access.types import DELEGABLE, Desk, Permission, Role
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.delegation.queries import delegations, held_here, roles_here
from socle.platform.delegation.tables import DELEGATION
from socle.platform.delegation.types import LONGEST, are_apart
from socle.platform.temporal.operations import assign, clear

SUBJECT = "account"


def looked_over(request: ActRequest) -> tuple[Fault, ...]:
    """Nothing is unusual in a delegation; one that cannot be is refused before it is proposed.

    Raises:
        Refused: as `delegate`.
    """
    giver, role = request.desk, Role(request.fields["role"])
    taker = str(request.fields["taker"]).strip()
    first, last = request.effective_on, _last_day(request)
    _require_days(first, last)
    had = roles_here(giver.fund, giver.login, on=first)
    theirs = roles_here(giver.fund, taker, on=first)
    if giver.standing_for is not None or role not in had & DELEGABLE:
        raise Refused("delegation.not_yours", role=role)
    mine = [e for e in held_here(giver.fund, giver.login, on=first) if e.role is role]
    if not any(each.covers(first, last) for each in mine):
        raise Refused("delegation.beyond_role", role=role)
    if not theirs or taker == giver.login or role in theirs:
        raise Refused("delegation.not_to_them", login=taker)
    if not are_apart(role, giver=had, taker=theirs):
        raise Refused("delegation.not_apart", login=taker)
    return ()


def delegate(request: ActRequest) -> ActAnswer:
    """Hands a role of the author's to a colleague, from the day of effect to a last day.

    Raises:
        Refused: the role is not theirs to hand over, the days are not in order or too many, or
            the colleague is no agent of the fund, is the second person, or would check themselves.
    """
    looked_over(request)
    giver, role = request.desk, Role(request.fields["role"])
    taker, last = str(request.fields["taker"]).strip(), _last_day(request)
    if request.validated_by and request.validated_by.login == taker:
        raise Refused("delegation.own_delegation")
    key = {"giver_id": giver.user_id, "taker_id": require_user(login=taker), "role": role.value}
    with performing(
        request,
        subject_kind=SUBJECT,
        subject_number=giver.login[:60],
        locks=(f"{SUBJECT}:{taker[:60]}",),
    ) as act:
        valid = DateRange(request.effective_on, last + timedelta(days=1))
        assign(DELEGATION, fund_id=giver.fund.id, key=key, values={}, valid=valid)
        act.touched.add(f"{SUBJECT}:{taker[:60]}")
        act.after = {"role": role.value, "taker": taker, "last_day": last.isoformat()}
        return act.answer()


def _last_day(request: ActRequest) -> date:
    return date.fromisoformat(str(request.fields["last_day"]))


def end(*, desk: Desk, giver_login: str, taker_login: str, role: str, on: date) -> None:
    """Ends a delegation from that day on: by who gave it, who has it, or an administrator.

    Raises:
        NotKnown: there is none in force or to come.
        Refused: it is between two others.
    """
    if desk.login not in {giver_login, taker_login}:
        require(desk, Permission.MANAGE_USERS)
    wanted = (giver_login, taker_login, role)
    found = [e for e in delegations(on=on) if (e.giver_login, e.taker_login, e.role) == wanted]
    if not found:
        raise NotKnown("delegation.none")
    ended = found[0]
    fields = {"giver": giver_login, "taker": taker_login, "role": role}
    request = ActRequest(desk, "end_delegation", fields, on, "", f"delegation:{uuid4()}")
    key = {"giver_id": ended.giver_id, "taker_id": ended.taker_id, "role": ended.role.value}
    taker = f"{SUBJECT}:{taker_login[:60]}"
    with performing(
        request, subject_kind=SUBJECT, subject_number=giver_login[:60], locks=(taker,)
    ) as act:
        clear(DELEGATION, fund_id=desk.fund.id, key=key, valid=DateRange(on, None))
        act.touched.add(taker)
        act.before = {"role": ended.role.value, "last_day": ended.last_day.isoformat()}


def _require_days(first: date, last: date) -> None:
    if last < first:
        raise Refused("delegation.days")
    if last - first >= LONGEST:
        raise Refused("delegation.too_long", days=LONGEST.days)
