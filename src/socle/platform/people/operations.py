"""Accounts of the people of a fund: opened, given a role, closed. Each change is an act.

An administrator keeps the fund's own people: nobody serves another fund by their hand, and
whoever serves one too has their account closed or its password given by the operator alone.
Nobody manages their own account here. No password is ever in an act.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from socle.kernel.errors import NotKnown, Refused
from socle.platform.access import operations as access
from socle.platform.access.catalogue import agencies, end_ways
from socle.platform.access.holders import person_here
from socle.platform.access.models import User
from socle.platform.access.queries import require, require_user
from socle.platform.access.types import Desk, Permission, PersonHere, Role, RoleHeld
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActRequest

ONE_TIME_VALID = timedelta(days=3)
# Who gives rights, or a way in, has proved lately who they are.
GUARDED = ("open_account", "give_role", "issue_password", "reactivate_account")
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{1,58}")
_LONGEST_NAME = 200
# Letters and digits that nobody confuses when they are read aloud: 16 of them are 78 bits.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4


def open_account(
    *,
    desk: Desk,
    login: str,
    name: str,
    given: RoleHeld,
    at: datetime,
    on: date,
) -> str:
    """Opens an account with its first role; returns the one-time password, shown this once.

    Raises:
        Refused: the desk may not, or the name is not one; otherwise as `give_role`.
        Conflict: the name is taken.
    """
    require(desk, Permission.MANAGE_USERS)
    name = " ".join(name.split())
    if not _LOGIN.fullmatch(login):
        raise Refused("access.login_invalid", login=login[:80])
    if not name or len(name) > _LONGEST_NAME or "\x00" in name:
        raise Refused("access.name_missing")
    password = one_time_password()
    with _recorded(desk, "open_account", login, on) as act:
        access.create_user(login=login, full_name=name, password=password)
        access.set_password(login=login, password=password, one_time_until=at + ONE_TIME_VALID)
        act.after = {"full_name": name} | _granted(desk, login, given, on)
    return password


def give_role(
    *,
    desk: Desk,
    login: str,
    given: RoleHeld,
    on: date,
    is_operator: bool = False,
) -> None:
    """Gives a person of the fund a role more; the operator may bring in anybody.

    It is held from today, or a later first day, until a last day where one is said; for one agency,
    or the whole fund. Their open sessions end: they enter anew, as their new role asks.

    Raises:
        NotKnown: nobody of that name is here.
        Refused: it is the administrator's own account, or a clerk without an employer; the agency
            is none, or not for this role; the days are past or not in order.
        Conflict: they hold it on some of those days.
    """
    require(desk, Permission.MANAGE_USERS)
    if not is_operator:
        _managed(desk, login, on)
    with _recorded(desk, "give_role", login, on) as act:
        act.after = _granted(desk, login, given, on)
        access.end_sessions(login=login)


def end_role(
    *, desk: Desk, login: str, role: Role, employer_number: str, on: date, agency: str = ""
) -> None:
    """Ends a role: from the next request on, it opens nothing, and open sessions end.

    What was to come of it is not given either.

    Raises:
        NotKnown: nobody of that name is here, or they do not hold that role.
        Refused: it is the administrator's own account.
    """
    _managed(desk, login, on)
    with _recorded(desk, "end_role", login, on) as act:
        held = access.end_role(
            login=login,
            fund_code=desk.fund.code,
            role=role,
            on=on,
            employer_number=employer_number,
            agency=agency,
        )
        if not held:
            raise NotKnown("access.role_not_held", login=login, role=role)
        act.before = _said(RoleHeld(role, employer_number, agency))
        access.end_sessions(login=login)


def deactivate(*, desk: Desk, login: str, on: date, is_operator: bool = False) -> None:
    """Closes an account: its sessions, tokens and links with providers open nothing from now on.

    Raises:
        NotKnown: nobody of that name is here.
        Refused: it is the administrator's own account, or one that serves another fund.
    """
    _set_active(desk, login, on, is_active=False, is_operator=is_operator)


def reactivate(*, desk: Desk, login: str, on: date, is_operator: bool = False) -> None:
    """Opens a closed account again, with the roles it holds and none of its tokens and links.

    Raises:
        NotKnown, Refused: as `deactivate`.
    """
    _set_active(desk, login, on, is_active=True, is_operator=is_operator)


def _set_active(desk: Desk, login: str, on: date, *, is_active: bool, is_operator: bool) -> None:
    _own_person(desk, login, on, is_operator=is_operator)
    kind = "reactivate_account" if is_active else "deactivate_account"
    with _recorded(desk, kind, login, on) as act:
        access.set_active(login=login, is_active=is_active)
        if not is_active:
            linked = end_ways(desk.fund.id, require_user(login=login), on)
            act.before = {"subject": linked} if linked else {}


def issue_password(
    *, desk: Desk, login: str, password: str, at: datetime, on: date, is_operator: bool = False
) -> None:
    """Gives an account a one-time password; its open sessions end.

    Raises:
        NotKnown, Refused: as `deactivate`.
    """
    _own_person(desk, login, on, is_operator=is_operator)
    with _recorded(desk, "issue_password", login, on):
        access.set_password(login=login, password=password, one_time_until=at + ONE_TIME_VALID)


def change_own_password(*, desk: Desk, old: str, new: str, on: date) -> None:
    """Changes the password of whoever is at the desk.

    Raises:
        Refused: the old one is wrong, the new one is weak or the same.
    """
    user = User.objects.get(pk=desk.user_id)
    if "\x00" in old or not user.check_password(old):
        raise Refused("access.password_wrong")
    if old == new:
        raise Refused("access.password_same")
    require_strong(new, user=user)
    with _recorded(desk, "change_password", desk.login, on):
        access.set_password(login=desk.login, password=new, one_time_until=None)


def end_token(*, desk: Desk, login: str, token_id: int, label: str, on: date) -> None:
    """Ends a token: one's own, or that of a person of the fund.

    Raises:
        NotKnown: they have no such token.
    """
    if login != desk.login:
        _managed(desk, login, on)
    with _recorded(desk, "end_token", login, on) as act:
        if not access.end_token(login=login, token_id=token_id):
            raise NotKnown("access.token_unknown")
        act.before = {"token": label}


def end_own_session(*, desk: Desk, session_id: int, on: date) -> None:
    """Ends one of one's own sessions, as one left open elsewhere.

    Raises:
        NotKnown: it is not one of them, or it is over.
    """
    with _recorded(desk, "end_session", desk.login, on):
        if not access.end_session(user_id=desk.user_id, session_id=session_id):
            raise NotKnown("access.session_unknown")


def one_time_password() -> str:
    """A password to hand over, by groups that can be read aloud."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def require_strong(password: str, *, user: User | None = None) -> None:
    """Stops a password that is easy to guess.

    Raises:
        Refused: `access.password_weak`.
    """
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise Refused("access.password_weak", reason=" ".join(weak.messages)) from weak


def _managed(desk: Desk, login: str, on: date) -> PersonHere:
    """A person of the fund whom this desk may manage."""
    require(desk, Permission.MANAGE_USERS)
    if login == desk.login:
        raise Refused("access.own_account")
    return person_here(fund=desk.fund, login=login, on=on)


def _own_person(desk: Desk, login: str, on: date, *, is_operator: bool) -> None:
    """A person of this fund alone: their account is not another fund's too."""
    if _managed(desk, login, on).is_elsewhere and not is_operator:
        raise Refused("access.serves_elsewhere", login=login)


def _granted(desk: Desk, login: str, given: RoleHeld, on: date) -> dict[str, str]:
    """Gives a role from today on; what the act says of it."""
    first = given.first_day or on
    if first < on:
        raise Refused("access.role_past")
    if given.agency and given.agency not in agencies(first):
        raise Refused("access.agency_unknown", agency=given.agency[:20])
    access.grant_role(
        login=login,
        fund_code=desk.fund.code,
        role=given.role,
        employer_number=given.employer_number,
        agency=given.agency,
        first_day=first,
        last_day=given.last_day,
    )
    # The day of the act is the first one, where nothing else is said.
    return _said(given if first > on else replace(given, first_day=None))


def _said(held: RoleHeld) -> dict[str, str]:
    """A role as an act tells of it: what is not said has no limit."""
    said = {
        "role": held.role.value,
        "employer": held.employer_number,
        "agency": held.agency,
        "first_day": held.first_day.isoformat() if held.first_day else "",
        "last_day": held.last_day.isoformat() if held.last_day else "",
    }
    return {name: value for name, value in said.items() if value}


@contextmanager
def _recorded(desk: Desk, kind: str, login: str, on: date) -> Iterator[ActInProgress]:
    """The act that keeps who did what to whose account."""
    request = ActRequest(
        desk=replace(desk, standing_for=None),  # accounts are kept for nobody else
        type=kind,
        fields={"login": login},
        effective_on=on,
        motive="",
        key=f"people:{uuid4()}",
    )
    with performing(request, subject_kind="account", subject_number=login[:60]) as act:
        yield act
