"""Searching persons and employers."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from socle.platform.access.types import Permission
from socle.registry import queries
from socle.web import access

_MOST = 50
_LONGEST = 100


class Result(NamedTuple):
    kind: str
    number: str
    name: str


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """What the words find; a single file that bears the exact number opens at once."""
    desk = access.require(request, Permission.READ_EMPLOYER)
    text = request.GET.get("q", "").replace("\0", "").strip()[:_LONGEST]
    found: list[Result] = []
    if text:
        rows = queries.search(
            text=text,
            limit=_MOST,
            with_persons=Permission.READ_PERSON in desk.permissions,
            employer_numbers=desk.employer_numbers,
        )
        found = [Result(*row) for row in rows]
    if len(found) == 1 and found[0].number == "".join(text.split()).upper():
        return redirect(found[0].kind, number=found[0].number)
    shown = {
        "menu": "persons",
        "searched": text,
        "results": found,
        "is_cut": len(found) >= _MOST,
    }
    return render(request, "search.html", shown)
