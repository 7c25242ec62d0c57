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
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from socle.kernel.money import Money
from socle.platform.access.types import Desk, Permission
from socle.platform.acts import basket, catalogue, operations, queries
from socle.platform.acts.types import ActStatus, ActType
from socle.registry import queries as registry
from socle.web import access, clock, errors
from socle.web.labels import CHOICES, KINDS, ROLES
from socle.web.reading import parse_day
from socle.web.templatetags.socle import count

_A_PAGE, _FIRST_PROPOSALS = 50, 10
# Acts with other rights have screens of their own.
_ENTERED = frozenset(
    {Permission.PERFORM_REGISTRATION, Permission.PERFORM_FAMILY, Permission.PREPARE_DECLARATION}
)
# Done where what they are about is shown.
_OF_A_PAGE = frozenset(
    {
        *("mark_notices_sent", "replay_event", "abandon_event", "replay_request"),
        *("abandon_request", "decide_discrepancy"),
    }
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
_MATTERS = {
    "person": _("Personnes"),
    "family": _("Familles"),
    "employer": _("Employeurs"),
    "fund": _("Caisse"),
}
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class PossibleAct(NamedTuple):
    """An act that a desk may enter."""

    code: str
    words: str


class ActGroup(NamedTuple):
    """Some of the acts that a desk may enter, under one word."""

    words: str
    acts: list[PossibleAct]


def possible_acts(
    desk: Desk, *, subject_kind: str = "", codes: tuple[str, ...] = ()
) -> list[PossibleAct]:
    """The acts of the catalogue that this desk may enter on a screen."""
    return [
        PossibleAct(each.code, str(each.label))
        for each in _entered(desk)
        if (not subject_kind or each.subject_kind == subject_kind)
        and (not codes or each.code in codes)
    ]


def acts_by_matter(desk: Desk) -> list[ActGroup]:
    """The same by what they are about; in each, those that open a file first, then by name."""
    found: dict[str, list[ActType]] = {matter: [] for matter in _MATTERS}
    for each in _entered(desk):
        of_family = each.permission is Permission.PERFORM_FAMILY
        found.setdefault("family" if of_family else each.subject_kind, []).append(each)
    return [
        ActGroup(
            str(_MATTERS.get(matter) or KINDS.get(matter, matter)),
            [
                PossibleAct(each.code, str(each.label))
                for each in sorted(those, key=lambda each: (not each.opens_file, str(each.label)))
            ],
        )
        for matter, those in found.items()
        if those
    ]


def _entered(desk: Desk) -> list[ActType]:
    return [
        each
        for each in catalogue.catalogue()
        if each.permission in desk.permissions & _ENTERED
        and each.code not in _OF_A_PAGE
        and each.is_offered(desk.fund)
    ]


def place(text: str) -> tuple[datetime, int] | None:
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
    before = place(request.GET.get("before", ""))
    found = queries.acts(before=before, limit=_A_PAGE + 1)
    page = found[:_A_PAGE]
    following = ""
    if len(found) > len(page):
        following = "?before=" + quote(f"{page[-1].recorded_at.isoformat()}_{page[-1].id}")
    files = [(each.subject_kind, each.subject_number) for each in page]
    names = registry.file_names(files=files)
    shown = {
        "menu": "acts",
        "acts": [(each, names.get(file, "")) for each, file in zip(page, files, strict=True)],
        "proposals": [] if before else queries.proposals(limit=_FIRST_PROPOSALS, desk=desk),
        "act_groups": [] if before else acts_by_matter(desk),
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
        "subject_name": file_name(found.subject_kind, found.subject_number),
        "changes": changes_of(found.subject_kind, found.before, found.after, desk.fund.currency),
        "flags": basket.reused_evidence(act_number=number),
        "next_proposal": basket.next_to_validate(desk=desk),
        "done": request.GET.get("done") == "1",
        "again": possible_acts(desk, codes=(found.type,)),
        "may_reverse": may_reverse,
        "key": str(uuid.uuid4()),
    }
    return render(request, "acts/act.html", shown)


def file_name(kind: str, number: str) -> str:
    """What the file of a number is called; empty where it has no name."""
    return registry.file_names(files=[(kind, number)]).get((kind, number), "")


def _is_reversible(desk: Desk, code: str) -> bool:
    known = {each.code: each for each in catalogue.catalogue()}
    return (
        code in known and known[code].is_reversible and known[code].permission in desk.permissions
    )


def changes_of(
    subject_kind: str, before: Mapping[str, Any], after: Mapping[str, Any], currency: str
) -> list[Change]:
    """What an act changes; a deposit's act tells counts and amounts of its file instead."""
    names = dict.fromkeys([*after, *before])
    if subject_kind == "deposit":
        return [
            Change(f"deposit_{name}", "", _counted(name, after.get(name), currency))
            for name in names
        ]
    return [
        Change(name, *(_counted(name, each.get(name), currency) for each in (before, after)))
        for name in names
    ]


def _counted(name: str, value: Any, currency: str) -> str:
    if name in _AMOUNTS and isinstance(value, int):
        return Money(value, currency).text(errors.language())
    return count(value) if isinstance(value, int) else readable(name, value)


def readable(name: str, value: Any) -> str:
    """A value of an act as a person reads it; identity numbers show their end alone."""
    if value is None or value == "":
        return ""
    if name == "national_id":
        return "•••• " + str(value)[-3:]
    if isinstance(value, Mapping):
        return ", ".join(f"{key} : {readable(str(key), each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(readable("", each) for each in value)
    text = str(value)
    words = CHOICES | (ROLES if name == "role" else {})
    if said := words.get(f"{name}_{text}") or words.get(text):
        return str(said)
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
