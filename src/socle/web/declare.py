"""The form of small employers: a month typed row by row, saved, checked, deposited; works bare."""

from typing import NamedTuple

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from socle.contributions import forms
from socle.contributions.forms import Reckoned, Row
from socle.contributions.obligations import declared, due_on, dues, next_due
from socle.contributions.versions import DepositKind
from socle.countries.form.formats.month import MOST_LINES
from socle.kernel.errors import Refused, SocleError
from socle.kernel.months import Month
from socle.kernel.wording import wording
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Desk, Permission
from socle.registry.queries import employer_name
from socle.web import access, clock, errors
from socle.web.reading import with_days
from socle.web.submitting import form_key

_FIELDS = ("insured_number", "insured_name", "days", "wage")
_SPARE_ROWS = 2
_LONGEST = 60


class ShownRow(NamedTuple):
    """A row on the page, with what is wrong by field."""

    place: int
    row: Row
    wrong: dict[str, str]


@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Which employer and month; a clerk of one employer goes on with the month due next."""
    desk = access.require(request, Permission.DEPOSIT_DECLARATION)
    today = clock.today(desk.fund.country)
    month, _due = next_due(on=today)
    employer = request.GET.get("employer", "").strip()[:_LONGEST]
    asked = request.GET.get("month", "").strip()
    wrong: dict[str, str] = {}
    if employer or asked:
        try:
            chosen = Month.parse(asked or str(month))
            require_employer(desk, employer)
            employer_name(employer)
            return redirect("declare-month", number=employer, month=str(chosen))
        except SocleError as error:
            name = "month" if isinstance(error, Refused) else "employer"
            said = wording(error.code, with_days(error.facts), errors.language())
            wrong[name] = f"{said.message} {said.do}"
    elif len(desk.employer_numbers) == 1:
        [only] = desk.employer_numbers
        month, _due = dues(employer_numbers=[only], on=today)[only]
        return redirect("declare-month", number=only, month=str(month))
    shown = {
        "menu": "declare",
        "employer": employer,
        "month": asked or str(month),
        "wrong": wrong,
        "own": sorted(desk.employer_numbers),
    }
    return render(request, "declare/choose.html", shown)


@require_http_methods(["GET", "POST"])
def month(request: HttpRequest, number: str, month: str) -> HttpResponse:
    """The rows of a month, and what the button asks: add, remove, save, check, or deposit."""
    desk = access.require(request, Permission.DEPOSIT_DECLARATION)
    require_employer(desk, number)
    asked = Month.parse(month)
    if request.method == "GET":
        draft = forms.open_draft(desk=desk, employer_number=number, month=asked)
        rows = (
            draft.rows
            if draft
            else forms.first_rows(desk=desk, employer_number=number, month=asked)
        )
        return _page(request, desk, number, asked, rows, draft_at=draft and draft.saved_at)
    rows = _typed(request)
    action = request.POST.get("do", "check")
    if action == "add":
        return _page(request, desk, number, asked, rows, spare=5)
    if action.startswith("remove-"):
        place = action.removeprefix("remove-")
        kept = tuple(row for at, row in enumerate(rows) if str(at) != place)
        return _page(request, desk, number, asked, kept)
    if action in {"deposit", "nil"}:
        return _deposit(request, desk, number, asked, () if action == "nil" else rows)
    with transaction.atomic():
        draft = forms.save_draft(
            desk=desk, employer_number=number, month=asked, rows=_filled(rows), at=clock.now()
        )
    reckoned = None
    if action == "check":
        reckoned = forms.reckon(desk=desk, employer_number=number, month=asked, rows=rows)
    return _page(request, desk, number, asked, rows, reckoned=reckoned, draft_at=draft.saved_at)


def _deposit(
    request: HttpRequest, desk: Desk, number: str, asked: Month, rows: tuple[Row, ...]
) -> HttpResponse:
    """Deposits what was typed; a month already declared is corrected, after a comparison."""
    is_declared = bool(declared(employer_number=number, month=asked))
    try:
        with transaction.atomic():
            done = forms.deposit_form(
                desk=desk,
                employer_number=number,
                month=asked,
                rows=_filled(rows),
                deposited_on=clock.today(desk.fund.country),
                key=form_key(request),
                at=clock.now(),
                kind=DepositKind.CORRECTIVE if is_declared else DepositKind.FIRST,
            )
    except SocleError:
        reckoned = forms.reckon(desk=desk, employer_number=number, month=asked, rows=rows)
        if not reckoned.wrong:
            raise
        return _page(request, desk, number, asked, rows, reckoned=reckoned)
    return redirect("deposit", number=done.receipt)


def _typed(request: HttpRequest) -> tuple[Row, ...]:
    columns = [request.POST.getlist(name)[: MOST_LINES + _SPARE_ROWS] for name in _FIELDS]
    return tuple(
        Row(*(text.strip().replace("\x00", "")[:_LONGEST] for text in texts))
        for texts in zip(*columns, strict=False)
    )


def _filled(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple(row for row in rows if not row.is_blank)


def _page(
    request: HttpRequest,
    desk: Desk,
    number: str,
    asked: Month,
    rows: tuple[Row, ...],
    *,
    spare: int = _SPARE_ROWS,
    reckoned: Reckoned | None = None,
    draft_at: object = None,
) -> HttpResponse:
    wrong: dict[int, dict[str, str]] = {}
    for (place, name), refused in (reckoned.wrong if reckoned else {}).items():
        said = wording(refused.code, with_days(refused.facts), errors.language())
        wrong.setdefault(place, {})[name] = said.message
    blank = (Row(),) * min(spare, MOST_LINES - len(_filled(rows)))
    filled = rows if reckoned and reckoned.wrong else _filled(rows)
    shown_rows = [
        ShownRow(place, row, wrong.get(place, {})) for place, row in enumerate((*filled, *blank))
    ]
    shown = {
        "menu": "declare",
        "number": number,
        "name": employer_name(number),
        "month": str(asked),
        "due_on": due_on(month=asked, employer_number=number),
        "declared": declared(employer_number=number, month=asked),
        "rows": shown_rows,
        "reckoned": reckoned if reckoned and not reckoned.wrong else None,
        "wrong": {
            f"r{place}-{name}": _("Ligne %(line)s : %(why)s") % {"line": place + 1, "why": why}
            for place, each in sorted(wrong.items())
            for name, why in each.items()
        },
        "draft_at": draft_at,
        "key": form_key(request),
        "most": MOST_LINES,
        "address": reverse("declare-month", args=[number, str(asked)]),
    }
    return render(request, "declare/month.html", shown, status=422 if wrong else 200)
