"""Who has a second step, and of which roles it is asked."""

from datetime import date, datetime

from socle.countries.clock import legal_day
from socle.platform.access.models import User
from socle.platform.access.queries import funds_of, person_here
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.acts.queries import numbers_of
from socle.platform.factors.models import PaperCode, TotpFactor
from socle.platform.factors.tables import POLICY
from socle.platform.factors.types import ASKED_ROLES, Factors, RolePolicy
from socle.platform.temporal.queries import as_of


def factors_of(*, user_id: int) -> Factors:
    """What a person has for the second step of signing in."""
    app = TotpFactor.objects.filter(user_id=user_id, confirmed_at__isnull=False)
    codes = list(PaperCode.objects.filter(user_id=user_id).values_list("made_at", "used_at"))
    return Factors(
        app_since=app.values_list("confirmed_at", flat=True).first(),
        codes_made_at=max((made for made, _used in codes), default=None),
        codes_left=sum(used is None for _made, used in codes),
    )


def due_at(*, user_id: int) -> datetime | None:
    """Until when a person may still enter without the second step that is asked of them."""
    return User.objects.values_list("factor_due_at", flat=True).get(pk=user_id)


def policies(*, on: date) -> list[RolePolicy]:
    """Of each role, whether it asks for the second step that day in the fund of the transaction."""
    stated = {row["role"]: row for row in as_of(POLICY, on=on, known_at=None, where={})}
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
    for fund in funds_of(user_id=user_id):
        if fund.is_demo:
            continue
        login = User.objects.values_list("login", flat=True).get(pk=user_id)
        held = {each.role for each in person_here(fund=fund, login=login).roles}
        with fund_scope(fund.id):
            asked = policies(on=legal_day(at, fund.country))
        if any(each.is_required for each in asked if each.role in held):
            return True
    return False
