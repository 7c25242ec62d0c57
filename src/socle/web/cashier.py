"""The cashier's screen: the day opened, money received, the drawer counted and closed."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from socle.collection import queries
from socle.kernel.errors import NotKnown, SocleError
from socle.platform.access.types import Desk, Permission
from socle.web import access, clock
from socle.web.payments import row, wrong_of
from socle.web.submitting import form_key, submitted

_ACTS = {
    "open": ("open_cash_day", ("opening_float",)),
    "receive": (
        "receive_payment",
        ("reference", "employer", "amount", "means", "cheque_number", "bank", "payer"),
    ),
    "close": ("close_cash_day", ("counted",)),
}


@require_http_methods(["GET", "POST"])
def cashier(request: HttpRequest) -> HttpResponse:
    """Where my day stands, and the one next thing to do in it."""
    desk = access.require(request, Permission.COLLECT)
    typed = {name: "" for _code, names in _ACTS.values() for name in names}
    wrong: dict[str, str] = {}
    if request.method == "POST" and request.POST.get("do") in _ACTS:
        code, names = _ACTS[request.POST["do"]]
        sent = {name: request.POST.get(name, "").strip() for name in names}
        typed |= sent
        try:
            done = submitted(desk, code, sent, key=form_key(request))
        except SocleError as error:
            wrong = wrong_of(error, names=names)
        else:
            if code == "receive_payment":
                return redirect("quittance", done.subject)
            return redirect("cashier")
    return render(
        request, "cashier/desk.html", _shown(desk, typed, wrong), status=422 if wrong else 200
    )


@require_GET
def cash_day(request: HttpRequest, number: str) -> HttpResponse:
    """One day at the counter, to print with its receipts and its count."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    if desk.employer_numbers:
        raise NotKnown("collection.day_unknown", number=number[:40])
    found = queries.cash_day(number=number)
    shown = {
        "menu": "cashier",
        "day": found,
        "rows": [row(each) for each in queries.receipts_of_day(number=number)],
    }
    return render(request, "cashier/day.html", shown)


def _shown(desk: Desk, typed: dict[str, str], wrong: dict[str, str]) -> dict[str, Any]:
    mine = queries.cash_days(cashier_id=desk.user_id, is_open=True, limit=1)
    opened = mine[0] if mine else None
    today = clock.today(desk.fund.country)
    return {
        "menu": "cashier",
        "day": opened,
        "is_of_today": opened is None or opened.opened_on == today,
        "rows": [row(each) for each in queries.receipts_of_day(number=opened.number)]
        if opened
        else [],
        "closed": [
            each
            for each in queries.cash_days(cashier_id=desk.user_id, limit=10)
            if each.counted is not None
        ],
        "typed": typed,
        "wrong": wrong,
        "key": str(uuid.uuid4()),
    }
