"""Delegations, for tests."""

from datetime import date, timedelta
from uuid import uuid4

from tests import factories
from tests.conftest import NOW

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.acts.operations import submit, validate
from socle.platform.delegation import operations
from socle.platform.delegation.queries import desk_standing_for
from socle.web import clock


def handed(
    giver: Desk, taker: Desk, validator: Desk, *, role: Role, days: int = 10, on: date | None = None
) -> str:
    """Hands a role over from today, or a day, by two persons; the act's number."""
    first = on or clock.today(giver.fund.country)
    last = first + timedelta(days=days - 1)
    fields = {"role": role.value, "taker": taker.login, "last_day": last.isoformat()}
    with fund_scope(giver.fund.id):
        asked = submit(
            desk=giver,
            act_type_code="delegate_role",
            fields=fields,
            effective_on=first,
            motive="congé",
            key=uuid4().hex,
            at=NOW,
        )
        return validate(desk=validator, number=asked.act, at=NOW).act


def standing(taker: Desk, giver: Desk, role: Role, *, in_days: int = 0) -> Desk | None:
    """The desk of whoever acts for another, so many days from now."""
    at = clock.now() + timedelta(days=in_days)
    return desk_standing_for(own=taker, giver_login=giver.login, role=role.value, at=at)


def delegations_at_work(place: factories.Agency) -> None:
    """One in force, one ended: rows in the tables of both."""
    for _each in range(2):
        taker = factories.desk(place.fund, Role.ACCOUNTS_OFFICER)
        handed(place.registration, taker, place.verifier, role=Role.REGISTRATION_OFFICER)
    with fund_scope(place.fund.id):
        operations.end(
            desk=taker,
            giver_login=place.registration.login,
            taker_login=taker.login,
            role=Role.REGISTRATION_OFFICER.value,
            on=clock.today(place.fund.country) + timedelta(days=3),
        )
