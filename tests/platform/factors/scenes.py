"""Second steps of signing in, for tests."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from tests import factories
from tests.conftest import NOW

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Proof, Role
from socle.platform.acts.operations import validate
from socle.platform.factors import operations, totp
from socle.platform.factors.models import TotpFactor
from socle.platform.sealing import opened
from socle.web import clock


def with_app(desk: Desk, at: datetime) -> bytes:
    """Takes an application into use; its secret."""
    with fund_scope(desk.fund.id):
        operations.offer_app(desk=desk, at=at)
        kept = TotpFactor.objects.get(user_id=desk.user_id).secret
        secret = opened(bytes(kept), bound_to=f"totp:{desk.user_id}")
        first = totp.code(secret, step=totp.step_of(at) - 1)
        operations.confirm_app(desk=desk, text=first, at=at, on=clock.today(desk.fund.country))
    return secret


def with_codes(desk: Desk, at: datetime = NOW) -> list[str]:
    """Makes a sheet of codes."""
    with fund_scope(desk.fund.id):
        return operations.new_codes(desk=desk, at=at, on=clock.today(desk.fund.country))


def policy(place: factories.Agency, role: Role, required: str) -> str:
    """Whether a role is asked for a second step from today on, by two persons; the act's number."""
    on = clock.today(place.fund.country)
    fields: dict[str, Any] = {"role": role.value, "required": required}
    asked = factories.act(place.administrator, "set_factor_policy", on=on, **fields)
    with fund_scope(place.fund.id):
        return validate(desk=place.verifier, number=asked.act, at=NOW).act


def policies_at_work(place: factories.Agency) -> None:
    """A policy and the one before it: rows in the tables of both."""
    for required in ("asked", "not_asked"):
        policy(place, Role.CASHIER, required)


def stale(desk: Desk) -> Desk:
    """The desk of somebody who proved who they are too long ago."""
    return replace(desk, proof=Proof.STALE)
