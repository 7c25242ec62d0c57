"""Bank statements on the screens: the list, the form, one statement line by line."""

import uuid
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from socle.collection import queries
from socle.collection.errors import StatementRefused
from socle.collection.types import LineOutcome, StatementLineView
from socle.kernel.errors import SocleError
from socle.platform.access.types import Permission
from socle.platform.acts.types import ActStatus
from socle.web import access, errors
from socle.web.file_forms import FAULTS_SHOWN, FileAnswer, file_taken
from socle.web.payment_labels import OUTCOMES, RULES
from socle.web.payments import A_PAGE, wrong_of
from socle.web.statement_lines import decided, waiting_lines
from socle.web.status_shapes import Label, Words
from socle.web.submitting import to_act

_LINES = 200
_LIMIT_BYTES = 20 * 1024 * 1024


class LineRow(NamedTuple):
    """A line of a statement as the table shows it."""

    line: StatementLineView
    outcome: Label
    rule: Words


@require_GET
def statements(request: HttpRequest) -> HttpResponse:
    """The statements posted, the last first."""
    access.require(request, Permission.MATCH_PAYMENT)
    before = request.GET.get("before") or None
    found = queries.bank_statements(before=before, limit=A_PAGE + 1)
    page = found[:A_PAGE]
    held, returned = queries.lines_waiting()
    shown = {
        "menu": "statements",
        "statements": page,
        "held_count": held,
        "returned_count": returned,
        "first_page": request.path if before else "",
        "next_page": f"?before={page[-1].number}" if len(found) > A_PAGE else "",
    }
    return render(request, "statements/list.html", shown)


@require_http_methods(["GET", "POST"])
def new_statement(request: HttpRequest) -> HttpResponse:
    """The form, and what becomes of it: the statement's page, or what is wrong in the file."""
    desk = access.require(request, Permission.MATCH_PAYMENT)
    if getattr(request, "upload_over_limit", False):
        return errors.too_large(request, _LIMIT_BYTES // (1024 * 1024))
    answer = FileAnswer()
    if request.method == "POST":
        answer = file_taken(
            *(request, desk, "post_statement"),
            refused=StatementRefused,
            missing=_("Choisissez le relevé que votre banque a produit."),
            limit_bytes=_LIMIT_BYTES,
        )
        if done := answer.done:
            again = "?again=1" if done.status is ActStatus.ALREADY_DONE else ""
            return redirect(reverse("statement-page", args=[done.subject]) + again)
    shown = {
        "menu": "statements",
        "wrong": answer.wrong,
        "faults": answer.faults[:FAULTS_SHOWN],
        "fault_count": len(answer.faults),
        "key": str(uuid.uuid4()),
        "limit_bytes": _LIMIT_BYTES,
    }
    return render(request, "statements/new.html", shown, status=422 if answer.wrong else 200)


@require_http_methods(["GET", "POST"])
def statement(request: HttpRequest, number: str) -> HttpResponse:
    """One statement: its totals, what waits for a person, each line with what became of it."""
    desk = access.require(request, Permission.MATCH_PAYMENT)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            if done := decided(request, desk, number):
                is_proposed = done.status is ActStatus.TO_VALIDATE
                return to_act(done) if is_proposed else redirect("statement-page", number)
        except SocleError as error:
            wrong = wrong_of(error, names=("waiting",))
    found = queries.bank_statement(number=number)
    text = request.GET.get("after", "")
    after = int(text) if text.isdigit() and len(text) < 8 else 0
    lines = queries.statement_lines(number=number, after=after, limit=_LINES + 1)
    page = lines[:_LINES]
    waiting = waiting_lines(number) if found.held_count or found.returned_count else {}
    shown = {
        "menu": "statements",
        "statement": found,
        "held": waiting.get(LineOutcome.HELD, []),
        "taken_back": waiting.get(LineOutcome.RETURNED, []),
        "wrong": wrong,
        "key": str(uuid.uuid4()),
        "rows": [
            LineRow(each, OUTCOMES[each.outcome], RULES[each.rule] if each.rule else "")
            for each in page
        ],
        "is_again": request.GET.get("again") == "1",
        "first_page": request.path if after else "",
        "next_page": f"?after={page[-1].position}" if len(lines) > _LINES else "",
    }
    return render(request, "statements/statement.html", shown, status=422 if wrong else 200)
