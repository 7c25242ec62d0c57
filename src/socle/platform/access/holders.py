"""Who holds which role in a fund: today, on a day, and as it was known."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q

from socle.kernel.errors import NotKnown
from socle.platform.access.models import RoleGrant, User
from socle.platform.access.types import FundView, PersonHere, Role, RoleHeld


def people(*, fund: FundView, on: date) -> list[PersonHere]:
    """Whoever holds a role in the fund that day or later, or held one before, by name."""
    found = User.objects.filter(grants__fund_id=fund.id, grants__ended_at__isnull=True)
    found = found.distinct().order_by("full_name", "login")
    return [_person(each, fund, on) for each in found.prefetch_related("grants")]


def person_here(*, fund: FundView, login: str, on: date) -> PersonHere:
    """A person who holds a role in the fund, or held one.

    Raises:
        NotKnown: nobody of that name does; whether they serve another fund is not told.
    """
    here = RoleGrant.objects.filter(fund_id=fund.id, user__login=login, ended_at__isnull=True)
    found = User.objects.filter(pk__in=here.values("user_id")).first()
    if found is None:
        raise NotKnown("access.nobody_here", login=login)
    return _person(found, fund, on)


def grants_here(*, fund: FundView, login: str) -> list[RoleHeld]:
    """All that was ever believed of a person's roles in the fund, the latest known first."""
    found = RoleGrant.objects.filter(fund_id=fund.id, user__login=login)
    return [
        _believed(each) for each in found.order_by(F("recorded_at").desc(nulls_last=True), "-id")
    ]


def roles_then(
    *, fund: FundView, on: date, known_at: datetime | None
) -> list[tuple[str, RoleHeld]]:
    """Who held which role in the fund on a day, as it was known at an instant: names to sign in."""
    found = RoleGrant.objects.filter(fund_id=fund.id, valid__contains=on).select_related("user")
    if known_at is None:
        found = found.filter(ended_at__isnull=True)
    else:
        found = found.filter(
            Q(recorded_at__isnull=True) | Q(recorded_at__lte=known_at),
            Q(ended_at__isnull=True) | Q(ended_at__gt=known_at),
        )
    found = found.order_by("user__login", "role", "agency", "employer_number")
    return [(each.user.login, _believed(each)) for each in found]


def people_then(
    *, fund: FundView, on: date, known_at: datetime | None
) -> list[tuple[str, str, tuple[RoleHeld, ...]]]:
    """Whoever held a role in the fund on a day, as known then: name, sign-in name, roles."""
    held: dict[str, list[RoleHeld]] = {}
    for login, role in roles_then(fund=fund, on=on, known_at=known_at):
        held.setdefault(login, []).append(role)
    found = User.objects.filter(login__in=held).order_by("full_name", "login")
    return [
        (name, login, tuple(held[login])) for name, login in found.values_list("full_name", "login")
    ]


def _believed(each: RoleGrant) -> RoleHeld:
    row = (each.role, each.employer_number, each.agency, each.valid.lower, each.valid.upper)
    return replace(role_held(row), recorded_at=each.recorded_at, ended_at=each.ended_at)


def _person(user: User, fund: FundView, on: date) -> PersonHere:
    grants = [
        (each.fund_id, held)
        for each in user.grants.all()
        if each.ended_at is None and not (held := _believed(each)).is_over(on)
    ]
    roles = [held for fund_id, held in grants if fund_id == fund.id]
    return PersonHere(
        login=user.login,
        name=user.full_name,
        is_active=user.is_active,
        is_one_time=user.one_time_until is not None,
        is_elsewhere=any(fund_id != fund.id for fund_id, _held_there in grants),
        last_sign_in=user.last_login,
        roles=tuple(sorted(roles, key=lambda e: (e.role, e.employer_number, e.agency))),
        ending=ending_of(roles, on=on),
        factor_due_at=user.factor_due_at,
    )


def limits_of(held: Collection[RoleHeld]) -> frozenset[tuple[Role, str]]:
    """Each role that is held for agencies alone, with each of them."""
    whole = {each.role for each in held if not each.agency}
    return frozenset((each.role, each.agency) for each in held if each.role not in whole)


def ending_of(held: Collection[RoleHeld], *, on: date) -> tuple[RoleHeld, ...]:
    """Those in force that day that end by themselves within days, and that no other carries on."""
    return tuple(
        each
        for each in held
        if each.is_in_force(on)
        and each.is_ending(on)
        and not any(_goes_on(each, other) for other in held)
    )


def _goes_on(one: RoleHeld, other: RoleHeld) -> bool:
    """Whether the day after the end of one, the other gives as much."""
    same = (one.role, one.employer_number) == (other.role, other.employer_number)
    ends = one.last_day or date.max
    return same and other.agency in {one.agency, ""} and other.is_in_force(ends + timedelta(days=1))


def role_held(row: Sequence[Any]) -> RoleHeld:
    """A grant as a value, from its role, employer, agency and the bounds of its days."""
    role, number, agency, first, until = row
    return RoleHeld(Role(role), number, agency, first, until and until - timedelta(days=1))
