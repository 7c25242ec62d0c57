"""Pages of recovery: surcharges with their steps, instalment plans, debts by age."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from socle.arrears.queries import aged, penalties, plans, rules
from socle.arrears.types import AgedRow, Bucket, Instalment
from socle.kernel.errors import SocleError
from socle.kernel.money import Money
from socle.kernel.months import months_after
from socle.kernel.wording import wording
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Desk, Permission
from socle.platform.acts.errors import Invalid
from socle.platform.extracts.types import Table
from socle.registry.queries import employer_id, employer_name
from socle.web import access, clock, errors
from socle.web.accounts import plain_amount
from socle.web.reading import parse_day, with_days
from socle.web.submitting import form_key, submitted, to_act
from socle.web.tables import table_answer, written
from socle.web.templatetags.recovery import recovery
from socle.web.templatetags.socle import says

_A_PAGE = 50
_LONGEST_COUNT = 7
_EXPORTED = 1_000_000


def why(error: SocleError) -> str:
    """What a refusal says, and what to do."""
    if isinstance(error, Invalid):
        said = [says(fault) for fault in error.faults]
        return " ".join(f"{each.message} {each.do}" for each in said)
    words = wording(error.code, with_days(error.facts), errors.language())
    return f"{words.message} {words.do}"


@require_http_methods(["GET", "POST"])
def account_penalties(request: HttpRequest, number: str) -> HttpResponse:
    """The surcharges of an employer at any date, with their steps; a button charges them."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    require_employer(desk, number)
    today = clock.today(desk.fund.country)
    asked = request.POST.get("on", "") or request.GET.get("on", "")
    on = parse_day(asked) or today
    wrong = {}
    if asked and parse_day(asked) is None:
        wrong["on"] = _("Écrivez la date ainsi : JJ/MM/AAAA, par exemple 16/03/2026.")
    if request.method == "POST":
        try:
            fields = {"employer": number}
            return to_act(submitted(desk, "charge_penalties", fields, key=form_key(request), on=on))
        except SocleError as error:
            wrong["charge"] = why(error)
    found = penalties.penalties(employer_number=number, on=on)
    shown = {
        "menu": "employers",
        "penalties": found,
        "on_text": f"{on:%d/%m/%Y}",
        "is_future": on > today,
        "wrong": wrong,
        "key": str(uuid.uuid4()),
    }
    return render(request, "arrears/penalties.html", shown, status=422 if wrong else 200)


class PlanForm(NamedTuple):
    """What was typed to propose a plan."""

    months: list[str]
    down_payment: str
    instalments: str
    first_on: str


class DueMonth(NamedTuple):
    """A month that a plan may cover."""

    month: str
    amount: int
    is_chosen: bool


@require_http_methods(["GET", "POST"])
def account_plan(request: HttpRequest, number: str) -> HttpResponse:
    """The plans of an employer; a new one is shown before it is proposed."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    require_employer(desk, number)
    today = clock.today(desk.fund.country)
    key = employer_id(number)
    left = plans.months_left(employer_id=key)
    form = _plan_form(request, today, left)
    most = rules.figure("plan_most_instalments", on=today)
    down_percent = rules.figure("plan_down_payment_percent", on=today)
    chosen = {f"{month:%Y-%m}": amount for month, amount in left.items()}
    debt = sum(chosen.get(each, 0) for each in form.months)
    preview, proposed = _preview(form, debt, down_percent, most, today, desk.fund.currency)
    is_asked = bool(request.GET.get("count")) or request.method == "POST"
    wrong = {"count": preview} if is_asked and preview else {}
    if request.method == "POST" and not wrong:
        try:
            fields = _plan_fields(number, form)
            motive = request.POST.get("motive", "").strip()
            key_of_form = form_key(request)
            return to_act(submitted(desk, "agree_plan", fields, key=key_of_form, motive=motive))
        except SocleError as error:
            wrong = {"count": why(error)}
    shown = {
        "menu": "employers",
        "employer_number": number,
        "employer_name": employer_name(number),
        "plans": plans.plans(on=today, employer_id=key),
        "months": [DueMonth(each, chosen[each], each in form.months) for each in chosen],
        "form": form,
        "debt": debt,
        "proposed": proposed,
        "most": most,
        "down_percent": down_percent,
        "wrong": wrong,
        "key": str(uuid.uuid4()),
        "is_asked": is_asked,
    }
    return render(request, "arrears/plan.html", shown, status=422 if wrong else 200)


def _plan_fields(number: str, form: PlanForm) -> dict[str, str]:
    """What the act is given; the down payment is left out where the least is meant."""
    first = parse_day(form.first_on)
    said = {
        "employer": number,
        "months": ", ".join(form.months),
        "count": form.instalments,
        "first_on": first.isoformat() if first else form.first_on,
        "down_payment": form.down_payment,
    }
    return {name: value for name, value in said.items() if value}


def _plan_form(request: HttpRequest, today: date, left: dict[date, int]) -> PlanForm:
    sent = request.POST if request.method == "POST" else request.GET
    return PlanForm(
        months=sent.getlist("months") or [f"{month:%Y-%m}" for month in left],
        down_payment=sent.get("down_payment", "").strip(),
        instalments=sent.get("count", "").strip() or "6",
        first_on=sent.get("first_on", "").strip() or f"{months_after(today, 1):%d/%m/%Y}",
    )


def _preview(
    form: PlanForm, debt: int, percent: int, most: int, today: date, currency: str
) -> tuple[str, tuple[Instalment, ...]]:
    """The instalments as they would be, or what is wrong with what was typed."""
    first = parse_day(form.first_on)
    if first is None or first < today:
        return _("La première échéance est une date à venir, écrite JJ/MM/AAAA."), ()
    count = int(form.instalments) if _is_figures(form.instalments) else 0
    if not 1 <= count <= most:
        return _("Le nombre d’échéances va de 1 à %(most)s.") % {"most": most}, ()
    down = -(-debt * percent // 100)
    try:
        down = Money.parse(form.down_payment, currency).minor if form.down_payment else down
    except SocleError as error:
        return why(error), ()
    if debt <= 0 or not -(-debt * percent // 100) <= down < debt:
        return _("L’acompte est trop petit, ou atteint la dette."), ()
    return "", plans.proposed(
        amount=debt, down_payment=down, count=count, down_on=today, first_on=first
    )


@require_GET
def aged_balance(request: HttpRequest) -> HttpResponse:
    """The debts of the whole fund by age, the largest first; `?format=csv` gives them all."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    today = clock.today(desk.fund.country)
    on = parse_day(request.GET.get("on", "")) or today
    own = frozenset(employer_id(each) for each in desk.employer_numbers)
    if request.GET.get("format") == "csv":
        whole = aged.aged_balance(on=on, employer_ids=own, limit=_EXPORTED)
        return table_answer(
            *(request, desk),
            table=Table.AGED_BALANCE,
            name=f"balance-agee-{on.isoformat()}.csv",
            content=written(_aged_rows(desk, whole.rows)),
        )
    page = _page(request)
    found = aged.aged_balance(on=on, employer_ids=own, limit=_A_PAGE, offset=page * _A_PAGE)
    day = f"on={on:%d/%m/%Y}"
    has_more = found.employer_count > (page + 1) * _A_PAGE
    shown = {
        "menu": "aged-balance",
        "aged": found,
        "on_text": f"{on:%d/%m/%Y}",
        "buckets": [bucket.value for bucket in Bucket],
        "first_page": f"?{day}" if page else "",
        "next_page": f"?{day}&page={page + 1}" if has_more else "",
    }
    return render(request, "arrears/aged_balance.html", shown)


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return int(text) if _is_figures(text) else 0


def _is_figures(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < _LONGEST_COUNT


def _aged_rows(desk: Desk, rows: Sequence[AgedRow]) -> Iterator[tuple[object, ...]]:
    yield (
        *(_("Numéro"), _("Raison sociale")),
        *(recovery(bucket, "bucket") for bucket in Bucket),
        *(_("Payé d’avance ou à affecter"), _("Total")),
    )
    for row in rows:
        figures = (*row.buckets.values(), -row.credit, row.total)
        shown = [plain_amount(each, desk.fund.currency) for each in figures]
        yield (row.employer_number, row.employer_name, *shown)
