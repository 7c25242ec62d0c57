"""Forms of acts, made from the catalogue: what each act asks, and what was typed so far."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from socle.kernel.errors import Fault, SocleError
from socle.kernel.wording import wording
from socle.platform.access.types import FundView
from socle.platform.acts.catalogue import act_type
from socle.platform.acts.errors import Invalid
from socle.platform.acts.types import ActType, Field, FieldKind
from socle.web import access, clock, errors
from socle.web.evidence import Gathered, gathered
from socle.web.reading import parse_day
from socle.web.submitting import form_key, submitted, to_act
from socle.web.templatetags.socle import says

_EFFECTIVE_ON, _MOTIVE, _EVIDENCE = "effective_on", "motive", "evidence"
_FAULTS_SAID = 5
_LONGEST_MOTIVE = 500


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

    @property
    def id(self) -> str:
        """A name that no other part of the page uses."""
        return f"act-{self.name}"


@require_http_methods(["GET", "POST"])
def new_act(request: HttpRequest, act_type_code: str) -> HttpResponse:
    """The form of an act; once performed, the page of the act opens."""
    kind = act_type(act_type_code)
    desk = access.require(request, kind.permission)
    asked = _asked(kind, desk.fund)
    if request.method == "GET":
        today = clock.today(desk.fund.country)
        typed = {_EFFECTIVE_ON: f"{today:%d/%m/%Y}"} | _subject(request, asked)
        return _form(request, kind, _shown(asked, typed, {}), str(uuid.uuid4()), Gathered())
    given = gathered(request, desk)
    key = form_key(request)
    typed = {each.name: request.POST.get(f"act-{each.name}", "").strip() for each in asked}
    wrong = _wrong_dates(asked, typed) | ({_EVIDENCE: given.why} if given.why else {})
    if not wrong:
        try:
            answer = submitted(
                desk,
                kind.code,
                _sent(asked, typed),
                key=key,
                on=parse_day(typed[_EFFECTIVE_ON]),
                motive=typed[_MOTIVE],
                evidence=given.ids,
            )
        except SocleError as error:
            wrong = _wrong(error, asked, kind)
        else:
            return to_act(answer)
    given = replace(given, why=wrong.get(_EVIDENCE, ""))
    return _form(request, kind, _shown(asked, typed, wrong), key, given)


def _asked(kind: ActType, fund: FundView) -> list[ShownField]:
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
    return [shown(field) for field in (*kind.fields(fund), *common)]


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


def _wrong(error: SocleError, asked: list[ShownField], kind: ActType) -> dict[str, str]:
    """What is wrong by field; what concerns no field is said at the first, or at the file."""
    names = [*(each.name for each in asked), _EVIDENCE]
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


def _form(
    request: HttpRequest, kind: ActType, fields: list[ShownField], key: str, given: Gathered
) -> HttpResponse:
    wrong = {each.id: f"{each.label} : {each.why}" for each in fields if each.why}
    if given.why:
        wrong["act-evidence"] = f"{_('Pièces')} : {given.why}"
    shown = {
        "menu": "acts",
        "act_words": str(kind.label),
        "fields": fields,
        "wrong": wrong,
        "key": key,
        "needs_four_eyes": kind.needs_four_eyes,
        "evidence": given,
        "evidence_limit": settings.EVIDENCE_LIMIT_BYTES,
        "needs_evidence": kind.needs_evidence,
    }
    return render(request, "acts/form.html", shown, status=422 if wrong else 200)
