"""The queue of payments of nobody known yet (compte d'attente), each with near employers."""

import uuid
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from socle.collection import queries
from socle.platform.access.types import Permission
from socle.web import access, clock
from socle.web.payments import CandidateRow, PaymentRow, candidate_rows, row

# Near employers are sought for each: a short page answers at once.
_A_PAGE = 20


class WaitingPayment(NamedTuple):
    """A payment that waits for its owner."""

    row: PaymentRow
    candidates: list[CandidateRow]


@require_GET
def suspense(request: HttpRequest) -> HttpResponse:
    """What came in and is of nobody known, the last first; cheques to clear below."""
    desk = access.require(request, Permission.MATCH_PAYMENT)
    today = clock.today(desk.fund.country)
    before = request.GET.get("before") or None
    found = queries.unmatched(before=before, limit=_A_PAGE + 1)
    page = found[:_A_PAGE]
    count, total = queries.suspense_total()
    shown = {
        "menu": "suspense",
        "waiting": [WaitingPayment(row(each), candidate_rows(each, today)[:3]) for each in page],
        "count": count,
        "total": total,
        "cheques": [] if before else [row(each) for each in queries.cheques_to_clear()],
        "key": str(uuid.uuid4()),
        "first_page": request.path if before else "",
        "next_page": f"?before={page[-1].number}" if len(found) > _A_PAGE else "",
    }
    return render(request, "suspense/list.html", shown)
