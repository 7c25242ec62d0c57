"""Who acts for whom: delegations in force, and the desk of whoever acts under one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from socle.countries.clock import legal_day
from socle.kernel.errors import NotKnown
from socle.platform.access.queries import names_of_users, person_here
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, FundView, PersonHere, Role, StandIn
from socle.platform.delegation.types import DELEGABLE, Delegation, are_apart

_OPEN = """
    SELECT giver_id, taker_id, role, lower(valid), upper(valid)
    FROM role_delegation WHERE upper(valid) > %s ORDER BY lower(valid), id
"""


def delegations(*, on: date) -> list[Delegation]:
    """Those of the fund of the transaction that are in force that day, or later."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [on])
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
        if each.taker_id == desk.user_id and each.first_day <= on and _is_good(each, desk.fund)
    ]


def desk_standing_for(*, own: Desk, giver_login: str, role: str, at: datetime) -> Desk | None:
    """The desk of a person who acts under a delegation; None where it is not in force.

    It opens that one role and none of their own: every act says for whom it was done.
    """
    with fund_scope(own.fund.id):
        found = received(desk=own, on=legal_day(at, own.fund.country))
    for each in found:
        if (each.giver_login, each.role) == (giver_login, role):
            stand_in = StandIn(each.giver_id, each.giver_login, each.giver)
            return replace(own, roles=frozenset({each.role}), standing_for=stand_in)
    return None


def roles_here(fund: FundView, login: str) -> frozenset[Role]:
    """The roles of an agent of the fund whose account is open; none for anybody else."""
    try:
        found: PersonHere = person_here(fund=fund, login=login)
    except NotKnown:
        return frozenset()
    is_agent = found.is_active and not any(each.employer_number for each in found.roles)
    return frozenset(each.role for each in found.roles) if is_agent else frozenset()


def _is_good(each: Delegation, fund: FundView) -> bool:
    giver, taker = roles_here(fund, each.giver_login), roles_here(fund, each.taker_login)
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
