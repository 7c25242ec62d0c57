"""What a corrective changes: shown before it is confirmed, and kept after."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from socle.contributions import correctives, operations
from socle.contributions.types import DepositStatus
from socle.kernel.errors import NotKnown
from socle.platform.access.types import Permission
from socle.web import access
from socle.web.declarations import whole_number
from socle.web.deposits import own_deposit

_A_PAGE = 50
_LINES_A_PAGE = 100


@require_http_methods(["GET", "POST"])
def changes(request: HttpRequest, number: str) -> HttpResponse:
    """The comparison of a corrective; confirming it opens the page of the deposit."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    if request.method == "POST":
        with transaction.atomic():
            operations.confirm_deposit(desk=desk, number=number)
        return redirect("deposit", number=number)
    found = own_deposit(desk, number)
    compared = correctives.comparisons(
        deposit_number=number,
        employer_numbers=desk.employer_numbers,
        after=whole_number(request.GET.get("after", "")),
        limit=_A_PAGE + 1,
    )
    if not compared:
        raise NotKnown("declaration.nothing_to_confirm", number=number)
    page = compared[:_A_PAGE]
    after_line = whole_number(request.GET.get("line", ""))
    lines = correctives.line_changes(
        comparison=page[0].id, after=after_line, limit=_LINES_A_PAGE + 1
    )
    shown = {
        "menu": "deposits",
        "deposit": found,
        "is_waiting": found.status is DepositStatus.TO_CONFIRM,
        "seen": page[0],
        "others": page[1:],
        "lines": lines[:_LINES_A_PAGE],
        "first_page": "?line=0" if after_line else "",
        "next_page": (f"?line={lines[_LINES_A_PAGE - 1].id}" if len(lines) > _LINES_A_PAGE else ""),
    }
    return render(request, "correctives/changes.html", shown)
