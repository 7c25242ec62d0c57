"""Careers on screen: the grid of a person's page, and the statement that is printed."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from socle.contributions import careers
from socle.contributions.types import CareerCell, CareerGap, CareerMonth, CareerView
from socle.kernel.wording import Wording, wording
from socle.platform.access.types import Permission
from socle.registry import queries
from socle.web import access, errors
from socle.web.reading import reading

ALL_YEARS = "all"


@dataclass(frozen=True, slots=True)
class ShownGap:
    """Missing months with their cause and remedy in the page's language."""

    gap: CareerGap
    said: Wording


def shown_gaps(found: CareerView) -> list[ShownGap]:
    """What is missing, in words."""
    language = errors.language()
    return [
        ShownGap(
            each,
            wording(
                f"career.gap.{each.cause}",
                {"employer": each.employer_name or each.employer_number},
                language,
            ),
        )
        for each in found.gaps
    ]


@dataclass(frozen=True, slots=True)
class GridRow:
    """A year of the grid: its cells and what it counts."""

    year: int
    cells: tuple[CareerCell, ...]
    credited: int


def grid(found: CareerView) -> list[GridRow]:
    """The years of a career, the latest first."""
    return [GridRow(each.year, each.cells, each.credited) for each in found.years]


@require_GET
def statement(request: HttpRequest, number: str) -> HttpResponse:
    """The yearly statement of a career (relevé annuel de carrière), to read and to print."""
    access.require(request, Permission.READ_PERSON)
    read = reading(request)
    person = queries.person(number=number, on=read.on, known_at=read.known_at)
    found = careers.view(person_number=number, on=read.on, known_at=read.known_at)
    years = [each.year for each in found.years]
    asked = request.GET.get("year", "")
    latest = str(max(years, default=""))
    chosen = asked if asked in {ALL_YEARS, *map(str, years)} else latest
    months: list[CareerMonth] = [
        each for each in found.months if chosen == ALL_YEARS or each.month.startswith(chosen)
    ]
    shown = {
        "menu": "persons",
        "reading": read,
        "person": person,
        "career": found,
        "grid": grid(found),
        "years": years,
        "chosen": chosen,
        "months": months if years else [],
        "gaps": shown_gaps(found),
        "join": f"{read.query}&" if read.query else "?",
        "unit_words": _("mois") if found.unit == "month" else _("jours"),
    }
    return render(request, "careers/statement.html", shown)
