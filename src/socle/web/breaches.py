"""The register of breaches of personal data: each with its countdown, its steps, its letters."""

from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from socle.kernel.errors import NotKnown, Refused, SocleError
from socle.platform.access.types import Desk, Permission
from socle.platform.access.volume import read_today
from socle.platform.acts.catalogue import act_type
from socle.platform.acts.queries import proposals
from socle.platform.acts.types import ActStatus, FieldKind
from socle.platform.breaches import queries
from socle.platform.breaches.letters import authority_letter
from socle.platform.breaches.types import CLASSES, BreachStepKind, BreachView
from socle.platform.extracts.types import Table
from socle.platform.printing import pdf
from socle.platform.printing.operations import note_paper
from socle.platform.upkeep.queries import latest
from socle.platform.upkeep.types import Kind
from socle.registry.queries.breach_letters import breach_letters
from socle.web import access, clock
from socle.web.papers import PAPER_LANGUAGES, paper_language, pdf_answer
from socle.web.payments import wrong_of
from socle.web.reading import parse_day
from socle.web.submitting import form_key, submitted
from socle.web.tables import table_answer, written

_A_PAGE, _LETTERS = 50, 200
_REPORT, _CLOSE = "report_breach", "close_breach"
_ON_FILE = ("complete_breach", "name_breach_persons", "notify_authority",
            "notify_breach_persons", _CLOSE)  # fmt: skip
_TEXT, _MOTIVE = 1000, 500


class Asked(NamedTuple):
    """A field of a form of the register, as it is shown."""

    id: str
    name: str
    label: str
    hint: str
    is_required: bool
    is_long: bool
    is_short: bool
    max_length: int
    value: str
    why: str


class Shown(NamedTuple):
    """A form of the register: its act, its fields, whether it was sent and stopped."""

    code: str
    label: str
    fields: list[Asked]
    is_open: bool
    needs_four_eyes: bool


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The breaches, the newest first, what the system sees, and the form that reports one."""
    desk = access.require(request, Permission.READ_BREACHES)
    country, wrong = desk.fund.country, dict[str, str]()
    if request.method == "POST":
        access.require(request, Permission.REPORT_BREACH)
        answer, wrong = _sent(request, desk, _REPORT, {})
        if answer:
            return redirect(reverse("breach", args=[answer]) + "?done=1")
    before = request.GET.get("before", "")
    place = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else 0
    found = queries.breaches(country=country, before=place, limit=_A_PAGE + 1)
    now = clock.now()
    shown = {
        "menu": "breaches",
        "breaches": [(each, each.seconds_left(now)) for each in found[:_A_PAGE]],
        "next_page": f"?before={found[_A_PAGE - 1].id}" if len(found) > _A_PAGE else "",
        "first_page": "?" if before else "",
        "asked": request.GET.get("asked", "")[:40],
        "signs": _signs(desk, now) if Permission.REPORT_BREACH in desk.permissions else [],
        "form": _form(request, desk, _REPORT, _begun(request, desk), wrong),
        "key": form_key(request),
        "classes": list(CLASSES),
        "wrong": {f"{_REPORT}-{name}": why for name, why in wrong.items()},
    }
    return render(request, "breaches/list.html", shown, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
def breach_file(request: HttpRequest, number: str) -> HttpResponse:
    """One breach: what is known of it, its countdown, what was done, and what is to do."""
    desk = access.require(request, Permission.READ_BREACHES)
    found = queries.breach(number=number, country=desk.fund.country)
    code, wrong = request.POST.get("act", ""), dict[str, str]()
    if request.method == "POST":
        access.require(request, Permission.KEEP_BREACHES)
        if code not in _ON_FILE:
            raise NotKnown("acts.type_unknown", type=code[:40], known=", ".join(_ON_FILE))
        answer, wrong = _sent(request, desk, code, {"breach": number})
        if answer:
            return redirect(f"{reverse('breach', args=[number])}?done=1")
    may_keep = Permission.KEEP_BREACHES in desk.permissions and not _is_closed(found)
    now = clock.now()
    shown = {
        "menu": "breaches",
        "breach": found,
        "left": found.seconds_left(now),
        "waiting": _waiting(number),
        "named": queries.numbers_named(breach=number)[:_LETTERS] if may_keep else [],
        "letters": range(0, found.named, _LETTERS),
        "forms": [
            _form(
                request, desk, each, _known(desk, found, each, now), wrong if each == code else {}
            )
            for each in _ON_FILE
            if may_keep and _is_to_do(found, each)
        ],
        "key": form_key(request),
        "classes": list(CLASSES),
        "wrong": {f"{code}-{name}": why for name, why in wrong.items()},
        "done": request.GET.get("done") == "1",
        "paper_languages": PAPER_LANGUAGES,
    }
    return render(request, "breaches/file.html", shown, status=422 if wrong else 200)


@require_GET
def authority_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The letter that tells the authority; `?language=` writes it in another."""
    desk = access.require(request, Permission.KEEP_BREACHES)
    found = queries.breach(number=number, country=desk.fund.country)
    with translation.override(paper_language(request)):
        said = authority_letter(fund=desk.fund, found=found, at=clock.now())
    _noted(desk, found, "breach_authority")
    return pdf_answer(pdf.letter(said), found.number)


@require_GET
def persons_csv(request: HttpRequest, number: str) -> HttpResponse:
    """Every person named, as a table that a spreadsheet opens: a long one is granted first."""
    desk = access.require(request, Permission.KEEP_BREACHES)
    queries.breach(number=number, country=desk.fund.country)
    named = queries.numbers_named(breach=number)
    return table_answer(
        *(request, desk),
        table=Table.BREACH_PERSONS,
        name=f"{number}.csv",
        content=written([(_("Numéro d’assuré"),), *((each,) for each in named)]),
    )


@require_GET
def persons_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The letters to the persons that a breach touched, two hundred at once, from a place on."""
    desk = access.require(request, Permission.KEEP_BREACHES)
    found = queries.breach(number=number, country=desk.fund.country)
    first = request.GET.get("from", "0")
    place = int(first) if first.isascii() and first.isdigit() and len(first) < 8 else 0
    said = breach_letters(
        fund=desk.fund,
        found=found,
        numbers=queries.numbers_named(breach=number)[place : place + _LETTERS],
        on=clock.today(desk.fund.country),
        language=paper_language(request),
    )
    if not said:
        raise Refused("breaches.nobody_to_tell", breach=number)
    _noted(desk, found, "breach_persons")
    return pdf_answer(pdf.letters(said), f"{found.number}-{place}")


def _noted(desk: Desk, found: BreachView, kind: str) -> None:
    subject = f"breach:{found.number}"
    note_paper(desk=desk, kind=kind, number=found.number, subject=subject, at=clock.now())


def _sent(
    request: HttpRequest, desk: Desk, code: str, known: dict[str, str]
) -> tuple[str, dict[str, str]]:
    """The breach that a form's act was about, or what is wrong with the form."""
    names = [each.name for each in act_type(code).fields(desk.fund) if each.name not in known]
    typed = {name: _typed(request, code, name) for name in names}
    dates = [e.name for e in act_type(code).fields(desk.fund) if e.kind is FieldKind.DATE]
    for name in dates:
        if typed.get(name) and (read := parse_day(typed[name])):
            typed[name] = read.isoformat()
    motive = request.POST.get(f"{code}-motive", "").strip()
    try:
        fields = typed | known
        answer = submitted(desk, code, fields, key=form_key(request), motive=motive)
    except SocleError as error:
        is_of_motive = error.code == act_type(code).motive_missing
        return "", wrong_of(error, names=("motive",) if is_of_motive else tuple(names))
    is_asked = answer.status is ActStatus.TO_VALIDATE
    return known.get("breach", "") if is_asked else answer.subject, {}


def _typed(request: HttpRequest, code: str, name: str) -> str:
    if name == "classes":
        return " ".join(request.POST.getlist(f"{code}-{name}"))[:60]
    return request.POST.get(f"{code}-{name}", "").strip()


def _form(
    request: HttpRequest, desk: Desk, code: str, begun: dict[str, str], wrong: dict[str, str]
) -> Shown:
    kind = act_type(code)
    asked = []
    for field in kind.fields(desk.fund):
        if field.name == "breach":
            continue
        value = _typed(request, code, field.name) if wrong else begun.get(field.name, "")
        asked.append(
            Asked(
                id=f"{code}-{field.name}",
                name=field.name,
                label=str(field.label),
                hint="" if field.name == "classes" else str(field.hint),
                is_required=field.is_required,
                is_long=field.max_length >= _TEXT,
                is_short=field.max_length < 20 or field.kind is FieldKind.DATE,
                max_length=field.max_length,
                value=value,
                why=wrong.get(field.name, ""),
            )
        )
    if code == _CLOSE:
        typed = request.POST.get(f"{code}-motive", "")
        why = wrong.get("motive", "")
        asked.append(
            Asked(
                id=f"{code}-motive",
                name="motive",
                label=_("Motif"),
                hint=_("Ce qu’elle est devenue, et ce qui empêche qu’elle revienne"),
                is_required=True,
                is_long=False,
                is_short=False,
                max_length=_MOTIVE,
                value=typed,
                why=why,
            )
        )
    return Shown(code, str(kind.label), asked, bool(wrong), kind.needs_four_eyes)


def _begun(request: HttpRequest, desk: Desk) -> dict[str, str]:
    """What a report begins with: now, by whoever is at the desk, and what a sign has told."""
    now = clock.now()
    return _now_in(desk, now, "found") | {
        "found_by": desk.name[:100],
        "what": request.GET.get("what", "")[:_TEXT],
    }


def _now_in(desk: Desk, now: datetime, what: str) -> dict[str, str]:
    here = now.astimezone(clock.zone(desk.fund.country))
    return {f"{what}_on": f"{here:%d/%m/%Y}", f"{what}_time": f"{here:%H:%M}"}


def _known(desk: Desk, found: BreachView, code: str, now: datetime) -> dict[str, str]:
    """What a form of a file begins with: to complete a breach, all that is known of it."""
    if code.startswith("notify_"):
        return _now_in(desk, now, "told")
    if code != "complete_breach":
        return {}
    return {
        "what": found.what,
        "classes": " ".join(found.classes),
        "persons": "" if found.persons is None else str(found.persons),
        "consequences": found.consequences,
        "measures": found.measures,
    }


def _is_closed(found: BreachView) -> bool:
    return any(each.kind is BreachStepKind.CLOSED for each in found.steps)


def _is_to_do(found: BreachView, code: str) -> bool:
    done = {each.kind for each in found.steps}
    once = {
        "notify_authority": BreachStepKind.AUTHORITY_TOLD,
        "notify_breach_persons": BreachStepKind.PERSONS_TOLD,
    }
    return once.get(code) not in done


def _waiting(number: str) -> list[Any]:
    return [each for each in proposals(types=[_CLOSE]) if each.fields.get("breach") == number]


def _signs(desk: Desk, at: datetime) -> list[str]:
    """What the system sees that may be a breach: who reports it begins from these words."""
    found = []
    much = sum(each.is_much for each in read_today(fund_id=desk.fund.id, at=at))
    if much:
        found.append(_("Des comptes ont lu presque autant de personnes qu’un jour permet."))
    last = [each for each in latest(Kind.VERIFICATION) if each.fund == desk.fund.code]
    if any(not each.is_good for each in last):
        found.append(_("La vérification des actes et du grand livre a trouvé une rupture."))
    return found
