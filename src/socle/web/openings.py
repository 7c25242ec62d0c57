"""What the register suggests to open, and awards of the dead that still give."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from socle.benefits.keeping import figure
from socle.benefits.queries.openings import dead_in_payment
from socle.benefits.queries.openings import openings as openings_of
from socle.benefits.types.openings import OpeningCause, OpeningLine
from socle.platform.access.types import Permission
from socle.web import access, clock
from socle.web.reading import parse_day

_A_PAGE = 50
_DEAD_SHOWN = 200


@require_GET
def openings(request: HttpRequest) -> HttpResponse:
    """Claims to open by what the register knows, the oldest event first; the dead who are paid."""
    desk = access.require(request, Permission.READ_BENEFITS)
    today = clock.today(desk.fund.country)
    asked = request.GET.get("cause", "")
    cause = asked if asked in set(OpeningCause) else ""
    found = openings_of(
        fund=desk.fund, on=today, cause=cause, after=place_in(request), limit=_A_PAGE + 1
    )
    following = ""
    if len(found) > _A_PAGE:
        last = found[_A_PAGE - 1]
        following = f"?after={last.event_on:%Y-%m-%d}.{last.person_id}&cause={cause}"
    dead = dead_in_payment(on=today, limit=_DEAD_SHOWN)
    shown = {
        "menu": "claims",
        "cause": cause,
        "causes": list(OpeningCause),
        "rows": [(each, *_forms(each)) for each in found[:_A_PAGE]],
        "next_page": following,
        "first_page": f"?cause={cause}" if "after" in request.GET else "",
        "ahead": figure("opening_months_ahead"),
        "dead": dead,
        "ending": f"{reverse('new-act', args=['end_for_death'])}?awards={len(dead)}",
        "is_whole": len(dead) < _DEAD_SHOWN,
    }
    return render(request, "claims/openings.html", shown)


def _forms(line: OpeningLine) -> tuple[str, str]:
    """The form that opens a line, or revises its award, and the one that sets it aside."""
    said = {"person": line.person, "benefit": line.benefit, "event_on": f"{line.event_on:%d/%m/%Y}"}
    kept = urlencode(said)
    aside = f"{reverse('new-act', args=['dismiss_opening'])}?{kept}"
    if line.award:
        return f"{reverse('new-act', args=['revise_award'])}?award={line.award}", aside
    return f"{reverse('new-act', args=['open_claim'])}?{kept}", aside


def place_in(request: HttpRequest) -> tuple[date, int] | None:
    """The place of the last line already seen."""
    day, _dot, key = request.GET.get("after", "").partition(".")
    read = parse_day(day)
    return (
        (read, int(key)) if read and key.isascii() and key.isdecimal() and len(key) < 19 else None
    )
