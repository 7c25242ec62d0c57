"""Months that employers left undeclared, and those declared late: a list, and its table."""

from collections.abc import Iterator
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from socle.contributions.obligations import (
    LateDeclaration,
    MissingMonth,
    first_month,
    late_declarations,
    missing_months,
)
from socle.platform.access.types import Permission
from socle.platform.extracts.types import Table
from socle.web import access, clock
from socle.web.tables import table_answer, written

_A_PAGE = 50
_MOST_IN_TABLE = 100_000


@require_GET
def obligations(request: HttpRequest) -> HttpResponse:
    """What is missing, or late with `?late=1`, fifty at a time; `.csv` gives all of it."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    is_late = request.GET.get("late") == "1"
    number = request.GET.get("employer", "").strip()[:30]
    own = desk.employer_numbers
    asked = frozenset({number}) if number and (not own or number in own) else own
    after = tuple(request.GET.get("after", "").split(" ", 1))
    place = (after[0], after[1]) if len(after) > 1 else ("", "")
    on = clock.today(desk.fund.country)
    if request.path.endswith(".csv"):
        found = _found(is_late=is_late, numbers=asked, place=("", ""), limit=_MOST_IN_TABLE, on=on)
        return table_answer(
            *(request, desk),
            table=Table.OBLIGATIONS,
            name="declarations.csv",
            content=written(_rows(found)),
        )
    found = _found(is_late=is_late, numbers=asked, place=place, limit=_A_PAGE + 1, on=on)
    page = found[:_A_PAGE]
    query = f"?late={int(is_late)}&employer={number}"
    shown = {
        "menu": "obligations",
        "is_late": is_late,
        "employer": number,
        "rows": page,
        "since": first_month(),
        "query": query,
        "first_page": query if place[0] else "",
        "next_page": (
            f"{query}&after={page[-1].employer_number}+{page[-1].month}"
            if len(found) > _A_PAGE
            else ""
        ),
        "address": reverse("obligations"),
    }
    return render(request, "obligations/list.html", shown)


def _found(
    *, is_late: bool, numbers: frozenset[str], place: tuple[str, str], limit: int, on: date
) -> list[MissingMonth] | list[LateDeclaration]:
    if is_late:
        return late_declarations(employer_numbers=numbers, after=place, limit=limit)
    return missing_months(on=on, employer_numbers=numbers, after=place, limit=limit)


def _rows(
    found: list[MissingMonth] | list[LateDeclaration],
) -> Iterator[tuple[object, ...]]:
    headings = (_("Numéro d’employeur"), _("Employeur"), _("Mois"), _("Échéance"))
    yield (*headings, _("Jours de retard"), _("Déclaration"))
    for each in found:
        number = each.taxed_by if isinstance(each, MissingMonth) else each.declaration
        row = (each.employer_number, each.employer_name, each.month, each.due_on.isoformat())
        yield (*row, each.days_late, number)
