"""Orders: the queues that wait for a person, one order, and the returns that banks send."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from socle.kernel.errors import SocleError
from socle.payments import queries
from socle.payments.errors import FileRefused
from socle.payments.types import OrderState
from socle.platform.access.types import Desk, Permission
from socle.platform.acts.types import ActAnswer, ActStatus
from socle.web import access, clock, errors
from socle.web.file_forms import FAULTS_SHOWN, FileAnswer, file_taken
from socle.web.lot_words import CHANNELS, EVENTS, OUTCOMES, STATES, TO_DO, WHYS
from socle.web.lots import order_rows, reason_words
from socle.web.payments import wrong_of
from socle.web.submitting import form_key, submitted

_SHOWN = 100
_LIMIT_BYTES = 100 * 1024 * 1024
_BACK = frozenset({OrderState.REJECTED, OrderState.RETURNED})


@require_http_methods(["GET", "POST"])
def orders(request: HttpRequest) -> HttpResponse:
    """What waits for a person: orders back, names that differ, no account, unexplained returns."""
    desk = access.require(request, Permission.READ_BENEFITS)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        access.require(request, Permission.PREPARE_PAYMENT)
        try:
            _decided(request, desk)
        except SocleError as error:
            wrong = wrong_of(error, names=("queues",))
        else:
            return redirect("orders")
    today = clock.today(desk.fund.country)
    held = order_rows(queries.orders(states={OrderState.HELD}, limit=_SHOWN))
    shown = {
        "menu": "orders",
        "back": order_rows(queries.orders(states=_BACK, limit=_SHOWN)),
        "other_names": [each for each in held if each.is_other_name],
        "held": [each for each in held if not each.is_other_name],
        "unordered": [
            (each, WHYS[each.why], TO_DO.get(each.why, ""))
            for each in queries.unordered(on=today, limit=_SHOWN)
        ],
        "lines": [
            (each, OUTCOMES[each.outcome], STATES[each.answer].words, reason_words(each.reason))
            for each in queries.waiting_lines(limit=_SHOWN)
        ],
        "may_prepare": Permission.PREPARE_PAYMENT in desk.permissions,
        "wrong": wrong,
        "key": str(uuid.uuid4()),
        "taken": request.GET.get("taken", "")[:40],
        "is_again": request.GET.get("again") == "1",
    }
    return render(request, "orders/queues.html", shown, status=422 if wrong else 200)


def _decided(request: HttpRequest, desk: Desk) -> ActAnswer:
    """What a person says of an order, or of a line."""
    said, key = request.POST, form_key(request)
    if said.get("do") == "answer":
        fields = {"return": said.get("return", ""), "line": said.get("line", "")}
        motive = said.get("motive", "").strip()[:500]
        return submitted(desk, "answer_return_line", fields, key=key, motive=motive)
    fields = {name: said.get(name, "") for name in ("order", "name", "account")}
    return submitted(desk, "replay_order", fields, key=key)


@require_GET
def order(request: HttpRequest, number: str) -> HttpResponse:
    """One order, and all that happened to it."""
    access.require(request, Permission.READ_BENEFITS)
    found = queries.order(number=number)
    shown = {
        "menu": "orders",
        "order": found,
        "state": STATES[found.state],
        "channel": CHANNELS[found.channel],
        "events": [(EVENTS[each.kind], reason_words(each.reason), each) for each in found.events],
    }
    return render(request, "orders/order.html", shown)


@require_http_methods(["GET", "POST"])
def new_return(request: HttpRequest) -> HttpResponse:
    """The form of a returned file, and what is wrong in it."""
    desk = access.require(request, Permission.PREPARE_PAYMENT)
    if getattr(request, "upload_over_limit", False):
        return errors.too_large(request, _LIMIT_BYTES // (1024 * 1024))
    answer = FileAnswer()
    if request.method == "POST":
        answer = file_taken(
            *(request, desk, "take_returns"),
            refused=FileRefused,
            missing=_("Choisissez le fichier que la banque ou l’opérateur a rendu."),
            limit_bytes=_LIMIT_BYTES,
        )
        if answer.done:
            again = "&again=1" if answer.done.status is ActStatus.ALREADY_DONE else ""
            return redirect(f"{reverse('orders')}?taken={answer.done.subject}{again}")
    shown = {
        "menu": "orders",
        "wrong": answer.wrong,
        "faults": answer.faults[:FAULTS_SHOWN],
        "fault_count": len(answer.faults),
        "key": str(uuid.uuid4()),
        "limit_bytes": _LIMIT_BYTES,
    }
    return render(request, "orders/new_return.html", shown, status=422 if answer.wrong else 200)
