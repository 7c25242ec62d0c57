"""The page of a person: identity, acts in two times, employments, career."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_GET

from socle.contributions import careers
from socle.platform.access.types import Permission
from socle.registry import queries
from socle.registry.types import ActOnSubject
from socle.web import access, acts, drawings
from socle.web.careers import grid, shown_gaps
from socle.web.labels import act_label
from socle.web.reading import Reading, reading
from socle.web.templatetags.socle import local_day

_GAPS_SHOWN = 3


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
    career = careers.view(person_number=number, on=read.on, known_at=read.known_at)
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
            "career": career,
            "grid": grid(career),
            "gaps": shown_gaps(career)[:_GAPS_SHOWN],
            "act_types": acts.possible_acts(desk, subject_kind="person"),
        },
    )
