"""A month under a law that changed since: whom it concerns, and the proposal to post it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from socle.contributions.reassessment import REASSESS, reassessment
from socle.kernel.errors import Refused
from socle.kernel.months import Month
from socle.platform.access.types import Permission
from socle.web import access
from socle.web.submitting import form_key, submitted, to_act

_MOST_SHOWN = 200


@require_http_methods(["GET", "POST"])
def reassessments(request: HttpRequest) -> HttpResponse:
    """What the law as now known changes in a month; posted, a proposal for a second person."""
    desk = access.require(request, Permission.DECLARE_FOR_EMPLOYER)
    if request.method == "POST":
        fields = {name: request.POST.get(name, "")[:16] for name in ("month", "until", "seen")}
        motive = request.POST.get("motive", "").strip()[:500]
        return to_act(submitted(desk, REASSESS, fields, key=form_key(request), motive=motive))
    written, last = (request.GET.get(name, "").strip()[:10] for name in ("month", "until"))
    found, fault = None, ""
    if written:
        try:
            month, until = Month.parse(written), Month.parse(last or written)
        except Refused:
            fault = _("Écrivez le mois ainsi : 2026-01.")
        else:
            found = reassessment(desk=desk, month=month, until=until)
    shown = {
        "menu": "reassessments",
        "month": written,
        "until": last,
        "fault": fault,
        "found": found,
        "rows": found.changed[:_MOST_SHOWN] if found else (),
        "key": form_key(request),
        "country": desk.fund.country,
    }
    return render(request, "reassessments/list.html", shown)
