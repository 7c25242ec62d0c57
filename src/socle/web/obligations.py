"""Months that employers left undeclared, and those declared late: a list, and its table."""

import csv
import io
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
from socle.web import access, clock

_A_PAGE = 50
_MOST_IN_TABLE = 100_000
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@")


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
        return _table(found)
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


def _table(found: list[MissingMonth] | list[LateDeclaration]) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    headings = (_("Numéro d’employeur"), _("Employeur"), _("Mois"), _("Échéance"))
    writer.writerow((*headings, _("Jours de retard"), _("Déclaration")))
    for each in found:
        name = each.employer_name
        number = each.taxed_by if isinstance(each, MissingMonth) else each.declaration
        inert = f"'{name}" if name.startswith(_FORMULA) else name
        row = (each.employer_number, inert, each.month, each.due_on.isoformat())
        writer.writerow((*row, each.days_late, number))
    content = text.getvalue().encode("utf-8-sig")
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="declarations.csv"'
    return response
