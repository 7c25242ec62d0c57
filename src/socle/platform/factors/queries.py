"""Who has a second step, and of which roles it is asked."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any

from socle.countries.clock import legal_day
from socle.platform.access.holders import person_here
from socle.platform.access.models import User
from socle.platform.access.queries import funds_of
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.acts.queries import numbers_of
from socle.platform.factors.models import PaperCode, Passkey, TotpFactor
from socle.platform.factors.tables import POLICY
from socle.platform.factors.totp import STEP_SECONDS
from socle.platform.factors.types import ASKED_ROLES, Factors, PasskeyView, RolePolicy
from socle.platform.temporal.queries import as_of


def factors_of(*, user_id: int) -> Factors:
    """What a person has for the second step of signing in."""
    return _factors({user_id})[user_id]


def factors_by_login(*, logins: Collection[str]) -> dict[str, Factors]:
    """What several people have, by the name they sign in with."""
    ids = dict(User.objects.filter(login__in=logins).values_list("pk", "login"))
    return {ids[user_id]: had for user_id, had in _factors(ids).items()}


def _factors(user_ids: Collection[int]) -> dict[int, Factors]:
    apps = TotpFactor.objects.filter(user_id__in=user_ids, confirmed_at__isnull=False)
    since = {user: told for user, *told in apps.values_list("user_id", "confirmed_at", "last_step")}
    codes: dict[int, list[tuple[datetime, datetime | None]]] = {}
    on_paper = PaperCode.objects.filter(user_id__in=user_ids)
    for user, made, used in on_paper.values_list("user_id", "made_at", "used_at"):
        codes.setdefault(user, []).append((made, used))
    keys: dict[int, list[PasskeyView]] = {}
    for each in Passkey.objects.filter(user_id__in=user_ids).order_by("made_at", "id"):
        keys.setdefault(each.user_id, []).append(_passkey(each))
    return {
        user: _had(since.get(user), codes.get(user, []), keys.get(user, [])) for user in user_ids
    }


def _had(
    app: list[Any] | None,
    codes: list[tuple[datetime, datetime | None]],
    passkeys: list[PasskeyView],
) -> Factors:
    used = [at for _made, at in codes] + [each.used_at for each in passkeys]
    # The code that confirmed the application is its first use.
    used += [datetime.fromtimestamp(app[1] * STEP_SECONDS, UTC)] if app else []
    return Factors(
        app_since=app[0] if app else None,
        codes_made_at=max((made for made, _at in codes), default=None),
        codes_left=sum(at is None for _made, at in codes),
        passkeys=tuple(passkeys),
        used_at=max((at for at in used if at is not None), default=None),
    )


def _passkey(found: Passkey) -> PasskeyView:
    return PasskeyView(
        found.pk, found.name, found.host, found.made_at, found.used_at, found.doubted_at
    )


def due_at(*, user_id: int) -> datetime | None:
    """Until when a person may still enter without the second step that is asked of them."""
    return User.objects.values_list("factor_due_at", flat=True).get(pk=user_id)


def policies(*, on: date, known_at: datetime | None = None) -> list[RolePolicy]:
    """Of each role, whether it asks for the second step that day in the fund of the transaction."""
    stated = {row["role"]: row for row in as_of(POLICY, on=on, known_at=known_at, where={})}
    acts = numbers_of(act_ids={row["act_id"] for row in stated.values()})
    found = []
    for role in Role:
        row = stated.get(role.value)
        is_required = bool(row["is_required"]) if row else role in ASKED_ROLES
        found.append(RolePolicy(role, is_required, acts[row["act_id"]] if row else ""))
    return found


def is_asked(*, user_id: int, at: datetime) -> bool:
    """Whether a role that the person holds, in whatever fund, asks for the second step.

    The demonstration asks nobody: its passwords are printed for all. It is asked before a fund is
    chosen, outside of any fund's transaction.
    """
    for fund in funds_of(user_id=user_id, at=at):
        if fund.is_demo:
            continue
        login = User.objects.values_list("login", flat=True).get(pk=user_id)
        day = legal_day(at, fund.country)
        roles = person_here(fund=fund, login=login, on=day).roles
        held = {each.role for each in roles if each.is_in_force(day)}
        with fund_scope(fund.id):
            asked = policies(on=day)
        if any(each.is_required for each in asked if each.role in held):
            return True
    return False
