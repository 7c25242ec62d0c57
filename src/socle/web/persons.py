"""The page of a person: identity, acts in two times, employments, career."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_GET

from socle.contributions import queries as contributions
from socle.platform.access.types import Permission
from socle.registry import queries
from socle.registry.types import ActOnSubject
from socle.web import access, acts, drawings
from socle.web.labels import act_label
from socle.web.reading import Reading, reading
from socle.web.templatetags.socle import local_day

_MONTHS_A_PAGE = 48


def axis_of(history: list[ActOnSubject], read: Reading) -> drawings.Axis | None:
    """The drawing of a file's acts for a reading."""
    return drawings.axis(
        history,
        on=read.on,
        known_on=read.known_on,
        label=act_label,
        local_day=local_day,
        is_mirrored=get_language_bidi(),
    )


@require_GET
def person(request: HttpRequest, number: str) -> HttpResponse:
    """A person as they were on a day, as the fund knew them on a day."""
    desk = access.require(request, Permission.READ_PERSON)
    read = reading(request)
    found = queries.person(number=number, on=read.on, known_at=read.known_at)
    history = queries.acts_on(kind="person", number=number)
    # A reading of the past shows the months of then, whenever they were declared.
    last_month = f"{read.on:%Y-%m}" if read.on < read.today else "9999"
    known = contributions.career(person_number=number, known_at=read.known_at)
    career = sorted(
        (month for month in known if month.month <= last_month),
        key=lambda month: month.month,
        reverse=True,
    )
    before = request.GET.get("before", "")
    shown = [month for month in career if not before or month.month < before]
    page = shown[:_MONTHS_A_PAGE]
    join = f"{read.query}&" if read.query else "?"
    return render(
        request,
        "persons/person.html",
        {
            "menu": "persons",
            "reading": read,
            "person": found,
            "acts": history,
            "axis": axis_of(history, read),
            "employments": queries.employments_of_person(
                number=number, on=read.on, known_at=read.known_at
            ),
            "career": page,
            "month_count": len(career),
            "first_page": f"{read.query or '?'}#carriere" if before else "",
            "next_page": f"{join}before={page[-1].month}#carriere"
            if len(shown) > len(page)
            else "",
            "act_types": acts.possible_acts(desk, subject_kind="person"),
        },
    )
