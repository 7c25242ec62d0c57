"""Careers across borders: what this fund certifies of a person, and what other funds certify."""

import json
import uuid
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from socle.benefits.errors import FormRefused
from socle.benefits.liaison import LIMIT_BYTES, document_of
from socle.benefits.queries.borders import foreign_periods, liaison_sheet
from socle.benefits.queries.liaison_letters import liaison_letter
from socle.benefits.types import ForeignPeriod
from socle.kernel.money import Money
from socle.platform.access.types import Permission
from socle.platform.acts.types import ActStatus
from socle.platform.printing import pdf
from socle.platform.printing.operations import note_paper
from socle.registry.queries import person
from socle.web import access, clock, errors
from socle.web.file_forms import FAULTS_SHOWN, FileAnswer, file_taken
from socle.web.papers import PAPER_LANGUAGES, paper_language, pdf_answer


@require_http_methods(["GET", "POST"])
def liaison(request: HttpRequest, number: str) -> HttpResponse:
    """A person's liaison page; a form of another fund is taken here, whole or not at all."""
    desk = access.require(request, Permission.READ_BENEFITS)
    if getattr(request, "upload_over_limit", False):
        return errors.too_large(request, LIMIT_BYTES // (1024 * 1024))
    answer = FileAnswer()
    if request.method == "POST":
        access.require(request, Permission.LIQUIDATE)
        answer = file_taken(
            *(request, desk, "take_liaison_form"),
            refused=FormRefused,
            missing=_("Choisissez le formulaire que l’autre caisse a produit."),
            limit_bytes=LIMIT_BYTES,
            fields={"person": number},
        )
        if done := answer.done:
            again = "?again=1" if done.status is ActStatus.ALREADY_DONE else "?done=1"
            return redirect(request.path + again)
    today = clock.today(desk.fund.country)
    shown = {
        "menu": "persons",
        "person": person(number=number, on=today, known_at=None),
        "sheet": liaison_sheet(fund=desk.fund, number=number, on=today),
        "periods": with_wages(foreign_periods(number=number)),
        "is_again": request.GET.get("again") == "1",
        "is_done": request.GET.get("done") == "1",
        "wrong": answer.wrong,
        "faults": answer.faults[:FAULTS_SHOWN],
        "fault_count": len(answer.faults),
        "key": str(uuid.uuid4()),
        "paper_languages": PAPER_LANGUAGES,
    }
    return render(request, "liaison/person.html", shown, status=422 if answer.wrong else 200)


@require_GET
def liaison_json(request: HttpRequest, number: str) -> HttpResponse:
    """The form as the other fund takes it."""
    desk = access.require(request, Permission.READ_BENEFITS)
    sheet = liaison_sheet(fund=desk.fund, number=number, on=clock.today(desk.fund.country))
    note_paper(
        desk=desk, kind="liaison", number=sheet.number, subject=f"person:{number}", at=clock.now()
    )
    said = json.dumps(document_of(sheet), ensure_ascii=False, indent=2)
    response = HttpResponse(said, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{sheet.number}.json"'
    return response


@require_GET
def liaison_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The same form for people to read, in the language asked."""
    desk = access.require(request, Permission.READ_BENEFITS)
    sheet = liaison_sheet(fund=desk.fund, number=number, on=clock.today(desk.fund.country))
    note_paper(
        desk=desk, kind="liaison", number=sheet.number, subject=f"person:{number}", at=clock.now()
    )
    with translation.override(paper_language(request)):
        said = liaison_letter(sheet)
    return pdf_answer(pdf.letter(said), sheet.number)


def with_wages(periods: Sequence[ForeignPeriod]) -> list[tuple[ForeignPeriod, str]]:
    """Periods with the wage of a month in words; empty where it was not told."""
    return [
        (each, "" if each.wage is None else Money(each.wage, each.currency).text(errors.language()))
        for each in periods
    ]
