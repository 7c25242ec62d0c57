"""Pages of contacts and accounts: of a file, what is to be told, and the old contact's word."""

import uuid
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from socle.kernel.errors import NotKnown, SocleError
from socle.payments.queries import nowhere_paid
from socle.platform.access.operations import automatic_desk
from socle.platform.access.queries import funds
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, FundView, Permission
from socle.platform.acts.catalogue import act_type
from socle.registry.operations.details_accounts import stop_by_code
from socle.registry.queries import details, employer_name, person, person_id
from socle.registry.queries.details_texts import notice_text
from socle.registry.types.details import Payable, PayableReason
from socle.web import access, clock, errors
from socle.web.access import fundless
from socle.web.arrears import why
from socle.web.merged import MergedPage, elsewhere, merged_page
from socle.web.rates import Allowance
from socle.web.reading import Reading, reading
from socle.web.submitting import form_key, submitted, to_act

_A_PAGE = 50
# Enough for whoever mistypes a code, far too few to meet one.
_TRIES = Allowance("stop", count=20, seconds=60)
_ACTS = {
    "person": ("change_account", "stop_account", "decide_account", "change_contact"),
    "employer": ("change_employer_account", "stop_employer_account", "decide_employer_account"),
}
_CONTACTS = {"change_contact"}
_STOPS = {"stop_account", "stop_employer_account"}
_DECIDES = {"decide_account", "decide_employer_account"}
_REVEALS = {
    ("person", "account"): "reveal_account",
    ("employer", "account"): "reveal_employer_account",
    ("person", "identity"): "reveal_identity",
}


@require_http_methods(["GET", "POST"])
def of_file(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Where a person, or an employer, is reached and paid, and which account pays that day."""
    desk = access.require(request, Permission.READ_PERSON)
    read = reading(request)
    here = None
    if kind == "person":
        here = merged_page(request, "person-details", number, read)
        if kept := elsewhere(request, here, read):
            return kept
    wrong, whole = "", ""
    if request.method == "POST":
        try:
            motive, asked = request.POST.get("motive", "").strip(), request.POST.get("what", "")
            asked = asked if (kind, asked) in _REVEALS else "account"
            submitted(desk, _REVEALS[kind, asked], {"number": number}, key=form_key(request),
                      motive=motive)  # fmt: skip
            whole = asked
        except SocleError as error:
            wrong = why(error)
    shown = _of_file(number, kind, read)
    acts = _acts(desk, kind, read, shown["payable"])
    if here and here.leads_elsewhere:  # of a merged number its account alone is changed
        acts = [each for each in acts if each[0] not in _CONTACTS]
    shown |= {
        "menu": f"{kind}s",
        "here": here,
        "merged_accounts": _merged_accounts(here, read),
        "may_reveal": Permission.REVEAL_ACCOUNT in desk.permissions,
        "acts": acts,
        "decide": next((code for code, _label in acts if code in _DECIDES), ""),
        "may_reveal_identity": Permission.REVEAL_IDENTITY in desk.permissions,
        "reads_phone": _reads_phone(desk) or whole == "identity",
        "whole": whole,
        "is_whole": whole == "account",
        "wrong": wrong,
        "key": str(uuid.uuid4()),
    }
    return render(request, "details/file.html", shown, status=422 if wrong else 200)


def _of_file(number: str, kind: str, read: Reading) -> dict[str, Any]:
    is_person = kind == "person"
    seen = person(number=number, on=read.on, known_at=read.known_at) if is_person else None
    return {
        "number": number,
        "kind": kind,
        "name": seen.full_name if seen else employer_name(number),
        "national_id": seen.national_id if seen else "",
        "reading": read,
        "payable": details.payable_account(
            kind=kind, number=number, on=read.on, known_at=read.known_at
        ),
        "nowhere": "" if read.is_past or not is_person else _nowhere(number, read.on),
        "contact": details.contact(number=number, on=read.on, known_at=read.known_at)
        if is_person
        else None,
        "cooling": details.cooling_days(),
    }


def _nowhere(number: str, on: date) -> str:
    """Why the account that stands in the register is not paid: only what payments know of it."""
    key = person_id(number)
    return nowhere_paid(person_ids=[key], on=on).get(key, "")


def _merged_accounts(here: MergedPage | None, read: Reading) -> list[tuple[str, Payable]]:
    """What is due under the numbers merged with this one, and on which account each is paid."""
    if here is None or here.leads_elsewhere:
        return []
    return [
        (each, details.payable_account(kind="person", number=each, on=read.on,
                                       known_at=read.known_at))
        for each in here.merge.merged
    ]  # fmt: skip


def _reads_phone(desk: Desk) -> bool:
    """Whether somebody needs telephones to work: who enters them, and tells of changes."""
    return Permission.PERFORM_REGISTRATION in desk.permissions


def _acts(desk: Desk, kind: str, read: Reading, payable: Payable) -> list[tuple[str, str]]:
    """What may be entered here: an account is stopped while it waits, decided once stopped."""
    if read.is_past or Permission.PERFORM_REGISTRATION not in desk.permissions:
        return []
    idle = set[str]()
    if payable.reason is not PayableReason.COOLING:
        idle |= _STOPS
    if payable.reason is not PayableReason.STOPPED:
        idle |= _DECIDES
    return [(code, str(act_type(code).label)) for code in _ACTS[kind] if code not in idle]


@require_http_methods(["GET", "POST"])
def to_tell(request: HttpRequest) -> HttpResponse:
    """What is to be told to the contacts that stood before a change; those shown are marked."""
    desk = access.require(request, Permission.PERFORM_REGISTRATION)
    if request.method == "POST":
        fields = {"notices": ",".join(request.POST.getlist("notice"))}
        return to_act(submitted(desk, "mark_notices_sent", fields, key=form_key(request)))
    site = request.build_absolute_uri("/").rstrip("/")
    rows = details.notices(to_send=True, limit=_A_PAGE)
    shown = {
        "menu": "change-notices",
        "rows": [(each, notice_text(each, fund_code=desk.fund.code, site=site)) for each in rows],
        "key": str(uuid.uuid4()),
    }
    return render(request, "details/notices.html", shown)


@fundless
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, fund: str) -> HttpResponse:
    """Where whoever was told of a change that is not theirs stops it, by the notice's code."""
    chosen = next((each for each in funds() if each.code == fund), None)
    if chosen is None:
        return errors.said(request, NotKnown("details.code_unknown"))
    shown = {"fund": chosen, "wrong": "", "done": request.GET.get("done") == "1"}
    if request.method == "GET":
        return render(request, "details/stop.html", shown)
    if not _TRIES.takes(request, clock.now()):
        return render(request, "details/stop.html", shown | {"is_much": True}, status=429)
    code = "".join(request.POST.get("code", "").split()).replace("-", "").upper()[:20]
    try:
        _stop(chosen, code, clock.today(chosen.country))
    except SocleError as error:
        shown["wrong"] = why(error)
        return render(request, "details/stop.html", shown, status=422)
    return redirect(f"{request.path}?done=1")


def _stop(fund: FundView, code: str, on: date) -> None:
    with fund_scope(fund.id):
        stop_by_code(desk=automatic_desk(fund=fund), code=code, on=on)
