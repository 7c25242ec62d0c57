"""Handing a person's data over: the act, the JSON, the PDF with its code; and what the code opens.

The public page shows who read, never the data: the paper is in the person's hands already.
"""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_GET, require_http_methods

from socle.exchange.operations.exports import code_of_export
from socle.exchange.queries import exports
from socle.exchange.queries.accesses import accesses
from socle.kernel.errors import NotKnown, SocleError
from socle.kernel.wording import wording
from socle.platform.access.queries import funds
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, FundView, Permission
from socle.platform.acts.queries import act, acts_touching
from socle.platform.acts.types import ActView
from socle.platform.printing import pdf
from socle.platform.printing.codes import compact_code, readable_code
from socle.platform.printing.operations import note_paper
from socle.registry import queries as registry
from socle.web import access, clock, errors
from socle.web.access import fundless
from socle.web.arrears import why
from socle.web.exchange.export_letter import letter_of
from socle.web.papers import PAPER_LANGUAGES, paper_language, pdf_answer
from socle.web.rates import Allowance
from socle.web.submitting import form_key, submitted

# Enough for whoever mistypes a code, far too few to meet one.
_READS = Allowance("my-data", count=20, seconds=60)
_SHOWN = 200


@require_http_methods(["GET", "POST"])
def of_person(request: HttpRequest, number: str) -> HttpResponse:
    """What was handed over to a person, and the button that hands their data over today."""
    desk = access.require(request, Permission.READ_ACTS)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        access.require(request, Permission.CERTIFY)
        try:
            submitted(desk, exports.ACT, {"number": number}, key=form_key(request))
            return redirect(request.path)
        except SocleError as error:
            wrong = {"export": why(error)}
    found = registry.person(number=number, on=clock.today(desk.fund.country), known_at=None)
    shown = {
        "menu": "persons",
        "person": found,
        "handed": [
            each for each in acts_touching(kind="person", number=number) if each.type == exports.ACT
        ],
        "may_give": Permission.CERTIFY in desk.permissions,
        "paper_languages": PAPER_LANGUAGES,
        "wrong": wrong,
        "key": form_key(request),
    }
    return render(request, "exchange/export.html", shown, status=422 if wrong else 200)


@require_GET
def export_json(request: HttpRequest, number: str) -> HttpResponse:
    """What was handed over, for a machine."""
    desk, found = _export(request, number)
    said = json.dumps(_content(desk, found), ensure_ascii=False, indent=2)
    response = HttpResponse(said, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{number}.json"'
    return response


@require_GET
def export_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The same for people to read, with the code that opens who has read since."""
    desk, found = _export(request, number)
    code = readable_code(code_of_export(fund_id=desk.fund.id, act=number))
    address = request.build_absolute_uri(f"/my-data/{desk.fund.code}")
    with translation.override(paper_language(request)):
        said = letter_of(_content(desk, found), number=number, code=code, address=address)
    return pdf_answer(pdf.letter(said), number)


@fundless
@require_http_methods(["GET", "POST"])
def my_data(request: HttpRequest, fund: str) -> HttpResponse:
    """Who read a person's data, for the person, by the number and code that they were given."""
    chosen = next((each for each in funds() if each.code == fund), None)
    if chosen is None:
        return errors.said(
            request,
            NotKnown(
                "access.fund_unknown",
                fund=fund[:40],
                known=", ".join(each.code for each in funds()),
            ),
        )
    shown: dict[str, Any] = {
        "fund": chosen,
        "number": request.POST.get("number", "").strip().upper()[:40],
    }
    status = 200
    if request.method == "POST":
        with timezone.override(clock.zone(chosen.country)):
            status = _opened(request, chosen, shown)
            answer = render(request, "exchange/my_data.html", shown, status=status)
    else:
        answer = render(request, "exchange/my_data.html", shown)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _opened(request: HttpRequest, fund: FundView, shown: dict[str, Any]) -> int:
    if not _READS.takes(request, clock.now()):
        shown["is_much"] = True
        return 429
    try:
        with fund_scope(fund.id):
            found = exports.opened_by(
                fund=fund,
                act_number=shown["number"],
                code=compact_code(request.POST.get("code", "")),
                code_of=lambda act: code_of_export(fund_id=fund.id, act=act),
                on=clock.today(fund.country),
            )
            shown["found"] = found
            shown["lines"] = accesses(number=found.number, limit=_SHOWN)
    except SocleError as error:
        said = wording(error.code, error.facts, errors.language())
        shown["wrong"] = f"{said.message} {said.do}"
        return 422
    return 200


def _export(request: HttpRequest, number: str) -> tuple[Desk, ActView]:
    """The act of a hand-over, printed or fetched by whoever may certify; each is on record.

    Raises:
        NotKnown: the act is none of these.
        Refused: the desk may not, or made too many papers lately.
    """
    desk = access.require(request, Permission.CERTIFY)
    found = act(number=number)
    if found.type != exports.ACT:
        raise NotKnown("acts.unknown", number=number)
    subject = f"person:{found.subject_number}"
    note_paper(desk=desk, kind="data_export", number=number, subject=subject, at=clock.now())
    return desk, found


def _content(desk: Desk, found: ActView) -> dict[str, Any]:
    return exports.content(
        fund=desk.fund,
        number=found.subject_number,
        on=clock.today(desk.fund.country),
        at=clock.now(),
    )
