"""The pages of acts: the list, one act in full, and the forms made from the catalogue."""

import re
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from socle.countries.registry import country
from socle.kernel.errors import NotKnown
from socle.kernel.money import Money
from socle.platform.access.types import Desk, Permission
from socle.platform.acts import catalogue, operations, queries
from socle.platform.acts.types import ActStatus, ActView, ProposalView
from socle.registry import queries as registry
from socle.web import access, clock, errors
from socle.web.labels import CHOICES, ROLES
from socle.web.reading import parse_day
from socle.web.templatetags.socle import count

_A_PAGE = 50
# Acts with other rights have screens of their own.
_ENTERED = frozenset(
    {Permission.PERFORM_REGISTRATION, Permission.PERFORM_FAMILY, Permission.PREPARE_DECLARATION}
)
_AMOUNTS = {
    "allocated",
    "allowances",
    "amount",
    "counted",
    "difference",
    "employee",
    "employer",
    "expected",
    "opening_float",
    "refunded",
    "total",
}
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class PossibleAct(NamedTuple):
    """An act that a desk may enter."""

    code: str
    words: str


def possible_acts(
    desk: Desk, *, subject_kind: str = "", codes: tuple[str, ...] = ()
) -> list[PossibleAct]:
    """The acts of the catalogue that this desk may enter on a screen."""
    return [
        PossibleAct(each.code, str(each.label))
        for each in catalogue.catalogue()
        if each.permission in desk.permissions
        and each.permission in _ENTERED
        and each.is_offered(desk.fund)
        and (not subject_kind or each.subject_kind == subject_kind)
        and (not codes or each.code in codes)
    ]


def _place(text: str) -> tuple[datetime, int] | None:
    """A place in the list of acts as an address carries it: an instant and an act's rank."""
    at, _sign, rank = text.rpartition("_")
    try:
        return datetime.fromisoformat(at), int(rank)
    except ValueError:
        return None


@require_GET
def acts(request: HttpRequest) -> HttpResponse:
    """What waits for a second pair of eyes, then the fund's last acts."""
    desk = access.require(request, Permission.READ_ACTS)
    before = _place(request.GET.get("before", ""))
    found = queries.acts(before=before, limit=_A_PAGE + 1)
    page = found[:_A_PAGE]
    following = ""
    if len(found) > len(page):
        following = "?before=" + quote(f"{page[-1].recorded_at.isoformat()}_{page[-1].id}")
    shown = {
        "menu": "acts",
        "acts": page,
        "proposals": [] if before else queries.proposals(),
        "act_types": [] if before else possible_acts(desk),
        "first_page": reverse("acts") if before else "",
        "next_page": following,
    }
    return render(request, "acts/list.html", shown)


class Change(NamedTuple):
    """One datum before and after an act, as a person reads it."""

    name: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


@require_GET
def act(request: HttpRequest, number: str) -> HttpResponse:
    """An act in full: who, when, why, what changed, and the proof."""
    desk = access.require(request, Permission.READ_ACTS)
    found = queries.act(number=number)
    may_reverse = (
        found.reverses is None and found.reversed_by is None and _is_reversible(desk, found.type)
    )
    shown = {
        "menu": "acts",
        "act": found,
        "changes": _changes(found, desk.fund.currency),
        "done": request.GET.get("done") == "1",
        "may_reverse": may_reverse,
        "key": str(uuid.uuid4()),
    }
    return render(request, "acts/act.html", shown)


def _is_reversible(desk: Desk, code: str) -> bool:
    known = {each.code: each for each in catalogue.catalogue()}
    return (
        code in known and known[code].is_reversible and known[code].permission in desk.permissions
    )


def _changes(act: ActView, currency: str) -> list[Change]:
    """What an act changed; a deposit's act tells counts and amounts of its file instead."""
    names = dict.fromkeys([*act.after, *act.before])
    if act.subject_kind == "deposit":
        return [
            Change(f"deposit_{name}", "", _counted(name, act.after.get(name), currency))
            for name in names
        ]
    return [
        Change(
            name, *(_counted(name, each.get(name), currency) for each in (act.before, act.after))
        )
        for name in names
    ]


def _counted(name: str, value: Any, currency: str) -> str:
    if name in _AMOUNTS and isinstance(value, int):
        return Money(value, currency).text(errors.language())
    return count(value) if isinstance(value, int) else _readable(name, value)


def _readable(name: str, value: Any) -> str:
    """A value of an act as a person reads it; identity numbers show their end alone."""
    if value is None or value == "":
        return ""
    if name == "national_id":
        return "•••• " + str(value)[-3:]
    if isinstance(value, Mapping):
        return ", ".join(f"{key} : {_readable(str(key), each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_readable("", each) for each in value)
    text = str(value)
    if text in (words := CHOICES | (ROLES if name == "role" else {})):
        return str(words[text])
    read = parse_day(text) if _ISO_DAY.fullmatch(text) else None
    return f"{read:%d/%m/%Y}" if read else text


@require_POST
def reverse_act(request: HttpRequest, number: str) -> HttpResponse:
    """Reverses an act by a counter-act, whose page opens."""
    answer = operations.reverse(
        desk=access.desk(request),
        number=number,
        motive=request.POST.get("motive", ""),
        key=request.POST.get("key", ""),
        at=clock.now(),
    )
    if answer.status is ActStatus.TO_VALIDATE:
        return redirect("proposal", answer.act)
    return redirect(reverse("act", args=[answer.act]) + "?done=1")


class Asked(NamedTuple):
    """One thing that a proposal asks, beside what stands today; a `kind` makes its value a link."""

    name: str
    value: str
    before: str = ""
    kind: str = ""
    stands: bool = False  # it is so already


def _asked(found: ProposalView, desk: Desk) -> list[Asked]:
    """What a proposal asks, its subject first, in the words of the fund's country."""
    subjects = {each.code: each.subject_kind for each in catalogue.catalogue()}
    kind = subjects.get(found.type, "")
    fields = dict(found.fields)
    asked = [Asked("number", str(fields.pop("number")), kind=kind)] if "number" in fields else []
    if found.type != "classify_employer":
        return asked + [Asked(name, _readable(name, value)) for name, value in fields.items()]
    here, said = country(desk.fund.country), errors.language()
    name, value = str(fields["input"]), str(fields["value"])
    try:
        stands = registry.employer(number=asked[0].value, on=found.effective_on, known_at=None)
        before = stands.classification.get(name, "")
    except NotKnown:  # the proposal may name an employer that is not affiliated, or no more
        before = ""
    return [
        *asked,
        Asked("input", here.label("input", name, said)),
        Asked(
            "value",
            here.label(name, value, said),
            before=here.label(name, before, said) if before not in {"", value} else "",
            stands=before == value,
        ),
    ]


@require_http_methods(["GET", "POST"])
def proposal(request: HttpRequest, number: str) -> HttpResponse:
    """An act that waits: a second person validates it or turns it down."""
    desk = access.require(request, Permission.READ_ACTS)
    found = queries.proposal(number=number)
    wrong: dict[str, str] = {}
    if request.method == "POST" and request.POST.get("decision") == "validate":
        answer = operations.validate(desk=desk, number=number, at=clock.now())
        return redirect(reverse("act", args=[answer.act]) + "?done=1")
    if request.method == "POST":
        reason = request.POST.get("reason", "").strip()
        if reason:
            operations.refuse(desk=desk, number=number, reason=reason, at=clock.now())
            return redirect("acts")
        wrong = {"reason": _("Écrivez le motif du refus : l’auteur doit savoir quoi corriger.")}
    shown = {"menu": "acts", "proposal": found, "asked": _asked(found, desk), "wrong": wrong}
    return render(request, "acts/proposal.html", shown, status=422 if wrong else 200)
