"""Exchanges at a glance: each link's health, what waits, and the one next step."""

from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from socle.exchange.queries import discrepancies, inbox, links
from socle.exchange.queries.unusual import unusual_readings
from socle.exchange.types import EventState, LinkHealth, LinkView
from socle.kernel.errors import Refused
from socle.platform.access.types import Desk, Permission
from socle.web import access, clock

_READS = (Permission.READ_ACTS, Permission.MANAGE_USERS)


class Row(NamedTuple):
    """A link and how it fares."""

    link: LinkView
    health: LinkHealth
    is_resting: bool  # left in peace after failures: nothing is sent for a while


def require_reader(request: HttpRequest) -> Desk:
    """The desk of whoever reads acts, or administers.

    Raises:
        Refused: neither.
    """
    desk = access.desk(request)
    if not desk.permissions & frozenset(_READS):
        raise Refused("access.forbidden", permission=Permission.READ_ACTS)
    return desk


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Every link with its health. Numbers only, nobody’s data: the administrator reads it too."""
    desk = require_reader(request)
    today, now = clock.today(desk.fund.country), clock.now()
    health = {each.code: each for each in links.health(on=today)}
    rows = [
        Row(each, state, bool(state.open_until and state.open_until > now))
        for each in links.links(on=today)
        if (state := health.get(each.code))
    ]
    reads = Permission.READ_ACTS in desk.permissions
    counts = inbox.event_counts()
    next_discrepancy, open_discrepancies = discrepancies.next_open()
    shown = {
        "menu": "exchange",
        "rows": rows,
        "to_decide": counts.get(EventState.TO_DECIDE, 0),
        "proposed": counts.get(EventState.PROPOSED, 0),
        "in_hand": counts.get(EventState.WAITING, 0),
        "open_discrepancies": open_discrepancies,
        "unusual": unusual_readings(on=today, country=desk.fund.country)
        if Permission.MANAGE_USERS in desk.permissions
        else [],
        "next_event": inbox.next_to_decide() if reads else "",
        "next_discrepancy": next_discrepancy if reads else "",
        "registries": settings.DEMO_REGISTRIES.get(desk.fund.code, []) if desk.fund.is_demo else [],
    }
    return render(request, "exchange/overview.html", shown)


@require_GET
def policies(request: HttpRequest) -> HttpResponse:
    """What each kind of event does in this fund, and by which act."""
    desk = access.require(request, Permission.READ_ACTS)
    shown = {"menu": "exchange", "policies": links.policies(on=clock.today(desk.fund.country))}
    return render(request, "exchange/policies.html", shown)
