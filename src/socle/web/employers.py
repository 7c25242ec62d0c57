"""The pages of employers: the list, the file in two times, the contributor account."""

from datetime import date
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from socle.contributions import queries as contributions
from socle.contributions.types import AccountMonth, AccountView
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Permission
from socle.registry import queries
from socle.web import access, acts, clock, drawings
from socle.web.labels import Shape
from socle.web.persons import axis_of
from socle.web.reading import reading

_A_PAGE = 50
_MONTHS_SHOWN = 48
_LATE_DAYS = 30


class ListedEmployer(NamedTuple):
    """An employer as one line of the list; no status where none is known on that day."""

    number: str
    legal_name: str
    status: str


@require_GET
def employers(request: HttpRequest) -> HttpResponse:
    """The fund's employers by number, fifty at a time; a clerk sees only their own."""
    desk = access.require(request, Permission.READ_EMPLOYER)
    after = request.GET.get("after", "")
    found = queries.employers(
        numbers=desk.employer_numbers,
        after=after,
        limit=_A_PAGE + 1,
        on=clock.today(desk.fund.country),
    )
    page = [ListedEmployer(*each) for each in found[:_A_PAGE]]
    shown = {
        "menu": "employers",
        "employers": page,
        "act_types": acts.possible_acts(desk, codes=("affiliate_employer",)),
        "first_page": reverse("employers") if after else "",
        "next_page": f"?after={page[-1].number}" if len(found) > len(page) else "",
    }
    return render(request, "employers/list.html", shown)


@require_GET
def employer(request: HttpRequest, number: str) -> HttpResponse:
    """An employer as it was on a day, as the fund knew it on a day."""
    desk = access.require(request, Permission.READ_EMPLOYER)
    require_employer(desk, number)
    read = reading(request)
    found = queries.employer(number=number, on=read.on, known_at=read.known_at)
    history = queries.acts_on(kind="employer", number=number)
    employments = queries.employees_of_employer(number=number, on=read.on, known_at=read.known_at)
    shown = {
        "menu": "employers",
        "reading": read,
        "employer": found,
        "acts": history,
        "axis": axis_of(history, read),
        "employments": employments[:_A_PAGE],
        "act_types": acts.possible_acts(desk, subject_kind="employer"),
    }
    return render(request, "employers/employer.html", shown)


class MonthRow(NamedTuple):
    """A month of the account as the table shows it."""

    month: AccountMonth
    amounts: list[int]
    shape: Shape
    words: str


@require_GET
def account(request: HttpRequest, number: str) -> HttpResponse:
    """What an employer owes and paid, by month and branch, as known on a day."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    require_employer(desk, number)
    read = reading(request)
    found = contributions.account(employer_number=number, known_at=read.known_at)
    overdue = sum(
        month.balance
        for month in found.months
        if month.due_on < read.known_on and month.balance > 0
    )
    shown = {
        "menu": "employers",
        "reading": read,
        "account": found,
        "overdue": overdue,
        "months": _rows(found, read.known_on),
        "branch_totals": [
            sum(month.by_branch.get(branch, 0) for month in found.months)
            for branch in found.branches
        ],
        "chart": drawings.owed_and_paid(found.months, is_mirrored=get_language_bidi()),
    }
    return render(request, "employers/account.html", shown)


def _rows(account: AccountView, on: date) -> list[MonthRow]:
    """The latest months, oldest first."""
    return [
        MonthRow(
            month, [month.by_branch.get(each, 0) for each in account.branches], *_state(month, on)
        )
        for month in account.months[-_MONTHS_SHOWN:]
    ]


def _state(month: AccountMonth, on: date) -> tuple[Shape, str]:
    """Where a month stands on a day: a shape and its words."""
    late = (on - month.due_on).days
    if month.balance <= 0:
        return "on", _("Soldé")
    if late < 0:
        return "todo", _("À échoir")
    if late == 0:
        return "todo", _("Échéance aujourd’hui")
    words = ngettext("%(days)s jour de retard", "%(days)s jours de retard", late) % {"days": late}
    return ("watch" if late <= _LATE_DAYS else "off"), words
