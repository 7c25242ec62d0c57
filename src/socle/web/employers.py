"""The pages of employers: the list, the file in two times."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from socle.exchange.queries.origins import origins
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Permission
from socle.registry import queries
from socle.registry.queries.affiliations import affiliation
from socle.web import access, acts, affiliations, clock, history
from socle.web.persons import axis_of
from socle.web.reading import reading

_A_PAGE = 50


class ListedEmployer(NamedTuple):
    """An employer as one line of the list; no status where none is known on that day."""

    number: str
    legal_name: str
    status: str


@require_GET
def employers(request: HttpRequest) -> HttpResponse:
    """The fund's employers by number, fifty at a time; a clerk sees only their own."""
    desk = access.require(request, Permission.READ_EMPLOYER)
    after = request.GET.get("after", "")
    found = queries.employers(
        numbers=desk.employer_numbers,
        after=after,
        limit=_A_PAGE + 1,
        on=clock.today(desk.fund.country),
    )
    page = [ListedEmployer(*each) for each in found[:_A_PAGE]]
    shown = {
        "menu": "employers",
        "employers": page,
        "act_types": acts.possible_acts(
            desk, codes=("affiliate_employer", "affiliate_by_own_motion")
        ),
        "first_page": reverse("employers") if after else "",
        "next_page": f"?after={page[-1].number}" if len(found) > len(page) else "",
    }
    return render(request, "employers/list.html", shown)


@require_GET
def employer(request: HttpRequest, number: str) -> HttpResponse:
    """An employer as it was on a day, as the fund knew it on a day."""
    desk = access.require(request, Permission.READ_EMPLOYER)
    require_employer(desk, number)
    read = reading(request)
    found = queries.employer(number=number, on=read.on, known_at=read.known_at)
    acts_here = queries.acts_on(kind="employer", number=number)
    employments = queries.employees_of_employer(number=number, on=read.on, known_at=read.known_at)
    shown = {
        "menu": "employers",
        "reading": read,
        "employer": found,
        "acts": acts_here,
        "states": history.states(desk, "employer", number, read),
        "axis": axis_of(acts_here, read),
        "employments": employments[:_A_PAGE],
        "affiliation": affiliation(number=number, on=read.on, known_at=read.known_at),
        "origins": origins(acts=[found.belief.act_number] if found.belief else []),
        "act_groups": affiliations.act_groups(desk, found.status),
    }
    return render(request, "employers/employer.html", shown)
