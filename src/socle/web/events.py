"""Events of force majeure that shift due dates, and the fund's figures of recovery."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from socle.arrears.queries import due_dates, rules
from socle.countries.registry import country
from socle.platform.access.types import Permission
from socle.web import access
from socle.web.reading import reading


@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """The events known on a day and whom they concern, and the figures in force."""
    desk = access.require(request, Permission.READ_ACTS)
    read = reading(request)
    here = country(desk.fund.country)
    figures = rules.rules(on=read.on, known_at=read.known_at)
    shown = {
        "menu": "events",
        "reading": read,
        "events": due_dates.events(known_at=read.known_at),
        "rules": [
            (
                each,
                here.parameters.in_full(each.source)
                if each.source in here.parameters.sources
                else "",
            )
            for each in figures.values()
        ],
    }
    return render(request, "events/list.html", shown)
