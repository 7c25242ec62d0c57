"""Claims and declarations of work injuries by anybody, without an account: choose, hand in with
the pieces, follow by a code.

Nothing here tells whether the fund knows a person; nothing is a right before an agent takes it.
"""

import uuid
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from socle.benefits.operations.filings import act_of, hand_in
from socle.benefits.queries.filings import followed
from socle.benefits.queries.injuries import has_injuries
from socle.benefits.queries.pieces import pieces_of
from socle.benefits.types.filings import INJURY, Asked, Handed
from socle.benefits.types.injuries import Declarer
from socle.countries.registry import country
from socle.kernel.errors import NotKnown, Refused, SocleError
from socle.kernel.wording import wording
from socle.platform.access.operations import automatic_desk, may_ask
from socle.platform.access.queries import funds
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FundView
from socle.platform.acts.catalogue import act_type
from socle.platform.acts.controls import piece_field
from socle.platform.printing.codes import compact_code, readable_code
from socle.web import clock, errors
from socle.web.access import fundless
from socle.web.act_fields import ShownField, asked_fields, sent_fields, wrong_fields
from socle.web.evidence import Gathered, gathered
from socle.web.rates import Allowance
from socle.web.reading import not_a_day, parse_day, with_days
from socle.web.submitting import form_key

# One address may be a whole village's, or an operator's: a number is counted for itself as well.
_FORMS = Allowance("ask", count=30, seconds=600)
_FOLLOWS = Allowance("ask-follow", count=30, seconds=60)
_A_DAY_FOR_A_NUMBER = 5
# What a phone takes of a paper; photographs and PDF only, which the agent's screen shows unharmed.
_LARGEST, _MOST = 5 * 1024 * 1024, 10
_HEADS = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_OURS = ("person", "born_on", "event_on", "name", "phone")
_NOT_ASKED = frozenset(
    {
        *("benefit", "channel", "seen", "filing", "injury", "effective_on", "motive"),
        *("happened_on", "declarer", "employer", "off_since", "off_until", "doctor"),
    }
)
# The employer declares at its desk, and the inspector to the fund: here the victim and their kin.
_WHO_DECLARES = (Declarer.VICTIM.value, Declarer.KIN.value)
_EMPLOYER, _CERTIFICATE = "employer_name", "medical_certificate"
_LONGEST = {"person": 30, "born_on": 10, "event_on": 10, "name": 120, "phone": 25}


class Choice(NamedTuple):
    """A benefit that may be asked for, or the declaration of a work injury."""

    code: str
    label: str

    @property
    def is_injury(self) -> bool:
        return self.code == INJURY


@fundless
@require_GET
def choose(request: HttpRequest, fund: str = "") -> HttpResponse:
    """The fund, then the benefit, that somebody asks for."""
    known = funds()
    if not fund and len(known) == 1:
        return redirect("ask-of", known[0].code)
    chosen = _fund(fund) if fund else None
    if fund and chosen is None:
        return _no_fund(request, fund)
    shown = {"funds": known, "fund": chosen, "benefits": _benefits(chosen) if chosen else []}
    return render(request, "asking/choose.html", shown)


@fundless
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, fund: str, benefit: str) -> HttpResponse:
    """The form of one benefit with its pieces; sent, it answers with a receipt."""
    chosen = _fund(fund)
    if chosen is None:
        return _no_fund(request, fund)
    found = next((each for each in _benefits(chosen) if each.code == benefit), None)
    if found is None:
        listed = ", ".join(each.label for each in _benefits(chosen))
        read = {"benefit": benefit[:40], "allowed": listed}
        return errors.said(request, NotKnown("benefits.benefit_unknown", **read))
    with timezone.override(clock.zone(chosen.country)):
        if request.method == "GET":
            return _form(request, chosen, found, {}, Gathered(), {})
        if not _FORMS.takes(request, clock.now()):
            return _form(request, chosen, found, _typed(request), Gathered(), {}, is_much=True)
        return _sent(request, chosen, found)


@fundless
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, fund: str) -> HttpResponse:
    """Where a claim stands, for whoever has its number and its code."""
    chosen = _fund(fund)
    if chosen is None:
        return _no_fund(request, fund)
    number = request.POST.get("number", "").strip().upper()[:40]
    shown: dict[str, Any] = {"fund": chosen, "country": chosen.country, "number": number}
    if request.method == "GET":
        return render(request, "asking/follow.html", shown)
    if not _FOLLOWS.takes(request, clock.now()):
        return render(request, "asking/follow.html", shown | {"is_much": True}, status=429)
    code = compact_code(request.POST.get("code", ""))
    try:
        with fund_scope(chosen.id):
            found = followed(number=number, code=code)
            label = _label(chosen, found.benefit)
    except SocleError as error:
        said = wording(error.code, error.facts, errors.language())
        shown["wrong"] = f"{said.message} {said.do}"
        return _kept_nowhere(render(request, "asking/follow.html", shown, status=422))
    shown |= {"found": found, "benefit": label}
    return _kept_nowhere(render(request, "asking/follow.html", shown))


def _sent(request: HttpRequest, fund: FundView, benefit: Choice) -> HttpResponse:
    """The receipt, or the form again with all that is wrong and the files kept."""
    typed = _typed(request)
    wrong = _wrong(fund, benefit, typed)
    unsafe = _unsafe(request)
    with fund_scope(fund.id):
        kept = gathered(request, automatic_desk(fund=fund), pieces_of(fund, benefit.code))
    kept = replace(kept, wrong={**kept.wrong, **unsafe})
    if benefit.is_injury:
        wrong = _unsound(fund, typed, kept) | wrong
    if not (wrong or kept.wrong) and not _is_within(fund, typed["person"]):
        return _form(request, fund, benefit, typed, kept, {}, is_much=True)
    if not (wrong or kept.wrong):
        try:
            handed = _handed(request, fund, benefit, typed, kept)
        except SocleError as error:
            kind = act_type(act_of(benefit.code))
            fields = asked_fields(kind, fund, {"benefit": benefit.code})
            wrong = wrong_fields(error, fields, kind, fund)
        else:
            return _receipt(request, fund, benefit, handed, kept)
    return _form(request, fund, benefit, typed, kept, wrong)


def _handed(
    request: HttpRequest, fund: FundView, benefit: Choice, typed: dict[str, str], kept: Gathered
) -> Handed:
    fields = _facts(fund, benefit)
    facts = sent_fields(fields, {each.name: typed[each.name] for each in fields})
    born_on, event_on = parse_day(typed["born_on"]), parse_day(typed["event_on"])
    if born_on is None or event_on is None:
        raise Refused("filings.unknown")  # both were read before
    asked = Asked(
        person="".join(typed["person"].split()).upper(),
        born_on=born_on,
        benefit=benefit.code,
        event_on=event_on,
        name=typed["name"],
        phone=typed["phone"],
        facts={name: text for name, text in facts.items() if text},
    )
    with fund_scope(fund.id), transaction.atomic():
        return hand_in(
            fund=fund,
            asked=asked,
            evidence=kept.ids,
            key=form_key(request),
            on=clock.today(fund.country),
            at=clock.now(),
        )


def _receipt(
    request: HttpRequest, fund: FundView, benefit: Choice, handed: Handed, kept: Gathered
) -> HttpResponse:
    here = {each.kind for each in kept.documents}
    asked = pieces_of(fund, benefit.code)
    shown = {
        "fund": fund,
        "benefit": benefit,
        "handed": handed,
        "code": readable_code(handed.code),
        "documents": kept.documents,
        "missing": [each for each in asked if each.is_required and each.code not in here],
    }
    return _kept_nowhere(render(request, "asking/receipt.html", shown))


def _form(
    request: HttpRequest,
    fund: FundView,
    benefit: Choice,
    typed: dict[str, str],
    kept: Gathered,
    wrong: dict[str, str],
    *,
    is_much: bool = False,
) -> HttpResponse:
    pieces = pieces_of(fund, benefit.code)
    fields = [
        replace(each, value=typed.get(each.name, ""), why=wrong.get(each.name, ""))
        for each in _facts(fund, benefit)
    ]
    names = {piece_field(each.code): str(each.label) for each in pieces}
    shown = {
        "fund": fund,
        "country": fund.country,
        "benefit": benefit,
        "typed": {name: typed.get(name, "") for name in _OURS},
        "why": {name: wrong.get(name, "") for name in _OURS},
        "fields": fields,
        "pieces": [
            (each, piece_field(each.code), kept.wrong.get(piece_field(each.code), ""))
            for each in pieces
        ],
        "evidence": kept,
        "wrong_pieces": [f"{names.get(name, '')} {why}" for name, why in kept.wrong.items()],
        "is_wrong": bool(wrong or kept.wrong),
        "limit": _LARGEST,
        "key": form_key(request) if request.method == "POST" else str(uuid.uuid4()),
        "is_much": is_much,
    }
    status = 429 if is_much else 422 if wrong or kept.wrong else 200
    return _kept_nowhere(render(request, "asking/form.html", shown, status=status))


def _wrong(fund: FundView, benefit: Choice, typed: dict[str, str]) -> dict[str, str]:
    """What can be seen to be wrong without looking anybody up."""
    wrong = {name: _("Remplissez cette ligne.") for name in ("person", "name") if not typed[name]}
    days = ["born_on", "event_on"]
    facts = _facts(fund, benefit)
    asked = [each.name for each in facts if each.is_required]
    wrong |= {name: _("Remplissez cette ligne.") for name in asked if not typed[name]}
    wrong |= {
        each.name: _("Choisissez dans la liste.")
        for each in facts
        if each.choices and typed[each.name] and typed[each.name] not in each.choices
    }
    optional = [each.name for each in facts if each.kind == "date"]
    for name in (*days, *(name for name in optional if typed[name])):
        if parse_day(typed[name]) is None:
            wrong[name] = (
                not_a_day(typed[name])
                if typed[name]
                else _("Écrivez la date ainsi : JJ/MM/AAAA, par exemple 16/03/2026.")
            )
    return wrong


def _unsound(fund: FundView, typed: dict[str, str], kept: Gathered) -> dict[str, str]:
    """What the agent would be refused, who may not open a certificate to read its day."""

    def said(code: str, **facts: str) -> str:
        words = wording(code, with_days(facts), errors.language())
        return f"{words.message} {words.do}"

    today = clock.today(fund.country)
    happened, issued = parse_day(typed["event_on"]), parse_day(typed["issued_on"])
    days = {"event_on": happened, "issued_on": issued}
    wrong = {
        name: _("Cette date n’est pas encore arrivée. Écrivez au plus tard aujourd’hui.")
        for name, day in days.items()
        if day and day > today
    }
    if happened and issued and issued < happened:
        wrong["issued_on"] = said("injuries.certified_before", on=happened.isoformat())
    has_paper = any(each.kind == _CERTIFICATE for each in kept.documents)
    if has_paper and not typed["issued_on"]:
        wrong["issued_on"] = said("injuries.certificate_undated")
    return wrong


def _unsafe(request: HttpRequest) -> dict[str, str]:
    """Takes off the files that this page does not accept, and says why, before any is stored."""
    wrong: dict[str, str] = {}
    taken = 0
    for name in list(request.FILES):
        good = []
        for file in request.FILES.getlist(name):
            head = file.read(16)
            file.seek(0)
            taken += 1
            if taken > _MOST:
                wrong[name] = _("Dix fichiers au plus : apportez les autres à une agence.")
            elif (file.size or 0) > _LARGEST:
                wrong[name] = _("Ce fichier dépasse 5 Mo : prenez une photo plus petite.")
            elif head and not head.startswith(_HEADS):
                wrong[name] = _("Ce n’est ni une photo ni un PDF : photographiez le papier.")
            else:
                good.append(file)
                continue
            file.close()
        request.FILES.setlist(name, good)
    return wrong


def _is_within(fund: FundView, number: str) -> bool:
    """Whether a number is asked for no more than a day allows, known to the fund or not."""
    subject = f"ask:{fund.id}:{''.join(number.split()).upper()}"
    return may_ask(
        subject=subject, most=_A_DAY_FOR_A_NUMBER, span=timedelta(days=1), at=clock.now()
    )


def _typed(request: HttpRequest) -> defaultdict[str, str]:
    """What was typed, by name; facts have the prefix of an act's fields."""
    said = {
        name.removeprefix("act-"): str(value).strip().replace("\x00", "")[:1000]
        for name, value in request.POST.items()
        if name.startswith("act-")
    }
    ours = {
        name: request.POST.get(name, "").strip().replace("\x00", "")[:most]
        for name, most in _LONGEST.items()
    }
    return defaultdict(str, said | ours)


def _facts(fund: FundView, benefit: Choice) -> list[ShownField]:
    """What only the person can say of this benefit: as the counter's form asks it."""
    asked = asked_fields(act_type(act_of(benefit.code)), fund, {"benefit": benefit.code})
    found = [each for each in asked if each.name not in {*_NOT_ASKED, *_OURS}]
    return [_for_anybody(each) for each in found] if benefit.is_injury else found


def _for_anybody(field: ShownField) -> ShownField:
    """A line of the declaration as a victim or their kin reads it."""
    if field.name == "declared_by":
        return replace(field, label=_("Vous êtes"), choices=_WHO_DECLARES)
    if field.name == _EMPLOYER:
        label, hint = _("Nom de l’employeur"), _("Même s’il n’est pas inscrit à la caisse")
        return replace(field, label=label, hint=hint, is_required=True)
    return field


def _fund(code: str) -> FundView | None:
    return next((each for each in funds() if each.code == code), None)


def _no_fund(request: HttpRequest, code: str) -> HttpResponse:
    known = ", ".join(each.code for each in funds())
    return errors.said(request, NotKnown("access.fund_unknown", fund=code[:40], known=known))


def _benefits(fund: FundView) -> list[Choice]:
    codes = country(fund.country).scheme(fund.scheme).benefits
    found = [Choice(each, _label(fund, each)) for each in codes]
    found.sort(key=lambda each: each.label)
    return [*found, Choice(INJURY, _label(fund, INJURY))] if has_injuries(fund) else found


def _label(fund: FundView, benefit: str) -> str:
    if benefit == INJURY:
        return _("déclarer un accident du travail ou une maladie professionnelle")
    return country(fund.country).label("benefit", benefit, errors.language())


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    """A phone that is lent, a cybercafé: nothing of these pages stays."""
    response.headers["Cache-Control"] = "no-store"
    return response
