"""Searching persons and employers."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from socle.platform.access.types import Desk, Permission
from socle.platform.access.volume import count_persons_read
from socle.registry import queries
from socle.registry.types.finding import Found, Why
from socle.web import access, clock

_MOST = 50
_LONGEST = 100
_SURE = {Why.NUMBER, Why.IDENTITY, Why.PHONE, Why.NAME}


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """What the words find; the one file of a number, its own or a document's, opens at once."""
    desk = access.require(request, Permission.READ_EMPLOYER)
    text = request.GET.get("q", "").replace("\0", "").strip()[:_LONGEST]
    found: list[Found] = []
    if text:
        found = queries.search(
            text=text,
            limit=_MOST,
            with_persons=Permission.READ_PERSON in desk.permissions,
            employer_numbers=desk.employer_numbers,
        )
        persons = [each.number for each in found if each.kind == "person"]
        count_persons_read(desk=desk, numbers=persons, at=clock.now())
    if len(found) == 1 and found[0].why in {Why.NUMBER, Why.IDENTITY}:
        return redirect(found[0].kind, number=found[0].number)
    shown = {
        "menu": "persons",
        "searched": text,
        "results": found,
        "is_cut": len(found) >= _MOST,
        # Near names are not whom was searched: who is at the counter may yet be unknown.
        "register": "" if any(each.why in _SURE for each in found) else _registering(desk, text),
    }
    return render(request, "search.html", shown)


def _registering(desk: Desk, text: str) -> str:
    """The form that registers whom nobody found, begun with the name that was searched."""
    if not text or Permission.PERFORM_REGISTRATION not in desk.permissions:
        return ""
    family, _sign, given = text.partition(" ")
    is_name = not any(sign.isdigit() for sign in text)
    said = {"family_name": family, "given_names": given.strip()} if is_name else {}
    begun = {name: value for name, value in said.items() if value}
    return f"{reverse('new-act', args=['register_person'])}?{urlencode(begun)}".rstrip("?")
