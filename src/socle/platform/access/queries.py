"""Who may do what: reads of funds, people and roles."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection

from socle.countries.clock import legal_day
from socle.kernel.errors import NotKnown, Refused
from socle.platform.access.catalogue import under_mandate
from socle.platform.access.holders import ending_of, limits_of, role_held
from socle.platform.access.models import (
    ApiToken,
    AskedLately,
    Fund,
    RoleGrant,
    SignInFailure,
    User,
    UserSession,
)
from socle.platform.access.scope import fund_scope, open_scope
from socle.platform.access.types import (
    FOR_EMPLOYERS,
    Desk,
    FundView,
    Permission,
    Proof,
    ProofNeeded,
    Role,
    RoleHeld,
    SessionView,
    TokenView,
)

# Failures borne before one must wait. An address is often a whole agency's: it bears more.
_BORNE = {"name": 5, "address": 20}
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(minutes=15)
# Asked by every request: in SQL, which costs a third of what the same costs through models.
_GRANTS = """
    SELECT g.role, g.employer_number, g.agency, lower(g.valid), upper(g.valid),
      u.login, u.full_name, f.id, f.code, f.name, f.country, f.scheme, f.currency, f.is_demo
    FROM role_grant g JOIN user_account u ON u.id = g.user_id JOIN fund f ON f.id = g.fund_id
    WHERE g.user_id = %s AND f.code = %s AND u.is_active AND g.ended_at IS NULL
"""
# A token that is good opens nothing where its owner holds no role any more: that is told apart.
_OPENED = """
    SELECT t.user_id, g.role, g.employer_number, g.agency, lower(g.valid), upper(g.valid),
      u.login, u.full_name, f.id, f.code, f.name, f.country, f.scheme, f.currency, f.is_demo,
      t.is_strong
    FROM api_token t JOIN fund f ON f.id = t.fund_id JOIN user_account u ON u.id = t.user_id
    LEFT JOIN role_grant g
      ON g.user_id = t.user_id AND g.fund_id = t.fund_id AND g.ended_at IS NULL
    WHERE t.digest = %s AND t.expires_at > %s AND u.is_active
"""


def fund_view(fund: Fund) -> FundView:
    """A stored fund as a value."""
    return FundView(
        id=fund.pk,
        code=fund.code,
        name=fund.name,
        country=fund.country,
        scheme=fund.scheme,
        currency=fund.currency,
        is_demo=fund.is_demo,
    )


def funds() -> list[FundView]:
    """Every fund of the installation, by code."""
    return [fund_view(fund) for fund in Fund.objects.order_by("code")]


def fund(*, code: str) -> FundView:
    """The fund with that code.

    Raises:
        NotKnown: there is none.
    """
    found = Fund.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(Fund.objects.order_by("code").values_list("code", flat=True))
        raise NotKnown("access.fund_unknown", fund=code, known=known or "–")
    return fund_view(found)


def current_fund() -> FundView:
    """The fund of the transaction's scope.

    Raises:
        Refused: the transaction has no fund.
    """
    opened = open_scope()
    if opened is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT socle_fund()")
            fund_id = cursor.fetchone()[0]
        if fund_id is None:
            raise Refused("access.no_fund")
        return fund_view(Fund.objects.get(pk=fund_id))
    if opened.fund is None:
        opened.fund = fund_view(Fund.objects.get(pk=opened.fund_id))
    return opened.fund


def funds_of(*, user_id: int, at: datetime | None) -> list[FundView]:
    """The funds in which a person holds a role at an instant; with None, on whatever day."""
    held = RoleGrant.objects.filter(user_id=user_id, ended_at__isnull=True).select_related("fund")
    found = {
        each.fund.code: fund_view(each.fund)
        for each in held
        if at is None or legal_day(at, each.fund.country) in each.valid
    }
    return [found[code] for code in sorted(found)]


def desk(*, user_id: int, fund_code: str, at: datetime | None = None) -> Desk:
    """The desk of a person in a fund, with the roles held there.

    Whoever is some employers' clerk or mandatary acts for those employers only, and in that role
    alone: an officer's rights are on every account, and would open those of others to them. A
    mandatary acts for the employers whose mandate is in force that day, which `at` falls on
    (None: at present). A role opens nothing before its first day, nor after its last.

    Raises:
        NotKnown: the person holds no role in that fund then, or is a mandatary without a mandate.
    """
    with connection.cursor() as cursor:
        cursor.execute(_GRANTS, [user_id, fund_code])
        grants = cursor.fetchall()
    return _desk(user_id, fund_code, grants, at)


def _desk(
    user_id: int, fund_code: str, grants: Sequence[tuple[Any, ...]], at: datetime | None
) -> Desk:
    if not grants:
        raise NotKnown("access.no_role", fund=fund_code)
    login, name, *columns = grants[0][5:]
    fund, held = FundView(*columns), [role_held(grant[:5]) for grant in grants]
    day = legal_day(at or _present(), fund.country) if _is_dated(held) else None
    ending = ending_of(held, on=day) if day is not None else ()
    if day is not None:
        held = [each for each in held if each.is_in_force(day)]
    if not held:
        raise NotKnown("access.role_not_now", fund=fund_code)
    roles = frozenset(each.role for each in held)
    numbers = frozenset(each.employer_number for each in held) - {""}
    if day is not None and Role.MANDATARY in roles:
        with fund_scope(fund.id):
            numbers |= under_mandate(user_id, day)
        if not numbers:  # no number would mean no limit
            raise NotKnown("access.no_mandate", fund=fund_code)
    if numbers:
        roles &= FOR_EMPLOYERS
    return Desk(
        user_id=user_id,
        login=login,
        name=name,
        fund=fund,
        roles=roles,
        employer_numbers=numbers,
        limits=limits_of(held),
        ending=ending,
    )


def _is_dated(held: Collection[RoleHeld]) -> bool:
    """Whether what a person may do depends on the day: a mandatary's mandates have days too."""
    return any(each.first_day or each.last_day or each.role is Role.MANDATARY for each in held)


def first_desk(*, user_id: int, fund_codes: Sequence[str], at: datetime) -> Desk:
    """The desk of a person in the first of some funds that opens to them.

    A mandatary without a mandate in one fund may have one in the next.

    Raises:
        NotKnown: none opens; said of the first.
    """
    refused: list[NotKnown] = []
    for code in fund_codes:
        try:
            return desk(user_id=user_id, fund_code=code, at=at)
        except NotKnown as closed:
            refused.append(closed)
    raise refused[0]


def _present() -> datetime:
    """The database's clock, by which acts are dated too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def desk_of_login(*, login: str, fund_code: str) -> Desk:
    """The desk of the person who signs in with that name; for operators' commands."""
    return desk(user_id=require_user(login=login), fund_code=fund_code)


def has_user(*, login: str) -> bool:
    """Whether somebody signs in with that name."""
    return User.objects.filter(login=login).exists()


def require_user(*, login: str) -> int:
    """The id of the person who signs in with that name.

    Raises:
        NotKnown: there is none.
    """
    user = User.objects.filter(login=login).first()
    if user is None:
        raise NotKnown("access.user_unknown", login=login)
    return int(user.pk)


def desk_of_token(*, token: str, at: datetime) -> Desk | None:
    """The desk a bearer token opens at an instant, or None when it opens none."""
    digest = hashlib.sha256(token.encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute(_OPENED, [digest, at])
        found = cursor.fetchall()
    if not found:
        return None
    grants = [row[1:-1] for row in found if row[1] is not None]
    opened = _desk(found[0][0], found[0][6], grants, at)
    return opened if found[0][-1] else replace(opened, proof=Proof.WEAK_TOKEN)


def tokens_of(*, login: str, fund_code: str | None = None) -> list[TokenView]:
    """A person's tokens, in one fund or in all, the newest first."""
    found = ApiToken.objects.filter(user__login=login).select_related("fund")
    if fund_code is not None:
        found = found.filter(fund__code=fund_code)
    return [
        TokenView(
            each.pk, each.label, each.fund.code, each.created_at, each.expires_at, each.is_strong
        )
        for each in found.order_by("-created_at", "-id")
    ]


def sessions_of(*, user_id: int, this: str, at: datetime) -> list[SessionView]:
    """A person's open sessions, the newest first; `this` is the key of the one that asks."""
    known = UserSession.objects.filter(user_id=user_id).order_by("-opened_at", "-id")
    keys = [each.session_key for each in known]
    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=at)
    ends = dict(alive.values_list("session_key", "expire_date"))
    return [
        SessionView(
            id=each.pk,
            opened_at=each.opened_at,
            ends_at=ends[each.session_key],
            address=each.address,
            is_this=each.session_key == this,
        )
        for each in known
        if each.session_key in ends
    ]


def mandatary(*, fund: FundView, login: str) -> int:
    """The id of a mandatary of the fund, on whatever day.

    Raises:
        NotKnown: nobody of that name is one; whether they are somebody else is not told.
    """
    grants = RoleGrant.objects.filter(
        fund_id=fund.id,
        user__login=login,
        user__is_active=True,
        role=Role.MANDATARY.value,
        ended_at__isnull=True,
    )
    found = grants.values_list("user_id", flat=True).first()
    if found is None:
        raise NotKnown("access.no_mandatary", login=login)
    return int(found)


def names_of_users(*, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """The sign-in name and the full name of several people, by id."""
    found = User.objects.filter(pk__in=ids).values_list("pk", "login", "full_name")
    return {int(pk): (login, name) for pk, login, name in found}


def require(desk: Desk, permission: Permission) -> None:
    """Stops whoever lacks a permission.

    Raises:
        Refused: `access.forbidden`.
    """
    if permission not in desk.permissions:
        raise Refused("access.forbidden", permission=permission)


def require_proof(desk: Desk) -> None:
    """Stops a guarded act of a desk that has not shown lately who is at it.

    Raises:
        ProofNeeded: a person has to prove again who they are; their screen asks, and goes on.
        Refused: `access.token_weak`: the token was not made for such acts.
    """
    if desk.proof is Proof.STALE:
        raise ProofNeeded
    if desk.proof is Proof.WEAK_TOKEN:
        raise Refused("access.token_weak")


def require_act(desk: Desk, act_type_code: str) -> None:
    """Stops a partner's system that submits an act of a type that was not agreed with it.

    Raises:
        Refused: `access.act_not_agreed`.
    """
    if desk.agreement is not None and act_type_code not in desk.agreement.acts:
        raise Refused("access.act_not_agreed", act=act_type_code)


def asked_until(*, subject: str, span: timedelta) -> datetime | None:
    """Until when what a subject has asked counts; None when it has asked nothing lately."""
    found = AskedLately.objects.filter(subject=subject[:80]).first()
    return found.since + span if found else None


def require_employer(desk: Desk, employer_number: str) -> None:
    """Stops an employer's clerk who reaches for another employer.

    The answer is the same as for a number that does not exist, so that nobody can list employers.

    Raises:
        NotKnown: the employer is outside the desk's scope.
    """
    if desk.employer_numbers and employer_number not in desk.employer_numbers:
        raise NotKnown("registry.employer_unknown", number=employer_number)


def require_own_employer(desk: Desk, employer_number: str) -> None:
    """Stops who is neither the employer's own clerk nor the fund: a mandatary passes nothing on.

    Raises:
        NotKnown: as `require_employer`.
    """
    is_clerk = RoleGrant.objects.filter(
        user_id=desk.user_id,
        fund_id=desk.fund.id,
        role=Role.EMPLOYER_CLERK.value,
        employer_number=employer_number,
        ended_at__isnull=True,
        valid__contains=legal_day(_present(), desk.fund.country),
    ).exists()
    if desk.employer_numbers and not is_clerk:
        raise NotKnown("registry.employer_unknown", number=employer_number)


def sign_in_subjects(*, login: str, address: str) -> dict[str, str]:
    """What failures to sign in are counted by: the name as a digest, and the address."""
    name = hashlib.sha256(login.casefold().encode()).hexdigest()
    return {"name": f"name:{name}", "address": f"address:{address[:60]}"}


def sign_in_wait(*, login: str, address: str, at: datetime) -> timedelta:
    """How long to wait before trying to sign in again; zero when one may try now.

    The wait doubles with each failure, up to a quarter of an hour.
    """
    waits = [timedelta(0)]
    for kind, subject in sign_in_subjects(login=login, address=address).items():
        found = SignInFailure.objects.filter(subject=subject).first()
        if found is not None and found.failures >= _BORNE[kind]:
            doublings = min(found.failures - _BORNE[kind], 10)
            wait = min(_FIRST_WAIT * 2**doublings, _LONGEST_WAIT)
            waits.append(found.last_at + wait - at)
    return max(waits)
