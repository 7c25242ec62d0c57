"""Forms of acts, made from the catalogue: what each act asks, and what was typed so far."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from socle.kernel.errors import NotKnown, SocleError
from socle.platform.access.types import Desk, FundView, Permission
from socle.platform.acts import drafts
from socle.platform.acts.basket import draft
from socle.platform.acts.catalogue import act_type
from socle.platform.acts.controls import evidence_faults, piece_field, read_fields
from socle.platform.acts.errors import Invalid
from socle.platform.acts.pieces import Piece
from socle.platform.acts.types import (
    ActAnswer,
    ActStatus,
    ActType,
    DraftView,
    FieldKind,
)
from socle.web import access, clock
from socle.web.act_fields import (
    EFFECTIVE_ON,
    MOTIVE,
    ShownField,
    as_typed,
    asked_fields,
    carried,
    sent_fields,
    shown_fields,
    wrong_dates,
    wrong_fields,
)
from socle.web.comparing import Comparison, compared
from socle.web.evidence import Gathered, begun_with, gathered
from socle.web.known import names_of_numbers, values_today
from socle.web.reading import parse_day
from socle.web.submitting import form_key, submitted, to_act
from socle.web.templatetags.socle import says

_MERGE, _INJURY = "merge_persons", "declare_injury"
# Files whose page whoever changes them may read.
_FILES = {"lot": "lot", "person": "person"}
_LISTS = frozenset({"breaches", "duplicates", "keeping", "my-account"})


@require_http_methods(["GET", "POST"])
def new_act(request: HttpRequest, act_type_code: str) -> HttpResponse:
    """The form of an act; once performed, the page of the act opens.

    `?draft=` resumes one that was kept to be completed.
    """
    kind = act_type(act_type_code)
    desk = access.require(request, kind.permission)
    kept = _draft(request, kind)
    asked = asked_fields(kind, desk.fund, _known(request, kept))
    if request.method == "GET":
        return _form(request, kind, _begun(request, kind, asked, kept), str(uuid.uuid4()), kept)
    given = gathered(request, desk, _pieces(request, kind, desk.fund, kept))
    key = form_key(request)
    typed = {each.name: request.POST.get(f"act-{each.name}", "").strip() for each in asked}
    if request.POST.get("decision") == "keep":
        access.require(request, Permission.READ_ACTS)  # the basket is where it would be found
        wrong = _kept(request, desk, kind, asked, typed, given)
        if not wrong:
            return redirect(f"{reverse('basket')}?view=complete&kept=1")
    else:
        wrong = wrong_dates(asked, typed) | dict(given.wrong)
        if wrong:  # all that can be seen from here is said at once
            faults = read_fields(kind, desk.fund, sent_fields(asked, typed))[1]
            wrong = wrong_fields(Invalid(faults), asked, kind, desk.fund) | wrong
        if not wrong and request.POST.get("decision") != "compare":
            try:
                answer = _submitted(request, desk, kind, asked, typed, key, given)
                return _done(
                    desk, answer, kind, then=_then(request), employer=_told_for(kind, typed)
                )
            except SocleError as error:
                wrong = wrong_fields(error, asked, kind, desk.fund)
    given = replace(given, wrong={n: why for n, why in wrong.items() if n in given.names})
    return _form(request, kind, Begun(shown_fields(asked, typed, wrong), given), key, kept)


def _then(request: HttpRequest) -> str:
    """The list that the form was opened from, to come back to; empty where it was opened alone."""
    asked = request.POST.get("then", "") or request.GET.get("then", "")
    return asked if asked in _LISTS else ""


def _told_for(kind: ActType, typed: Mapping[str, str]) -> str:
    """The employer whose page shows what a clerk has just declared; empty for other acts."""
    return "".join(typed.get("employer", "").split()) if kind.code == _INJURY else ""


def _file_of(answer: ActAnswer, kind: ActType) -> HttpResponse:
    """The file that an act changed, to a paymaster or an adviser; the desk where none opens."""
    page = _FILES.get(kind.subject_kind)
    if page is None or answer.status is ActStatus.TO_VALIDATE:
        return redirect("desk")
    return redirect(page, answer.subject)


def _done(
    desk: Desk, answer: ActAnswer, kind: ActType, *, then: str, employer: str
) -> HttpResponse:
    """What the act opens: its page, or, to whoever reads no acts, the list where it shows."""
    if then and answer.status is ActStatus.TO_VALIDATE:
        return redirect(f"{reverse(then)}?{urlencode({'asked': answer.act})}")
    if Permission.READ_ACTS in desk.permissions:
        return to_act(answer)
    if employer:
        return redirect("employer-injuries", employer)
    if Permission.PREREGISTER not in desk.permissions:
        return _file_of(answer, kind)
    name = "asked" if answer.status is ActStatus.TO_VALIDATE else "done"
    number = answer.act if name == "asked" else answer.subject
    return redirect(f"{reverse('registrations')}?{urlencode({name: number})}")


@dataclass(frozen=True, slots=True)
class Begun:
    """What a form shows: its fields as typed, and the files it was given."""

    fields: list[ShownField]
    given: Gathered


def _draft(request: HttpRequest, kind: ActType) -> DraftView | None:
    """The act to complete that the form resumes; none where it begins, or where that one is over.

    One that is over is told when the form is sent: the work typed since is not lost.
    """
    number = request.POST.get("draft", "") or request.GET.get("draft", "")
    if not number:
        return None
    try:
        found = draft(number=number[:40], desk=access.desk(request))
    except NotKnown:
        if request.method == "GET":
            raise
        return None
    return found if found.type == kind.code else None


def _begun(
    request: HttpRequest, kind: ActType, asked: list[ShownField], kept: DraftView | None
) -> Begun:
    desk = access.desk(request)
    pieces = _pieces(request, kind, desk.fund, kept)
    if kept is None:
        today = clock.today(desk.fund.country)
        typed = {EFFECTIVE_ON: f"{today:%d/%m/%Y}"} | _own(desk) | carried(request, asked)
        return Begun(shown_fields(asked, typed, {}), begun_with((), desk, pieces))
    typed = {each.name: as_typed(each, kept.fields.get(each.name, "")) for each in asked}
    wanting = {
        fault.field: f"{says(fault).message} {says(fault).do}"
        for fault in kept.wanting
        if fault.field
    }
    return Begun(
        shown_fields(asked, typed, wanting), begun_with(kept.evidence, desk, pieces, wanting)
    )


def _own(desk: Desk) -> dict[str, str]:
    """The employer that a desk acts for, where there is one alone."""
    if len(desk.employer_numbers) != 1:
        return {}
    [number] = desk.employer_numbers
    return {"employer": number}


def _submitted(
    request: HttpRequest,
    desk: Desk,
    kind: ActType,
    asked: list[ShownField],
    typed: Mapping[str, str],
    key: str,
    given: Gathered,
) -> ActAnswer:
    return submitted(
        desk,
        kind.code,
        sent_fields(asked, typed),
        key=key,
        on=parse_day(typed[EFFECTIVE_ON]),
        motive=typed[MOTIVE],
        evidence=given.ids,
        draft=request.POST.get("draft", "")[:40],
    )


def _kept(
    request: HttpRequest,
    desk: Desk,
    kind: ActType,
    asked: list[ShownField],
    typed: Mapping[str, str],
    given: Gathered,
) -> dict[str, str]:
    """Keeps the act to be completed; what is wrong where that is refused."""
    sent = sent_fields(asked, typed)
    faults = [
        *read_fields(kind, desk.fund, sent)[1],
        *evidence_faults(kind, desk.fund, sent, given.ids, clock.now()),
    ]
    seen_at = parse_datetime(request.POST.get("seen_at", "")[:40])
    try:
        drafts.save_draft(
            desk=desk,
            act_type_code=kind.code,
            fields=typed,
            evidence=given.ids,
            wanting=tuple(faults),
            at=clock.now(),
            number=request.POST.get("draft", "")[:40],
            seen_at=seen_at,
        )
    except SocleError as error:
        return wrong_fields(error, asked, kind, desk.fund)
    return {}


def _known(request: HttpRequest, kept: DraftView | None) -> dict[str, str]:
    """What is known before the form is shown: it may ask less, as for a kind of affiliate."""
    typed = {
        name.removeprefix("act-"): str(value)
        for name, value in request.POST.items()
        if name.startswith("act-")
    }
    return dict(kept.fields if kept else {}) | request.GET.dict() | typed


def _pieces(
    request: HttpRequest, kind: ActType, fund: FundView, kept: DraftView | None
) -> tuple[Piece, ...]:
    """The pieces of a form: once some of it is known, those that it asks and those sent with it."""
    every, known = kind.pieces(fund), _known(request, kept)
    if kind.narrow:
        # A household has no number of a company, so no extract of their register is asked of it.
        names = {each.name for each in kind.narrow(fund, known)}
        every = tuple(each for each in every if each.may_be_asked(names))
    if kind.narrow is None or not any(each.when and each.when(known) for each in every):
        return every
    return tuple(
        each for each in every if each.is_asked(known) or piece_field(each.code) in request.FILES
    )


def _with_what_is_known(kind: ActType, desk: Desk, fields: list[ShownField]) -> list[ShownField]:
    """The fields, each with whose number it holds, what it would change, and where to begin."""
    typed = {each.name: each.value for each in fields}
    numbers = [each.name for each in fields if each.kind == FieldKind.IDENTIFIER.value]
    about = names_of_numbers(desk, kind.subject_kind, typed, numbers)
    today = clock.today(desk.fund.country)
    now = values_today(kind.code, typed.get("number", ""), today) if about else {}
    first = next((each.name for each in fields if not each.value), "")
    return [
        replace(
            each,
            about=about.get(each.name, ""),
            now=now.get(each.name, ""),
            is_first=each.name == first,
        )
        for each in fields
    ]


def _comparison(kind: ActType, desk: Desk, fields: list[ShownField]) -> Comparison | None:
    """The two files that a merge would make one, as soon as both are named."""
    if kind.code != _MERGE:
        return None
    typed = {each.name: "".join(each.value.split()) for each in fields}
    return compared(typed["kept"], typed["merged"], clock.today(desk.fund.country))


def _form(
    request: HttpRequest, kind: ActType, begun: Begun, key: str, kept: DraftView | None
) -> HttpResponse:
    given, desk = begun.given, access.desk(request)
    fields = _with_what_is_known(kind, desk, begun.fields)
    wrong = {each.id: f"{each.label} : {each.why}" for each in begun.fields if each.why}
    wrong |= {f"act-{each.name}": f"{each.label} : {each.why}" for each in given.pieces if each.why}
    if given.why:
        wrong["act-evidence"] = f"{_('Pièces')} : {given.why}"
    is_compared = request.POST.get("decision") == "compare"
    is_refused = bool(wrong) and request.method == "POST" and not is_compared
    shown = {
        "menu": "acts",
        "act_words": str(kind.label),
        "fields": fields,
        "wrong": wrong if is_refused else {},
        "key": key,
        "needs_four_eyes": kind.needs_four_eyes,
        "evidence": given,
        "evidence_limit": settings.EVIDENCE_LIMIT_BYTES,
        "needs_evidence": kind.needs_evidence,
        "draft": kept,
        "then": _then(request),
        "compares": kind.code == _MERGE,
        "comparison": _comparison(kind, desk, fields),
    }
    return render(request, "acts/form.html", shown, status=422 if is_refused else 200)
