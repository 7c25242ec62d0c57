"""What keeps rights: proofs that are due, late or missing; and what was overpaid."""

import uuid
from collections import Counter
from contextlib import suppress
from datetime import date
from typing import Any
from urllib.parse import quote

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from socle.benefits.keeping import figure, school_rule, window_rule
from socle.benefits.queries.overpayments import overpayments
from socle.benefits.queries.proofs import every_proof
from socle.benefits.queries.reminders import reminders
from socle.benefits.types.proofs import SEEN, ProofKind, ProofMethod, ProofState
from socle.kernel.errors import Refused, SocleError
from socle.platform.access.types import Desk, Permission
from socle.platform.printing import pdf
from socle.platform.printing.operations import note_paper
from socle.registry.queries import person, person_id
from socle.web import access, clock
from socle.web.papers import paper_language, pdf_answer
from socle.web.payments import wrong_of
from socle.web.reading import parse_day
from socle.web.submitting import form_key, submitted

_MOST = 200
# Who is written to: the suspended know already, and have the letter of their suspension.
_WARNED = frozenset({ProofState.DUE, ProofState.LATE})


@require_GET
def awaited(request: HttpRequest) -> HttpResponse:
    """The proofs that awards wait for on a day; it prints as a list for home visits."""
    desk = access.require(request, Permission.READ_BENEFITS)
    on, state = _asked(request, desk)
    lines = every_proof(fund=desk.fund, on=on, state=state, limit=_MOST)
    schools = school_rule(desk.fund.country)
    shown = {
        "menu": "proofs",
        "on_text": f"{on:%d/%m/%Y}",
        "state": state,
        "states": list(ProofState),
        "lines": lines,
        "is_whole": len(lines) < _MOST,
        "counts": dict(Counter(each.state for each in lines)),
        "rule": window_rule(desk.fund.country),
        "schools": schools,
        "school_months": [f"{on.year}-{month:02d}" for month in (schools.first, schools.last)],
        "warned": any(each.state in _WARNED for each in lines),
    }
    return render(request, "proofs/list.html", shown)


@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """The letters that warn who has not given a proof, as one PDF; a letter a person."""
    desk = access.require(request, Permission.PROVE_LIFE)
    on, state = _asked(request, desk)
    found = every_proof(fund=desk.fund, on=on, state=state, limit=_MOST)
    said = reminders(
        fund=desk.fund,
        lines=[each for each in found if each.state in _WARNED],
        on=on,
        language=paper_language(request),
    )
    if not said:
        raise Refused("proofs.none_to_warn", on=on.isoformat())
    name, subject = f"rappels-{on:%Y-%m-%d}", f"fund:{desk.fund.code}"
    note_paper(desk=desk, kind="proof_reminders", number=name, subject=subject, at=clock.now())
    return pdf_answer(pdf.letters(said), name)


@require_http_methods(["GET", "POST"])
def new_proof(request: HttpRequest) -> HttpResponse:
    """Somebody is here: what they are awaited for, and one button that records it all."""
    desk = access.require(request, Permission.PROVE_LIFE)
    today = clock.today(desk.fund.country)
    typed = request.POST or request.GET
    number = typed.get("person", "").strip()[:30]
    shown: dict[str, Any] = {"menu": "proofs", "number": number, "methods": list(ProofMethod)}
    wrong: dict[str, str] = {}
    try:
        if request.method == "POST":
            _recorded(request, desk, number, today)
            return redirect(f"{reverse('new-proof')}?person={quote(number)}&done=1")
        if number:
            shown |= _of_person(desk, number, today)
    except SocleError as error:
        wrong = wrong_of(error, names=("person",))
        with suppress(SocleError):
            shown |= _of_person(desk, number, today)
    shown |= {
        "wrong": wrong,
        "kinds": list(SEEN),
        "method": typed.get("method", ProofMethod.COUNTER.value),
        "on_text": typed.get("on", f"{today:%d/%m/%Y}"),
        "is_done": request.GET.get("done") == "1",
        "key": str(uuid.uuid4()),
    }
    return render(request, "proofs/new.html", shown, status=422 if wrong else 200)


def _of_person(desk: Desk, number: str, today: date) -> dict[str, Any]:
    """Who it is, and every proof that is awaited of them."""
    who = person(number=number, on=today, known_at=None)
    lines = every_proof(fund=desk.fund, on=today, person_id=person_id(number))
    seen = {each.kind for each in lines if each.kind in SEEN}
    return {"who": who, "lines": lines, "chosen": seen or {ProofKind.LIFE}}


def _recorded(request: HttpRequest, desk: Desk, number: str, today: date) -> None:
    """One act a proof, all of them or none.

    Raises:
        SocleError: no proof is chosen, or an act refuses.
    """
    chosen = [each for each in SEEN if each.value in request.POST.getlist("kind")]
    if not chosen:
        raise Refused("proofs.none_chosen")
    said = request.POST.get("on", "")
    on = parse_day(said) if said else today
    if on is None:
        raise Refused("proofs.day_unread", read=said[:20])
    key, method = form_key(request), request.POST.get("method", "")
    with transaction.atomic():
        for kind in chosen:
            fields = {"person": number, "kind": kind.value, "method": method}
            submitted(desk, "record_proof", fields, key=f"{key}:{kind.value}", on=on)


def _asked(request: HttpRequest, desk: Desk) -> tuple[date, str]:
    """The day and the state that a list is asked for."""
    on = parse_day(request.GET.get("on", "")) or clock.today(desk.fund.country)
    state = request.GET.get("state", "")
    return on, state if state in set(ProofState) else ""


@require_GET
def overpaid(request: HttpRequest) -> HttpResponse:
    """What was paid too much, what was taken back of it, and by which share."""
    access.require(request, Permission.READ_BENEFITS)
    shown = {
        "menu": "overpayments",
        "overpayments": overpayments(),
        "share": figure("retention_percent"),
    }
    return render(request, "proofs/overpayments.html", shown)
