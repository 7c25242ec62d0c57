"""Monthly runs: the list with what each month cost, one run's cockpit, a simulation."""

import uuid
from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from socle.benefits.operations.asked_runs import ask_run, awaited_run, is_large
from socle.benefits.operations.runs import simulate_run
from socle.benefits.queries.runs import benefit_run, benefit_runs
from socle.benefits.types.runs import (
    BenefitTotal,
    Change,
    DueKind,
    RunAwaited,
    RunState,
    RunSummary,
    RunView,
    Simulated,
)
from socle.kernel.errors import SocleError
from socle.kernel.months import Month
from socle.kernel.wording import wording
from socle.platform.access.types import Permission
from socle.web import access, arrears, clock, errors
from socle.web.submitting import form_key, submitted

_A_PAGE = 50
_BARS, _BASE, _HEIGHT, _START, _STEP = 6, 120, 104, 66, 80
_HALF = 60  # of the drawing of a change: nothing is in its middle


class Bar(NamedTuple):
    """A month's bar in the drawing of the list."""

    month: str
    amount: int
    x: int
    y: int
    height: int


class ShownChange(NamedTuple):
    """A cause with its bar, to the side of zero where it lies."""

    change: Change
    x: int
    width: int


@require_http_methods(["GET", "POST"])
def runs(request: HttpRequest) -> HttpResponse:
    """The runs; a form that computes the next one, or tries it without writing anything."""
    desk = access.require(request, Permission.READ_BENEFITS)
    today = clock.today(desk.fund.country)
    wrong: dict[str, str] = {}
    simulated: Simulated | None = None
    month = request.POST.get("month", f"{today:%Y-%m}")
    awaited = awaited_run()
    if request.GET.get("part") == "state":
        return _state(request, awaited)
    if request.method == "POST":
        try:
            if request.POST.get("do") == "simulate":
                asked = Month.parse(month).first_day
                simulated = simulate_run(desk=desk, month=asked, benefits=(), on=today)
            elif is_large():
                key, at = form_key(request), clock.now()
                with transaction.atomic():
                    ask_run(desk=desk, month=month, on=today, key=key, at=at)
                return redirect("runs")
            else:
                answer = submitted(desk, "compute_run", {"month": month}, key=form_key(request))
                return redirect("run", answer.subject)
        except SocleError as error:
            wrong = {"month": arrears.why(error)}
    before = request.GET.get("before", "")
    read = int(before) if before.isdecimal() and len(before) < 19 else 0
    found = benefit_runs(before=read, limit=_A_PAGE + 1)
    shown = {
        "menu": "runs",
        "runs": found[:_A_PAGE],
        "bars": _bars(found, is_mirrored=request.LANGUAGE_CODE == "ar"),
        "next_page": f"?before={found[_A_PAGE - 1].id}" if len(found) > _A_PAGE else "",
        "first_page": "?" if before else "",
        "month": month,
        "awaited": awaited,
        "not_computed": _why_not(awaited),
        "simulated": simulated,
        "changes": _changes(simulated.changes) if simulated else [],
        "amends": _amends(simulated.benefits) if simulated else False,
        "kinds": list(DueKind),
        "wrong": wrong,
        "key": str(uuid.uuid4()),
    }
    return render(request, "runs/list.html", shown, status=422 if wrong else 200)


def _state(request: HttpRequest, awaited: RunAwaited | None) -> HttpResponse:
    """The running state, for htmx; once it is over, the page of what came of it."""
    if awaited is None or awaited.refusal:
        return HttpResponseClientRedirect(reverse("runs"))
    if awaited.run:
        return HttpResponseClientRedirect(reverse("run", args=[awaited.run]))
    return render(request, "runs/state.html", {"awaited": awaited})


def _why_not(awaited: RunAwaited | None) -> str:
    """Why the last run that was asked for was not computed; empty where it was."""
    if awaited is None or not awaited.refusal:
        return ""
    said = wording(awaited.refusal, awaited.facts, errors.language())
    return f"{said.message} {said.do}"


@require_GET
def run(request: HttpRequest, number: str) -> HttpResponse:
    """A run's cockpit: its one next step, totals, differences explained, anomalies."""
    desk = access.require(request, Permission.READ_BENEFITS)
    found = benefit_run(number=number)
    shown = {
        "menu": "runs",
        "run": found,
        "step": _next_step(found, desk.permissions),
        "kinds": list(DueKind),
        "changes": _changes(found.changes),
        "amends": _amends(found.benefits),
    }
    return render(request, "runs/run.html", shown)


def _next_step(found: RunView, may: frozenset[Permission]) -> str:
    """What is to be done next with a run, and by whom."""
    if found.summary.state is not RunState.COMPUTED:
        return str(found.summary.state)
    if found.open_anomalies:
        return "accept" if Permission.RUN_BENEFITS in may else "accept_elsewhere"
    return "validate" if Permission.AUTHORISE_PAYMENT in may else "validate_elsewhere"


def _bars(found: list[RunSummary], *, is_mirrored: bool) -> list[Bar]:
    """What the latest months cost: runs that count, those of one month together."""
    sums: dict[str, int] = {}
    for each in found:
        if each.state is not RunState.DISCARDED:
            month = f"{each.month:%Y-%m}"
            sums[month] = sums.get(month, 0) + each.amount
    shown = sorted(sums.items())[-_BARS:]
    most = max((amount for _month, amount in shown), default=0)
    if most <= 0:
        return []
    bars = []
    for place, (month, amount) in enumerate(shown):
        rank = _BARS - 1 - place if is_mirrored else place
        height = _HEIGHT * max(amount, 0) // most
        bars.append(Bar(month, amount, _START + rank * _STEP, _BASE - height, height))
    return bars


def _amends(totals: Iterable[BenefitTotal]) -> bool:
    """Whether a run counts anything of months that were counted before."""
    return any(
        amount
        for each in totals
        for kind, amount in each.by_kind.items()
        if kind != DueKind.REGULAR
    )


def _changes(changes: tuple[Change, ...]) -> list[ShownChange]:
    most = max((abs(each.amount) for each in changes), default=0) or 1
    shown = []
    for each in sorted(changes, key=lambda change: -abs(change.amount)):
        width = max(_HALF * abs(each.amount) // most, 1)
        shown.append(ShownChange(each, _HALF if each.amount > 0 else _HALF - width, width))
    return shown
