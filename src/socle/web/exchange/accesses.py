"""Who read or asked about a person: for the agent who answers them, and for print."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from socle.exchange.queries.accesses import accesses
from socle.platform.access.types import Permission
from socle.registry import queries as registry
from socle.web import access, clock

_SHOWN = 200


@require_GET
def of_person(request: HttpRequest, number: str) -> HttpResponse:
    """When, who, what for, by which law; printed and given to the person who asks."""
    desk = access.require(request, Permission.READ_ACTS)
    found = registry.person(number=number, on=clock.today(desk.fund.country), known_at=None)
    lines = accesses(number=number, limit=_SHOWN + 1)
    shown = {
        "menu": "persons",
        "person": found,
        "lines": lines[:_SHOWN],
        "is_more": len(lines) > _SHOWN,
    }
    return render(request, "exchange/accesses.html", shown)
