"""Lots of payments: the list, one lot with the one next step, its file, its list to sign."""

import uuid
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from socle.kernel.errors import NotKnown, SocleError
from socle.payments import queries
from socle.payments.errors import FileRefused
from socle.payments.types import TOLD_CLOSED, LotView, OrderState, OrderView, Stage
from socle.platform.access.types import Desk, Permission
from socle.platform.acts.catalogue import act_type
from socle.platform.documents.queries import document, open_document
from socle.web import access, clock
from socle.web.lot_words import CHANNELS, FORMS, NEXT, OTHER_HOLDER, REASONS, STAGES, STATES
from socle.web.payments import wrong_of
from socle.web.status_shapes import Label, Words
from socle.web.submitting import form_key, submitted

_A_PAGE, _ORDERS, _RUNS = 50, 100, 12
OTHER_NAME = "name:"  # then the name that the operator gave
_MOST_ON_PAPER, _SHARED = 2000, 20
_OPEN = {Stage.CALCULATED, Stage.NAMED, Stage.CONTROLLED, Stage.VALIDATED, Stage.ENDORSED}


class LotRow(NamedTuple):
    """A lot as a table shows it."""

    lot: LotView
    stage: Label
    channel: Words


class OrderRow(NamedTuple):
    """An order as a table shows it."""

    order: OrderView
    state: Label
    reason: Words

    @property
    def is_other_name(self) -> bool:
        return self.order.reason.startswith(OTHER_NAME)

    @property
    def is_told_closed(self) -> bool:
        return self.order.reason in TOLD_CLOSED


class NextStep(NamedTuple):
    """The one step that is next, and whether this desk may take it."""

    code: str
    words: Words
    hint: Words
    is_mine: bool


def order_rows(found: list[OrderView]) -> list[OrderRow]:
    """Orders with their words."""
    return [OrderRow(each, _state(each), reason_words(each.reason)) for each in found]


def _state(order: OrderView) -> Label:
    is_other = order.state is OrderState.HELD and order.reason.startswith(OTHER_NAME)
    return OTHER_HOLDER if is_other else STATES[order.state]


def reason_words(reason: str) -> Words:
    """Why, in words where the code is known."""
    return REASONS.get(reason, reason.removeprefix(OTHER_NAME))


@require_http_methods(["GET", "POST"])
def lots(request: HttpRequest) -> HttpResponse:
    """Lots, the last first, and the runs whose payments are to be prepared."""
    desk = access.require(request, Permission.READ_BENEFITS)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        access.require(request, Permission.PREPARE_PAYMENT)
        fields = {
            "run": request.POST.get("run", ""),
            "without_account": request.POST.get("without_account", ""),
        }
        try:
            submitted(desk, "prepare_orders", fields, key=form_key(request))
        except SocleError as error:
            wrong = wrong_of(error, names=("runs",))
        else:
            return redirect("lots")
    before = request.GET.get("before") or None
    found = queries.lots(before=before, limit=_A_PAGE + 1)
    page = found[:_A_PAGE]
    shown = {
        "menu": "lots",
        "rows": [LotRow(each, STAGES[each.stage], CHANNELS[each.channel]) for each in page],
        "runs": queries.runs_to_prepare(limit=_RUNS),
        "may_prepare": Permission.PREPARE_PAYMENT in desk.permissions,
        "wrong": wrong,
        "key": str(uuid.uuid4()),
        "first_page": request.path if before else "",
        "next_page": f"?before={page[-1].number}" if len(found) > _A_PAGE else "",
    }
    return render(request, "lots/list.html", shown, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
def lot(request: HttpRequest, number: str) -> HttpResponse:
    """One lot: where it stands, its control totals, the next step, its orders."""
    desk = access.require(request, Permission.READ_BENEFITS)
    found = queries.lot(number=number)
    wrong: dict[str, str] = {}
    faults: list[object] = []
    if request.method == "POST":
        code = request.POST.get("do", "")
        allowed = {step.code for step in next_steps(found, desk)} | {"discard_lot"}
        if code not in allowed:
            raise NotKnown("payments.lot_unknown", number=number[:40])
        access.require(request, act_type(code).permission)
        try:
            submitted(desk, code, {"lot": number}, key=form_key(request))
        except FileRefused as refused:
            faults = list(refused.faults)
            wrong = wrong_of(refused, names=("next",))
        except SocleError as error:
            wrong = wrong_of(error, names=("next",))
        else:
            return redirect("lot", number)
    after = request.GET.get("after", "")[:20]
    orders = queries.orders(lot_number=number, after=after, limit=_ORDERS + 1)
    page = orders[:_ORDERS]
    permission = act_type("discard_lot").permission
    shown = {
        "menu": "lots",
        "lot": found,
        "stage": STAGES[found.stage],
        "channel": CHANNELS[found.channel],
        "form": FORMS[found.form],
        "steps": [(STAGES[each.stage].words, each) for each in found.steps],
        "next": next_steps(found, desk),
        "may_discard": found.stage in _OPEN and permission in desk.permissions,
        "may_carry": found.has_file and Permission.PREPARE_PAYMENT in desk.permissions,
        "rows": order_rows(page),
        "shared": queries.shared_accounts(lot_number=number, limit=_SHARED),
        "wrong": wrong,
        "faults": faults[:_A_PAGE],
        "key": str(uuid.uuid4()),
        "first_page": request.path if after else "",
        "next_page": f"?after={page[-1].number}" if len(orders) > _ORDERS else "",
    }
    return render(request, "lots/lot.html", shown, status=422 if wrong else 200)


@require_POST
def lot_file(request: HttpRequest, number: str) -> HttpResponse:
    """The file of a lot, to be carried to the bank: who took it is an act."""
    desk = access.require(request, Permission.PREPARE_PAYMENT)
    found = queries.lot_file(number=number)
    if found is None:
        raise NotKnown("payments.lot_unknown", number=number[:40])
    submitted(desk, "hand_over_file", {"lot": number}, key=form_key(request))
    kept = document(document_id=found)
    response = HttpResponse(
        open_document(document_id=found).read(), content_type="application/octet-stream"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{kept.name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@require_GET
def cash_list(request: HttpRequest, number: str) -> HttpResponse:
    """A lot to print, with a place for each signature (état de paiement)."""
    access.require(request, Permission.READ_BENEFITS)
    shown = {
        "menu": "lots",
        "lot": queries.lot(number=number),
        "orders": queries.orders(lot_number=number, limit=_MOST_ON_PAPER),
        "today": clock.today(access.desk(request).fund.country),
        "back": reverse("lot", args=[number]),
    }
    return render(request, "lots/cash_list.html", shown)


def next_steps(found: LotView, desk: Desk) -> list[NextStep]:
    """The next step of a lot; none once it is over."""
    if found.stage not in NEXT or (found.stage is Stage.SENT and found.away):
        return []
    code, words, hint = NEXT[found.stage]
    return [NextStep(code, words, hint, act_type(code).permission in desk.permissions)]
