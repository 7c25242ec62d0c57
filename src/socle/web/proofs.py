"""What keeps rights: proofs that are due, late or missing; and what was overpaid."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from socle.benefits.keeping import figure, window_rule
from socle.benefits.queries.overpayments import overpayments
from socle.benefits.queries.proofs import awaited_proofs
from socle.benefits.types.proofs import ProofState
from socle.platform.access.types import Permission
from socle.web import access, clock
from socle.web.reading import parse_day


@require_GET
def awaited(request: HttpRequest) -> HttpResponse:
    """The proofs that awards wait for on a day; it prints as a list for home visits."""
    desk = access.require(request, Permission.READ_BENEFITS)
    country = desk.fund.country
    on = parse_day(request.GET.get("on", "")) or clock.today(country)
    state = request.GET.get("state", "")
    lines = awaited_proofs(country=country, on=on, state=state if state in set(ProofState) else "")
    shown = {
        "menu": "proofs",
        "on_text": f"{on:%d/%m/%Y}",
        "state": state,
        "states": list(ProofState),
        "lines": lines,
        "counts": dict(Counter(each.state for each in lines)),
        "rule": window_rule(country),
    }
    return render(request, "proofs/list.html", shown)


@require_GET
def overpaid(request: HttpRequest) -> HttpResponse:
    """What was paid too much, what was taken back of it, and by which share."""
    access.require(request, Permission.READ_BENEFITS)
    shown = {
        "menu": "overpayments",
        "overpayments": overpayments(),
        "share": figure("retention_percent"),
    }
    return render(request, "proofs/overpayments.html", shown)
