"""The queue of duplicates: two readings side by side, what agrees, and the decision."""

import uuid

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from socle.kernel.errors import SocleError
from socle.kernel.wording import wording
from socle.platform.access.types import Desk, Permission
from socle.platform.jobs.queue import defer_once
from socle.registry.operations.linkage import LINK_JOB
from socle.registry.queries.linkage import linked_until
from socle.registry.queries.suspicions import suspicion, suspicion_counts, suspicions
from socle.registry.types.suspicions import ClashOutcome, Suspicion, SuspicionOrigin
from socle.web import access, errors
from socle.web.reading import with_days
from socle.web.submitting import form_key, submitted, to_act

_A_PAGE = 20
_DISTINCT = "distinct"


@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, twenty at a time, in the order it came. Posted, the worker looks for more."""
    desk = access.require(request, Permission.READ_PERSON)
    if request.method == "POST":
        access.require(request, Permission.PERFORM_REGISTRATION)
        key = f"link:{form_key(request)}"
        with transaction.atomic():
            defer_once(LINK_JOB, f"{LINK_JOB}:{desk.fund.id}", fund_id=desk.fund.id, key=key)
        return redirect("duplicates")
    origin = _origin(request.GET.get("origin", ""))
    after = request.GET.get("after", "")
    found = suspicions(limit=_A_PAGE + 1, after=after, origin=origin)
    page = found[:_A_PAGE]
    query = f"?origin={origin.value if origin else ''}"
    waiting = suspicion_counts()
    shown = {
        "menu": "duplicates",
        "pairs": page,
        "origins": list(SuspicionOrigin),
        "origin": origin,
        "counts": [(each, waiting[each]) for each in SuspicionOrigin if waiting.get(each)],
        "linked_until": linked_until(),
        "asked": request.GET.get("asked", "")[:40],
        "may_link": Permission.PERFORM_REGISTRATION in desk.permissions,
        "first_page": reverse("duplicates") + query if after else "",
        "next_page": f"{query}&after={page[-1].number}" if len(found) > _A_PAGE else "",
    }
    return render(request, "duplicates/list.html", shown)


@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest, number: str) -> HttpResponse:
    """Two readings side by side. A decision is an act; a merge, one that two people see."""
    desk = access.require(request, Permission.READ_PERSON)
    found = suspicion(number=number)
    wrong: dict[str, str] = {}
    outcome, reason = "", ""
    if request.method == "POST":
        access.require(request, Permission.PERFORM_REGISTRATION)
        outcome, reason = request.POST.get("outcome", ""), request.POST.get("reason", "").strip()
        wrong = _wrong(found, outcome, reason)
        if not wrong:
            try:
                return _decided(request, desk, found, outcome, reason)
            except SocleError as error:
                said = wording(error.code, with_days(error.facts), errors.language())
                wrong = {"reason": f"{said.message} {said.do}"}
    following = suspicions(limit=1, after=number)
    one, other = found.one.number, found.other.number
    shown = {
        "menu": "duplicates",
        "pair": found,
        "outcomes": _outcomes(found),
        "outcome": outcome,
        "reason": reason,
        "key": form_key(request) if request.method == "POST" else str(uuid.uuid4()),
        "wrong": wrong,
        "may_decide": Permission.PERFORM_REGISTRATION in desk.permissions,
        "following": following[0].number if following else "",
        "merges": [(one, other), (other, one)],
    }
    return render(request, "duplicates/pair.html", shown, status=422 if wrong else 200)


def _decided(
    request: HttpRequest, desk: Desk, found: Suspicion, outcome: str, reason: str
) -> HttpResponse:
    if found.is_of_a_row:
        fields = {"suspicion": found.number, "outcome": outcome, "reason": reason}
        submitted(desk, "settle_import_clash", fields, key=form_key(request))
        return redirect("duplicates")
    fields = {"number": found.one.number, "other": found.other.number, "difference": reason}
    return to_act(submitted(desk, "declare_distinct", fields, key=form_key(request)))


def _outcomes(found: Suspicion) -> list[str]:
    return [each.value for each in ClashOutcome] if found.is_of_a_row else [_DISTINCT]


def _wrong(found: Suspicion, outcome: str, reason: str) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if outcome not in _outcomes(found):
        wrong["outcome"] = _("Choisissez une décision.")
    if not reason:
        wrong["reason"] = _("Dites ce qui le montre : pièces vues, parents, lieu de naissance.")
    return wrong


def _origin(text: str) -> SuspicionOrigin | None:
    return SuspicionOrigin(text) if text in {each.value for each in SuspicionOrigin} else None
