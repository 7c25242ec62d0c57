"""Discrepancies: two readings of one thing side by side, and the decision."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from socle.exchange.queries import discrepancies
from socle.exchange.types import DiscrepancyKind, DiscrepancyOutcome, DiscrepancyView
from socle.kernel.errors import SocleError
from socle.kernel.money import Money
from socle.platform.access.types import Permission
from socle.platform.acts.queries import act
from socle.web import access, errors
from socle.web.acts import file_name, readable
from socle.web.exchange.deciding import decided
from socle.web.submitting import form_key

_A_PAGE = 50
_OUTCOMES = {
    DiscrepancyKind.IDENTITY: (DiscrepancyOutcome.OURS, DiscrepancyOutcome.THEIRS),
    DiscrepancyKind.COMPANY: (DiscrepancyOutcome.OURS, DiscrepancyOutcome.THEIRS),
    DiscrepancyKind.WAGE: (DiscrepancyOutcome.CONTROL, DiscrepancyOutcome.DISMISSED),
}


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What nobody has decided yet, the last found first; decided too with `?all=1`."""
    desk = access.require(request, Permission.READ_ACTS)
    asked, before = request.GET.get("kind", ""), request.GET.get("before", "")
    kind = DiscrepancyKind(asked) if asked in set(DiscrepancyKind) else None
    is_all = request.GET.get("all") == "1"
    found = discrepancies.discrepancies(
        only_open=not is_all, kind=kind, limit=_A_PAGE + 1, before=before
    )
    page = found[:_A_PAGE]
    query = {"kind": asked} | ({"all": "1"} if is_all else {})
    following = query | {"before": page[-1].number} if len(found) > _A_PAGE else {}
    shown = {
        "menu": "exchange",
        "rows": [(each, *_sides(each, desk.fund.currency)) for each in page],
        "kind": kind,
        "kinds": list(DiscrepancyKind),
        "is_all": is_all,
        "first_page": f"?{urlencode(query)}" if before else "",
        "next_page": f"?{urlencode(following)}" if following else "",
    }
    return render(request, "exchange/discrepancies.html", shown)


@require_http_methods(["GET", "POST"])
def discrepancy(request: HttpRequest, number: str) -> HttpResponse:
    """Both readings, and which one is kept."""
    desk = access.require(request, Permission.READ_ACTS)
    found = discrepancies.discrepancy(number=number)
    outcome = request.POST.get("outcome", "")
    wrong: dict[str, str] = {}
    if request.method == "POST":
        fields = {"discrepancy": number, "outcome": outcome}
        wrong = decided(request, "decide_discrepancy", fields)
        if not wrong:
            return redirect(reverse("discrepancy", args=[number]) + "?done=1")
    ours, theirs = _sides(found, desk.fund.currency)
    shown = {
        "menu": "exchange",
        "found": found,
        "ours": ours,
        "theirs": theirs,
        "subject_name": file_name(found.subject_kind, found.subject_number),
        "worker": found.attribute if found.kind is DiscrepancyKind.WAGE else "",
        "outcomes": _OUTCOMES[found.kind],
        "outcome": outcome,
        "proposal": _proposal(found.act),
        "may_decide": Permission.PERFORM_REGISTRATION in desk.permissions and not found.outcome,
        "following": discrepancies.next_open(after=number)[0],
        "motive": request.POST.get("motive", ""),
        "wrong": wrong,
        "key": form_key(request),
        "done": request.GET.get("done") == "1",
    }
    return render(request, "exchange/discrepancy.html", shown, status=422 if wrong else 200)


def _sides(found: DiscrepancyView, currency: str) -> tuple[str, str]:
    """Both readings as a person reads them: an amount with its unit, a day, a name."""
    if found.kind is DiscrepancyKind.WAGE:
        return _amount(found.ours, currency), _amount(found.theirs, currency)
    return readable(found.attribute, found.ours), readable(found.attribute, found.theirs)


def _amount(minor: str, currency: str) -> str:
    return Money(int(minor), currency).text(errors.language()) if minor else ""


def _proposal(number: str) -> str:
    """The correction that was proposed by taking the source's reading."""
    if not number:
        return ""
    try:
        after: Mapping[str, Any] = act(number=number).after
    except SocleError:
        return ""
    return str(after.get("proposal", ""))
