"""One award: what it gives now, to whom, what it gave, and what may be done with it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from socle.benefits.queries.awards import award as award_of
from socle.platform.access.types import Permission
from socle.web import access, clock
from socle.web.reading import reading

_OFFERED = {
    "active": ("suspend_award", "revise_award", "change_payee", "end_award"),
    "suspended": ("lift_suspension", "revise_award", "change_payee", "end_award"),
    "to_come": ("revise_award", "end_award"),
    "ended": ("revise_award",),
}


@require_GET
def awards(_request: HttpRequest) -> HttpResponse:
    """An award is found on its claim: every claim, the decided ones too."""
    return redirect(f"{reverse('claims')}?all=1")


@require_GET
def award(request: HttpRequest, number: str) -> HttpResponse:
    """An award with its terms, as the fund knew them on a day."""
    desk = access.require(request, Permission.READ_BENEFITS)
    read = reading(request)
    found = award_of(number=number, known_at=read.known_at)
    state = found.state_on(read.on)
    may = Permission.LIQUIDATE in desk.permissions and not read.is_past
    # What a campaign gives is its amount: there is nothing to compute again.
    offered = [each for each in _OFFERED[state] if found.claim_number or each != "revise_award"]
    shown = {
        "menu": "claims",
        "reading": read,
        "award": found,
        "state": f"award_{state}",
        "now": found.term_on(read.on),
        "today": clock.today(desk.fund.country),
        "offered": offered if may else (),
    }
    return render(request, "awards/award.html", shown)
