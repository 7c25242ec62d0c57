"""Roles handed over for a time: acting under one, and ending it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from socle.platform.access.types import Desk
from socle.platform.delegation import operations, queries
from socle.platform.delegation.types import Delegation
from socle.web import access, clock
from socle.web.access import STANDS_FOR


def concerning(desk: Desk) -> list[Delegation]:
    """What this person has handed over, or was handed, in force or to come."""
    found = queries.delegations(on=clock.today(desk.fund.country))
    return [each for each in found if desk.user_id in {each.giver_id, each.taker_id}]


def usable(desk: Desk) -> list[Delegation]:
    """Those under which this person may act today."""
    return queries.received(desk=desk, on=clock.today(desk.fund.country))


@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Takes the place of whoever handed a role over; with nothing chosen, one's own again.

    What was chosen is looked up at each page: one that is not in force opens nothing.
    """
    giver, _space, role = request.POST.get("which", "").partition(" ")
    request.session.pop(STANDS_FOR, None)
    if giver:
        request.session[STANDS_FOR] = {"giver": giver[:80], "role": role[:40]}
    return redirect("desk")


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Ends a delegation today: one of one's own, or for an administrator any."""
    desk = access.desk(request)
    giver, taker, role = ([*request.POST.get("which", "").split(" "), "", "", ""])[:3]
    operations.end(
        desk=desk,
        giver_login=giver,
        taker_login=taker,
        role=role,
        on=clock.today(desk.fund.country),
    )
    is_own = desk.login in {giver, taker}
    return redirect(reverse("my-account" if is_own else "users") + "?done=delegation")
