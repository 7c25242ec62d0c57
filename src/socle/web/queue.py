"""The queue of waiting lines: found, judged and cured, one group or many at a time."""

import hashlib
import uuid
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from socle.contributions import queue
from socle.contributions.types import Proposal, QueueFilter, QueueReason, WaitingGroup
from socle.kernel.errors import Refused, SocleError
from socle.kernel.months import Month
from socle.kernel.wording import wording
from socle.platform.access.types import Desk, Permission
from socle.platform.acts.errors import Invalid
from socle.platform.acts.types import ActAnswer
from socle.web import access, errors
from socle.web.evidence import Gathered, gathered
from socle.web.submitting import form_key, submitted

_A_PAGE = 50
_FILTERS = ("text", "employer", "month", "reason")
_SALT = "queue"


class Row(NamedTuple):
    """A group as one row: where it is judged, and the choice of the person most likely."""

    group: WaitingGroup
    address: str
    best: Proposal | None
    choice: str


@require_http_methods(["GET", "POST"])
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits, the longest waiting first; the groups that are ticked are cured together."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    refused: list[str] = []
    done = 0
    if request.method == "POST":
        done, refused = _cure_ticked(request, desk)
        if not refused:
            return redirect(f"{reverse('queue')}?{urlencode({**request.GET.dict(), 'done': done})}")
    asked, wrong = _filter(request, desk)
    page = max(_whole(request.GET.get("page", "")), 1)
    may_judge = Permission.READ_PERSON in desk.permissions
    read = queue.groups_with_proposals if may_judge else queue.groups
    found = read(asked=asked, limit=_A_PAGE + 1, skip=(page - 1) * _A_PAGE)
    query = {name: request.GET[name] for name in _FILTERS if name in request.GET}
    rows = [_row(each) for each in found[:_A_PAGE]]
    may_cure = Permission.DECLARE_FOR_EMPLOYER in desk.permissions
    shown = {
        "menu": "queue",
        "rows": rows,
        "can_tick": may_cure and any(each.choice for each in rows),
        "counts": queue.counts(employer_numbers=desk.employer_numbers),
        "reasons": [each.value for each in QueueReason],
        "typed": {name: request.GET.get(name, "") for name in _FILTERS},
        "is_filtered": any(query.values()),
        "wrong": wrong,
        "refused": refused,
        "done": done or _whole(request.GET.get("done", "")),
        "first_page": f"?{urlencode(query)}" if page > 1 else "",
        "next_page": f"?{urlencode({**query, 'page': page + 1})}" if len(found) > _A_PAGE else "",
        "may_cure": may_cure,
        "key": str(uuid.uuid4()),
    }
    return render(request, "queue/list.html", shown, status=422 if refused else 200)


@require_http_methods(["GET", "POST"])
def group(request: HttpRequest) -> HttpResponse:
    """One group: its lines, whom it may be, and the act that says who it is."""
    desk = access.require(request, Permission.READ_PERSON)
    access.require(request, Permission.READ_ACCOUNT)
    names = {name: request.GET.get(name, "")[:100] for name in ("employer", "number", "name")}
    typed = {
        name: request.POST.get(name, "").strip()[:500]
        for name in ("person", "other", "which", "motive")
    }
    wrong, given = "", Gathered()
    key = form_key(request)
    if request.method == "POST":
        given = gathered(request, desk)
        wrong = given.why
        if not wrong:
            try:
                answer = _cure(desk, names, typed, given.ids, key)
            except SocleError as error:
                wrong = _said(error)
            else:
                return redirect(reverse("act", args=[answer.act]) + "?done=1")
    found = queue.group(**names)
    lines = queue.lines(**names)
    shown = {
        "menu": "queue",
        "group": found,
        "lines": lines,
        "choices": [(f"{each.declaration_number}:{each.line}", each) for each in lines],
        "chosen": typed["person"] or _likeliest(found),
        "typed": typed,
        "wrong": {"which" if wrong else "": wrong} if wrong else {},
        "evidence": given,
        "may_cure": Permission.DECLARE_FOR_EMPLOYER in desk.permissions,
        "register": _registration(found),
        "key": key,
    }
    return render(request, "queue/group.html", shown, status=422 if wrong else 200)


@require_POST
def replay(request: HttpRequest) -> HttpResponse:
    """Credits at once the lines whose cause has vanished; the worker does it every few minutes."""
    desk = access.require(request, Permission.DECLARE_FOR_EMPLOYER)
    key = form_key(request)
    answer = submitted(desk, "replay_queue", {}, key=f"replay:{key}")
    return redirect(reverse("act", args=[answer.act]) + "?done=1")


def _filter(request: HttpRequest, desk: Desk) -> tuple[QueueFilter, dict[str, str]]:
    """What is asked for; a month that is none is said, and not looked for."""
    month, wrong = None, {}
    if text := request.GET.get("month", "").strip():
        try:
            month = Month.parse(text).first_day
        except Refused as refused:
            wrong["month"] = _said(refused)
    reason = request.GET.get("reason", "")
    asked = QueueFilter(
        employer=request.GET.get("employer", "").strip()[:40],
        reason=reason if reason in set(QueueReason) else "",
        month=month,
        text=request.GET.get("text", "")[:100],
        employer_numbers=desk.employer_numbers,
    )
    return asked, wrong


def _row(found: WaitingGroup) -> Row:
    names = {
        "employer": found.employer_number,
        "number": found.insured_number,
        "name": found.insured_name,
    }
    best = found.proposals[0] if found.proposals else None
    choice = ""
    if best is not None and best.is_likely and not found.is_nameless:
        choice = signing.dumps({**names, "person": best.person_number}, salt=_SALT)
    return Row(found, f"{reverse('queue-group')}?{urlencode(names)}", best, choice)


def _cure_ticked(request: HttpRequest, desk: Desk) -> tuple[int, list[str]]:
    """Cures each ticked group for the person proposed; those refused say why."""
    key = form_key(request)
    done, refused = 0, []
    for choice in request.POST.getlist("choice")[:_A_PAGE]:
        try:
            picked = signing.loads(choice, salt=_SALT)
        except signing.BadSignature:
            continue
        person = {"person": picked.pop("person"), "other": "", "which": "", "motive": ""}
        own_key = hashlib.sha256(f"{key}:{choice}".encode()).hexdigest()
        try:
            _cure(desk, picked, person, (), own_key)
        except SocleError as error:
            named = picked["name"] or picked["number"]
            refused.append(f"{named} : {_said(error)}")
        else:
            done += 1
    return done, refused


def _cure(
    desk: Desk,
    names: Mapping[str, str],
    typed: Mapping[str, str],
    evidence: tuple[int, ...],
    key: str,
) -> ActAnswer:
    """Cures the whole group, or the one line that was chosen."""
    person = typed["other"] or typed["person"]
    if typed["which"]:
        declaration, _sign, line = typed["which"].rpartition(":")
        fields = {"declaration": declaration, "line": line, "person": person}
        return submitted(
            desk, "cure_line", fields, key=key, motive=typed["motive"], evidence=evidence
        )
    fields = {
        "employer": names["employer"],
        "insured_number": names["number"],
        "insured_name": names["name"],
        "person": person,
    }
    return submitted(desk, "cure_group", fields, key=key, motive=typed["motive"], evidence=evidence)


def _likeliest(found: WaitingGroup) -> str:
    """The person already chosen when the page opens: only one to whom two facts point."""
    first = found.proposals[0] if found.proposals else None
    return first.person_number if first and first.is_likely else ""


def _registration(found: WaitingGroup) -> str:
    """The form that registers this person, with what the line says already in it."""
    asked = {"subject": found.insured_number, "family_name": found.insured_name}
    return reverse("new-act", args=["register_person"]) + "?" + urlencode(asked)


def _said(error: SocleError) -> str:
    """What is wrong and what to do, in one paragraph."""
    faults = error.faults if isinstance(error, Invalid) else (error,)
    said = [wording(each.code, each.facts, errors.language()) for each in faults]
    return " ".join(f"{each.message} {each.do}" for each in said)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
