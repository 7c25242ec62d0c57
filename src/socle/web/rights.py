"""Certificates of a person's rights: given on the screen, printed in the language asked."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_GET, require_http_methods

from socle.benefits.operations.certificates import rights_paper
from socle.benefits.queries.certificates import KIND, rights_certificate, rights_certificates
from socle.kernel.errors import SocleError
from socle.platform.access.types import Permission
from socle.platform.printing import pdf
from socle.platform.printing.operations import note_paper
from socle.registry.queries import person
from socle.web import access, clock
from socle.web.arrears import why
from socle.web.award_statements import statement_paper
from socle.web.papers import PAPER_LANGUAGES, paper_language, pdf_answer
from socle.web.submitting import form_key, submitted


@require_http_methods(["GET", "POST"])
def of_person(request: HttpRequest, number: str) -> HttpResponse:
    """The certificates of rights given to a person, and the form that gives one."""
    desk = access.require(request, Permission.READ_BENEFITS)
    wrong = ""
    if request.method == "POST":
        access.require(request, Permission.FILE_CLAIM)
        try:
            submitted(desk, "certify_rights", {"person": number}, key=form_key(request))
            return redirect(request.path)
        except SocleError as error:
            wrong = why(error)
    today = clock.today(desk.fund.country)
    shown = {
        "menu": "persons",
        "person": person(number=number, on=today, known_at=None),
        "certificates": rights_certificates(number=number),
        "wrong": wrong,
        "key": str(uuid.uuid4()),
        "paper_languages": PAPER_LANGUAGES,
    }
    return render(request, "rights/person.html", shown, status=422 if wrong else 200)


@require_GET
def rights_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """A certificate of rights as it prints."""
    desk = access.require(request, Permission.READ_BENEFITS)
    given = rights_certificate(number=number)
    subject = f"person:{given.person_number}"
    note_paper(desk=desk, kind=KIND, number=number, subject=subject, at=clock.now())
    made = statement_paper if given.award_number else rights_paper
    with translation.override(paper_language(request)):
        paper = made(number=number, address=request.build_absolute_uri("/verify"), at=clock.now())
    return pdf_answer(pdf.certificate(paper), number)
