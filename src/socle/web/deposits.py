"""Deposits of declaration files: the form, the file's fate, the receipt, the faults."""

import uuid
from datetime import date
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from socle.contributions import operations, queries
from socle.contributions.profiles import profiles
from socle.contributions.spreadsheets import Said
from socle.contributions.types import DeclarationView, DepositStatus, DepositView
from socle.contributions.versions import DepositKind
from socle.kernel.errors import SocleError
from socle.kernel.months import Month
from socle.kernel.wording import wording
from socle.platform.access.types import Desk, Permission
from socle.platform.extracts.types import Table
from socle.web import access, clock, errors
from socle.web.reading import parse_day, with_days
from socle.web.submitting import form_key
from socle.web.tables import table_answer

_A_PAGE = 50
_FAULTS_SHOWN = 50
_DECLARATIONS_SHOWN = 50
_TYPED = ("deposited_on", "profile", "month", "kind")
_MOST_OFFERED = 50  # more profiles are not chosen from a list, but named by number


@require_GET
def deposits(request: HttpRequest) -> HttpResponse:
    """The deposits that concern this desk, fifty at a time."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    before = request.GET.get("before") or None
    found = queries.deposits(
        employer_numbers=desk.employer_numbers, limit=_A_PAGE + 1, before=before
    )
    page = found[:_A_PAGE]
    shown = {
        "menu": "deposits",
        "deposits": page,
        "first_page": reverse("deposits") if before else "",
        "next_page": f"?before={page[-1].number}" if len(found) > _A_PAGE else "",
    }
    return render(request, "deposits/list.html", shown)


@require_http_methods(["GET", "POST"])
def new_deposit(request: HttpRequest) -> HttpResponse:
    """The form, and what becomes of it: the page of the deposit, or the points to correct."""
    desk = access.require(request, Permission.DEPOSIT_DECLARATION)
    today = clock.today(desk.fund.country)
    if request.method == "GET":
        typed = dict.fromkeys(_TYPED, "") | {
            "deposited_on": f"{today:%d/%m/%Y}",
            "profile": request.GET.get("profile", ""),
        }
        return _form(request, key=str(uuid.uuid4()), typed=typed, wrong={})
    file = request.FILES.get("file")
    if getattr(request, "upload_over_limit", False):
        return errors.too_large(request, settings.DEPOSIT_LIMIT_BYTES // (1024 * 1024))
    typed = {name: request.POST.get(name, "").strip()[:30] for name in _TYPED}
    key = form_key(request)
    deposited_on, month = parse_day(typed["deposited_on"]), _month(typed["month"])
    wrong = _wrong(file, deposited_on, today)
    if typed["kind"] not in {"", *DepositKind}:
        wrong["kind"] = _("Dites si ce fichier déclare le mois ou le rectifie.")
    if typed["month"] and month is None:
        wrong["month"] = _("Écrivez le mois ainsi : AAAA-MM, par exemple 2026-03.")
    if not wrong and isinstance(file, UploadedFile) and deposited_on:
        try:
            with transaction.atomic():
                number = operations.hand_in(
                    desk=desk,
                    stream=cast("BinaryIO", file),
                    file_name=file.name or "",
                    deposited_on=deposited_on,
                    key=key,
                    at=clock.now(),
                    said=Said(typed["profile"], month),
                    kind=DepositKind(typed["kind"] or DepositKind.FIRST),
                )
        except SocleError as error:
            said = wording(error.code, with_days(error.facts), errors.language())
            wrong = {"file": f"{said.message} {said.do}"}
        else:
            return _to_deposit(request, number)
    return _form(request, key=key, typed=typed, wrong=wrong)


def _month(text: str) -> Month | None:
    try:
        return Month.parse(text) if text else None
    except SocleError:
        return None


def _wrong(file: object, deposited_on: date | None, today: date) -> dict[str, str]:
    """What to correct before the file is even looked at, by field."""
    wrong: dict[str, str] = {}
    if not isinstance(file, UploadedFile):
        wrong["file"] = _("Choisissez le fichier à déposer.")
    elif not file.size:
        wrong["file"] = _("Ce fichier est vide. Choisissez celui que votre logiciel a produit.")
    if deposited_on is None:
        wrong["deposited_on"] = _("Écrivez la date ainsi : JJ/MM/AAAA, par exemple 16/03/2026.")
    elif deposited_on > today:
        wrong["deposited_on"] = _(
            "Cette date n’est pas encore arrivée. Écrivez au plus tard aujourd’hui."
        )
    return wrong


def _form(
    request: HttpRequest, *, key: str, typed: dict[str, str], wrong: dict[str, str]
) -> HttpResponse:
    desk = access.desk(request)
    offered = profiles(desk=desk, on=clock.today(desk.fund.country))
    shown = {
        "menu": "new-deposit",
        "key": key,
        "typed": typed,
        "profiles": offered if len(offered) <= _MOST_OFFERED else [],
        "has_many_profiles": len(offered) > _MOST_OFFERED,
        "wrong": wrong,
        "limit_bytes": settings.DEPOSIT_LIMIT_BYTES,
    }
    return render(request, "deposits/new.html", shown, status=422 if wrong else 200)


def _to_deposit(request: HttpRequest, number: str) -> HttpResponse:
    """The deposit's page; htmx follows a redirection only when it is told to change page."""
    address = reverse("deposit", args=[number])
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(address)
    return redirect(address)


def own_deposit(desk: Desk, number: str) -> DepositView:
    """The deposit, when this desk may see it: of a file that names others too, its own part.

    Raises:
        NotKnown: there is none, or it concerns other employers; the answer is the same.
    """
    return queries.deposit(number=number, employer_numbers=desk.employer_numbers)


def own_declarations(desk: Desk, deposit: DepositView) -> list[DeclarationView]:
    """The declarations of a deposit that this desk may read."""
    numbers = desk.employer_numbers
    return [each for each in deposit.declarations if not numbers or each.employer_number in numbers]


@require_GET
def deposit(request: HttpRequest, number: str) -> HttpResponse:
    """Where a file stands. `?part=state` answers the running state alone, for htmx."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    found = own_deposit(desk, number)
    if found.status is DepositStatus.TO_CONFIRM:
        return redirect("changes", number=number)
    is_running = found.status in {DepositStatus.RECEIVED, DepositStatus.READING}
    if request.GET.get("part") == "state":
        if not is_running:
            return HttpResponseClientRedirect(request.path)
        return render(request, "deposits/state.html", {"deposit": found})
    declarations = own_declarations(desk, found)
    shown = {
        "menu": "deposits",
        "deposit": found,
        "is_running": is_running,
        "faults": found.faults[:_FAULTS_SHOWN],
        "wants_profile": any(fault.code == "profile.none" for fault in found.faults),
        "declarations": declarations[:_DECLARATIONS_SHOWN],
        "queued_declarations": [each for each in declarations if each.queued_count][:_A_PAGE],
        "due_on": min((each.due_on for each in declarations), default=None),
    }
    return render(request, "deposits/deposit.html", shown)


@require_GET
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt as it prints; a file that is not posted has none yet."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    found = own_deposit(desk, number)
    if found.status is not DepositStatus.POSTED:
        return redirect("deposit", number=number)
    shown = {
        "menu": "deposits",
        "deposit": found,
        "declarations": own_declarations(desk, found)[:_DECLARATIONS_SHOWN],
    }
    return render(request, "deposits/receipt.html", shown)


@require_GET
def receipt_text(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt as a text that payroll software keeps; none before the file is posted."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    found = own_deposit(desk, number)
    text = queries.receipt(
        number=number, employer_numbers=desk.employer_numbers, language=errors.language()
    )
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.number}.txt"'
    return response


@require_GET
def faults(request: HttpRequest, number: str) -> HttpResponse:
    """The reject file: every fault kept, as a table that a spreadsheet opens."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    found = own_deposit(desk, number)
    return table_answer(
        *(request, desk),
        table=Table.REJECTS,
        name=f"{found.number}-faults.csv",
        content=queries.reject_file(number=number, language=errors.language()),
    )
