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

from socle.kernel.errors import Fault, NotKnown, SocleError
from socle.kernel.wording import wording
from socle.platform.access.types import Desk, FundView, Permission
from socle.platform.acts import drafts
from socle.platform.acts.basket import draft
from socle.platform.acts.catalogue import act_type
from socle.platform.acts.controls import evidence_faults, piece_field, read_fields
from socle.platform.acts.errors import Invalid
from socle.platform.acts.types import (
    ActAnswer,
    ActStatus,
    ActType,
    DraftView,
    Field,
    FieldKind,
)
from socle.web import access, clock, errors
from socle.web.comparing import Comparison, compared
from socle.web.evidence import Gathered, begun_with, gathered
from socle.web.known import names_of_numbers, values_today
from socle.web.reading import parse_day
from socle.web.submitting import form_key, submitted, to_act
from socle.web.templatetags.socle import says

_EFFECTIVE_ON, _MOTIVE, _EVIDENCE = "effective_on", "motive", "evidence"
_FAULTS_SAID = 5
_LONGEST_MOTIVE, _LONGEST_SHORT = 500, 120
_MERGE = "merge_persons"


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field on the page: what it asks, what was typed, what is wrong with it."""

    name: str
    label: str
    kind: str
    is_required: bool
    hint: str
    choices: tuple[str, ...]
    max_length: int
    value: str
    why: str
    about: str = ""  # whose number was typed
    now: str = ""  # what the act would change
    is_first: bool = False  # where typing begins

    @property
    def id(self) -> str:
        """A name that no other part of the page uses."""
        return f"act-{self.name}"

    @property
    def is_short(self) -> bool:
        """Whether two of them stand side by side on a wide screen."""
        is_long = self.kind == FieldKind.TEXT.value and self.max_length > _LONGEST_SHORT
        return not is_long and self.name != "number"  # whose file it is stands alone


@require_http_methods(["GET", "POST"])
def new_act(request: HttpRequest, act_type_code: str) -> HttpResponse:
    """The form of an act; once performed, the page of the act opens.

    `?draft=` resumes one that was kept to be completed.
    """
    kind = act_type(act_type_code)
    desk = access.require(request, kind.permission)
    kept = _draft(request, kind)
    asked = _asked(kind, desk.fund, _known(request, kept))
    if request.method == "GET":
        return _form(request, kind, _begun(request, kind, asked, kept), str(uuid.uuid4()), kept)
    given = gathered(request, desk, kind.pieces(desk.fund))
    key = form_key(request)
    typed = {each.name: request.POST.get(f"act-{each.name}", "").strip() for each in asked}
    if request.POST.get("decision") == "keep":
        access.require(request, Permission.READ_ACTS)  # the basket is where it would be found
        wrong = _kept(request, desk, kind, asked, typed, given)
        if not wrong:
            return redirect(f"{reverse('basket')}?view=complete&kept=1")
    else:
        wrong = _wrong_dates(asked, typed) | dict(given.wrong)
        if wrong:  # all that can be seen from here is said at once
            faults = read_fields(kind, desk.fund, _sent(asked, typed))[1]
            wrong = _wrong(Invalid(faults), asked, kind, desk.fund) | wrong
        if not wrong and request.POST.get("decision") != "compare":
            try:
                return _done(desk, _submitted(request, desk, kind, asked, typed, key, given))
            except SocleError as error:
                wrong = _wrong(error, asked, kind, desk.fund)
    given = replace(given, wrong={n: why for n, why in wrong.items() if n in given.names})
    return _form(request, kind, Begun(_shown(asked, typed, wrong), given), key, kept)


def _done(desk: Desk, answer: ActAnswer) -> HttpResponse:
    """What the act opens: its page, or, to whoever reads no acts, the list where it shows."""
    if Permission.READ_ACTS in desk.permissions:
        return to_act(answer)
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
    pieces = kind.pieces(desk.fund)
    if kept is None:
        today = clock.today(desk.fund.country)
        typed = {_EFFECTIVE_ON: f"{today:%d/%m/%Y}"} | _own(desk) | _subject(request, asked)
        return Begun(_shown(asked, typed, {}), begun_with((), desk, pieces))
    typed = {each.name: _as_typed(each, kept.fields.get(each.name, "")) for each in asked}
    wanting = {
        fault.field: f"{says(fault).message} {says(fault).do}"
        for fault in kept.wanting
        if fault.field
    }
    return Begun(_shown(asked, typed, wanting), begun_with(kept.evidence, desk, pieces, wanting))


def _own(desk: Desk) -> dict[str, str]:
    """The employer that a desk acts for, where there is one alone."""
    if len(desk.employer_numbers) != 1:
        return {}
    [number] = desk.employer_numbers
    return {"employer": number}


def _as_typed(field: ShownField, text: str) -> str:
    read = parse_day(text) if field.kind == FieldKind.DATE.value else None
    return f"{read:%d/%m/%Y}" if read else text


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
        _sent(asked, typed),
        key=key,
        on=parse_day(typed[_EFFECTIVE_ON]),
        motive=typed[_MOTIVE],
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
    sent = _sent(asked, typed)
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
        return _wrong(error, asked, kind, desk.fund)
    return {}


def _known(request: HttpRequest, kept: DraftView | None) -> dict[str, str]:
    """What is known before the form is shown: it may ask less, as for a kind of affiliate."""
    typed = {
        name.removeprefix("act-"): str(value)
        for name, value in request.POST.items()
        if name.startswith("act-")
    }
    return dict(kept.fields if kept else {}) | request.GET.dict() | typed


def _asked(kind: ActType, fund: FundView, known: Mapping[str, str]) -> list[ShownField]:
    """What the act asks, then what every act asks: from which day, and why."""

    def shown(field: Field) -> ShownField:
        choices = field.choices(fund) if field.choices else ()
        hint = str(field.hint)
        if field.kind is FieldKind.DATE and not hint:
            hint = _("JJ/MM/AAAA, ou 16032026")
        return ShownField(
            name=field.name,
            label=str(field.label),
            kind=field.kind.value,
            is_required=field.is_required,
            hint=hint,
            choices=tuple(choices),
            max_length=field.max_length,
            value="",
            why="",
        )

    common = (
        Field(
            _EFFECTIVE_ON,
            _("Date d’effet"),
            FieldKind.DATE,
            hint=_("Depuis quel jour cela est vrai. JJ/MM/AAAA, ou 16032026"),
        ),
        Field(
            _MOTIVE,
            _("Motif"),
            is_required=False,
            hint=_("Pourquoi cet acte, et sur quelle pièce"),
            max_length=_LONGEST_MOTIVE,
        ),
    )
    fields = kind.narrow(fund, known) if kind.narrow else kind.fields(fund)
    return [shown(field) for field in (*fields, *common)]


def _subject(request: HttpRequest, asked: list[ShownField]) -> dict[str, str]:
    """What the page before carries here: the subject's number, and fields by their names."""
    given = {
        each.name: request.GET[each.name][: each.max_length]
        for each in asked
        if each.name in request.GET
    }
    number = request.GET.get("subject", "")[:30]
    names = [each.name for each in asked if each.kind == FieldKind.IDENTIFIER.value]
    wanted = request.GET.get("as", "")
    name = wanted if wanted in names else next(iter(names), "")
    return given | ({name: number} if number and name else {})


def _shown(
    asked: list[ShownField], typed: Mapping[str, str], wrong: Mapping[str, str]
) -> list[ShownField]:
    return [
        replace(each, value=typed.get(each.name, ""), why=wrong.get(each.name, ""))
        for each in asked
    ]


def _wrong_dates(asked: list[ShownField], typed: Mapping[str, str]) -> dict[str, str]:
    return {
        each.name: _("Écrivez la date ainsi : JJ/MM/AAAA, par exemple 16/03/2026.")
        for each in asked
        if each.kind == FieldKind.DATE.value
        and (typed[each.name] or each.is_required)
        and parse_day(typed[each.name]) is None
    }


def _sent(asked: list[ShownField], typed: Mapping[str, str]) -> dict[str, str]:
    """What the operation receives: no empty field, dates in ISO."""
    sent: dict[str, str] = {}
    for each in asked:
        text = typed[each.name]
        if not text or each.name in {_EFFECTIVE_ON, _MOTIVE}:
            continue
        day = parse_day(text) if each.kind == FieldKind.DATE.value else None
        sent[each.name] = day.isoformat() if day else text
    return sent


def _wrong(
    error: SocleError, asked: list[ShownField], kind: ActType, fund: FundView
) -> dict[str, str]:
    """What is wrong by field; what concerns no field is said at the first, or at the file."""
    pieces = [piece_field(piece.code) for piece in kind.pieces(fund)]
    names = [*(each.name for each in asked), *pieces, _EVIDENCE]
    somewhere = _EVIDENCE if kind.needs_evidence else names[0]
    if isinstance(error, Invalid):
        wrong: dict[str, str] = {}
        for fault in error.faults:
            said = says(fault)
            name = fault.field if fault.field in names else somewhere
            wrong[name] = f"{said.message} {said.do}"
        return wrong
    words = wording(error.code, error.facts, errors.language())
    told = [f"{words.message} {words.do}"]
    faults: tuple[Fault, ...] = getattr(error, "faults", ())
    for fault in faults[:_FAULTS_SAID]:
        said = says(fault)
        place = _("Ligne %(line)s : ") % {"line": fault.line} if fault.line else ""
        told.append(f"{place}{said.message} {said.do}")
    return {somewhere: " ".join(told)}


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
        "compares": kind.code == _MERGE,
        "comparison": _comparison(kind, desk, fields),
    }
    return render(request, "acts/form.html", shown, status=422 if is_refused else 200)
