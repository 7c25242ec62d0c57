"""Who acts for whom: delegations in force, and the desk of whoever acts under one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from socle.countries.clock import legal_day
from socle.kernel.errors import NotKnown
from socle.platform.access.holders import limits_of, person_here
from socle.platform.access.queries import names_of_users
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, FundView, Role, RoleHeld, StandIn
from socle.platform.delegation.types import DELEGABLE, Delegation, are_apart

_OPEN = """
    SELECT giver_id, taker_id, role, lower(valid), upper(valid)
    FROM {source} WHERE upper(valid) > %(on)s ORDER BY lower(valid), id
"""


def delegations(*, on: date, known_at: datetime | None = None) -> list[Delegation]:
    """Those of the fund of the transaction in force that day or later, as known at an instant."""
    source = "role_delegation_as_of(%(known_at)s)" if known_at else "role_delegation"
    with connection.cursor() as cursor:
        cursor.execute(_OPEN.format(source=source), {"on": on, "known_at": known_at})
        rows = cursor.fetchall()
    names = names_of_users(ids={each for row in rows for each in row[:2]})
    return [_delegation(row, names) for row in rows]


def received(*, desk: Desk, on: date) -> list[Delegation]:
    """The delegations under which a person may act that day.

    One of somebody who holds the role no more, whose account is closed, or with whom the two would
    no longer be apart, opens nothing.
    """
    return [
        each
        for each in delegations(on=on)
        if each.taker_id == desk.user_id and each.first_day <= on and _is_good(each, desk.fund, on)
    ]


def desk_standing_for(*, own: Desk, giver_login: str, role: str, at: datetime) -> Desk | None:
    """The desk of a person who acts under a delegation; None where it is not in force.

    It opens that one role, for the agencies for which its giver has it that day, and none of their
    own: every act says for whom it was done.
    """
    on = legal_day(at, own.fund.country)
    with fund_scope(own.fund.id):
        found = received(desk=own, on=on)
    for each in found:
        if (each.giver_login, each.role) == (giver_login, role):
            stand_in = StandIn(each.giver_id, each.giver_login, each.giver)
            had = [e for e in held_here(own.fund, giver_login, on=on) if e.is_in_force(on)]
            return replace(
                own,
                roles=frozenset({each.role}),
                standing_for=stand_in,
                limits=limits_of([e for e in had if e.role is each.role]),
            )
    return None


def held_here(fund: FundView, login: str, *, on: date) -> tuple[RoleHeld, ...]:
    """What an agent of the fund whose account is open holds, or will; none for anybody else."""
    try:
        found = person_here(fund=fund, login=login, on=on)
    except NotKnown:
        return ()
    is_agent = found.is_active and not any(each.employer_number for each in found.roles)
    return found.roles if is_agent else ()


def roles_here(fund: FundView, login: str, *, on: date) -> frozenset[Role]:
    """The roles of an agent of the fund, that day."""
    held = held_here(fund, login, on=on)
    return frozenset(each.role for each in held if each.is_in_force(on))


def _is_good(each: Delegation, fund: FundView, on: date) -> bool:
    giver = roles_here(fund, each.giver_login, on=on)
    taker = roles_here(fund, each.taker_login, on=on)
    return (
        each.role in giver & DELEGABLE
        and bool(taker)
        and are_apart(each.role, giver=giver, taker=taker)
    )


def _delegation(row: tuple[Any, ...], names: Mapping[int, tuple[str, str]]) -> Delegation:
    giver_id, taker_id, role, first, until = row
    return Delegation(
        giver_id=giver_id,
        giver_login=names[giver_id][0],
        giver=names[giver_id][1],
        taker_id=taker_id,
        taker_login=names[taker_id][0],
        taker=names[taker_id][1],
        role=Role(role),
        first_day=first,
        last_day=until - timedelta(days=1),
    )
