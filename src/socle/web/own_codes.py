"""Codes of own pages: given at the counter to whoever the fund pays, printed on a paper."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from socle.benefits.queries.own_pages import ACT, opening, openings, own_code
from socle.benefits.types.own_pages import OwnOpening
from socle.kernel.errors import SocleError
from socle.platform.access.queries import require_proof
from socle.platform.access.types import Desk, FundView, Permission
from socle.platform.printing import pdf
from socle.platform.printing.checks import as_written, day_words, left_to_right
from socle.platform.printing.codes import readable_code
from socle.platform.printing.operations import note_paper
from socle.platform.printing.types import Letter
from socle.registry.queries import person
from socle.web import access, clock
from socle.web.arrears import why
from socle.web.papers import PAPER_LANGUAGES, paper_language, pdf_answer
from socle.web.submitting import form_key, submitted


@require_http_methods(["GET", "POST"])
def of_person(request: HttpRequest, number: str) -> HttpResponse:
    """The codes given to a person, and the button that gives one instead of the last."""
    desk = access.require(request, Permission.READ_BENEFITS)
    wrong = ""
    if request.method == "POST":
        access.require(request, Permission.FILE_CLAIM)
        try:
            submitted(desk, ACT, {"person": number}, key=form_key(request))
            return redirect(request.path)
        except SocleError as error:
            wrong = why(error)
    today = clock.today(desk.fund.country)
    shown = {
        "menu": "persons",
        "person": person(number=number, on=today, known_at=None),
        "openings": openings(fund=desk.fund, number=number, on=today),
        "address": _address(request, desk.fund),
        "wrong": wrong,
        "key": str(uuid.uuid4()),
        "paper_languages": PAPER_LANGUAGES,
    }
    return render(request, "own/codes.html", shown, status=422 if wrong else 200)


@require_GET
def code_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The paper of a code that still opens, for whoever may give one; its printing is logged.

    It opens as much as giving one does: a machine left alone prints none.
    """
    desk = access.require(request, Permission.FILE_CLAIM)
    require_proof(desk)
    today = clock.today(desk.fund.country)
    found = opening(fund=desk.fund, act_number=number, on=today)
    subject = f"person:{found.person_number}"
    note_paper(desk=desk, kind="own_code", number=number, subject=subject, at=clock.now())
    with translation.override(paper_language(request)):
        said = _letter(request, desk, found)
    return pdf_answer(pdf.letter(said), number)


def _letter(request: HttpRequest, desk: Desk, found: OwnOpening) -> Letter:
    who = person(number=found.person_number, on=found.given_on, known_at=None)
    code = readable_code(own_code(fund_id=desk.fund.id, act_number=found.act_number))
    return Letter(
        language=get_language() or "fr",
        fund=as_written(desk.fund.name),
        title=_("Votre page : ce que la caisse vous paie"),
        subtitle=day_words(found.given_on),
        to=f"{as_written(who.full_name)} · {left_to_right(who.number)}",
        body=(
            _("Elle montre vos pensions et allocations, chaque mois payé ou retenu, et pourquoi."),
            _("Ouvrez cette adresse sur n’importe quel téléphone :"),
            left_to_right(_address(request, desk.fund)),
            _("Numéro : %(number)s") % {"number": left_to_right(found.act_number)},
            _("Code : %(code)s") % {"code": left_to_right(code)},
        ),
        listings=(),
        close=(
            _("Ne donnez ce code à personne : la caisse ne vous le demande jamais."),
            _("Perdu ou vu par un autre ? Toute agence en donne un nouveau, et l’ancien s’éteint."),
        ),
        foot=left_to_right(found.act_number),
    )


def _address(request: HttpRequest, fund: FundView) -> str:
    return request.build_absolute_uri(reverse("own-page", args=[fund.code]))
