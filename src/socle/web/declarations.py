"""The page of a declaration: one employer's month, its branches and its lines."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from socle.contributions import correctives, queries
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Permission
from socle.web import access
from socle.web.reading import reading

_LINES_A_PAGE = 50


def whole_number(text: str) -> int:
    """A place in a list as an address carries it; zero when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


@require_GET
def declaration(request: HttpRequest, number: str) -> HttpResponse:
    """The month as it was posted; names, queue and versions are those of the reading."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    read = reading(request)
    found = queries.declaration(number=number, known_at=read.known_at)
    require_employer(desk, found.employer_number)
    only_queued = request.GET.get("queued") == "1"
    after = whole_number(request.GET.get("after", ""))
    lines = queries.declaration_lines(
        number=number,
        only_queued=only_queued,
        after_line=after,
        limit=_LINES_A_PAGE + 1,
        on=read.on,
        known_at=read.known_at,
    )
    page = lines[:_LINES_A_PAGE]
    versions = correctives.versions(declaration_number=number, known_at=read.known_at)
    join = f"{read.query}&" if read.query else "?"
    queued = "&queued=1" if only_queued else ""
    shown = {
        "menu": "deposits",
        "reading": read,
        "declaration": found,
        "versions": versions,
        "shown_version": next(each for each in versions if each.number == number),
        "compared": {
            each.number
            for each in versions
            if each.version > 1 and correctives.comparisons(declaration_number=each.number, limit=1)
        },
        "in_force": next(each.number for each in versions if each.is_in_force),
        "lines": page,
        "only_queued": only_queued,
        "queued_page": f"{join}queued=1",
        "first_page": f"{join}after=0{queued}" if after else "",
        "next_page": f"{join}after={page[-1].line}{queued}" if len(lines) > len(page) else "",
    }
    return render(request, "declarations/declaration.html", shown)
