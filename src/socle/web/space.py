"""The employer's own space, and the mandatary's: what is due, and one next step."""

from datetime import date
from typing import Any, NamedTuple

from django.urls import reverse

from socle.arrears.queries.aged import aged_balance
from socle.contributions import queries
from socle.contributions.obligations import (
    MissingMonth,
    declared_in,
    declaring_in,
    dues,
    missing_months,
    next_due,
)
from socle.contributions.types import DepositStatus
from socle.platform.access.types import Desk
from socle.registry.queries import employer_ids_of, names_of
from socle.web import clock

_MONTHS_SHOWN = 24
_EMPLOYERS_SHOWN = 100
_RECENT = 10


class OwnEmployer(NamedTuple):
    """One of the employers of the desk: whether it declared the month due, and what it misses.

    `owes` is false of one that is suspended or closed the whole month, or declares nobody.
    """

    number: str
    name: str
    month: str  # the one to declare next
    due_on: date
    is_declared: bool
    owes: bool
    missing: tuple[MissingMonth, ...]
    balance: int


class Step(NamedTuple):
    """The one thing to do now."""

    kind: str  # confirm, refused, missing, due, nothing
    address: str
    month: str


def shown(desk: Desk) -> dict[str, Any]:
    """What the page of the space tells a desk that acts for named employers."""
    today = clock.today(desk.fund.country)
    numbers = sorted(desk.employer_numbers)[:_EMPLOYERS_SHOWN]
    missing = missing_months(
        on=today, employer_numbers=frozenset(numbers), limit=_MONTHS_SHOWN * len(numbers)
    )
    employers = _own(numbers, missing, today)
    waiting = [each for each in employers if each.owes and not each.is_declared]
    nearest = [(each.due_on, each.month) for each in waiting or employers]
    monthly, monthly_due = next_due(on=today)
    due_on, month = min(nearest, default=(monthly_due, str(monthly)))
    deposits = queries.deposits(employer_numbers=desk.employer_numbers, limit=_RECENT, before=None)
    return {
        "employers": employers,
        "month": month,
        "due_on": due_on,
        "days_left": (due_on - today).days,
        "missing": missing[:_MONTHS_SHOWN],
        "missing_count": len(missing),
        "deposits": deposits,
        "step": _step(waiting, missing, month, deposits),
    }


def _own(numbers: list[str], missing: list[MissingMonth], today: date) -> list[OwnEmployer]:
    """Each thing is asked once for all: a mandatary has hundreds of employers."""
    ids = employer_ids_of(numbers=numbers)
    names = names_of(employer_ids=ids.values())
    next_of = dues(employer_numbers=numbers, on=today)
    done, owing = set[str](), set[str]()
    for month in {month for month, _due in next_of.values()}:
        concerned = frozenset(number for number in numbers if next_of[number][0] == month)
        done |= declared_in(employer_numbers=concerned, month=month)
        owing |= declaring_in(employer_numbers=concerned, month=month)
    balances = {
        row.employer_number: row.total
        for row in aged_balance(on=today, employer_ids=frozenset(ids.values())).rows
    }
    return [
        OwnEmployer(
            number=number,
            name=names[ids[number]][1],
            month=str(next_of[number][0]),
            due_on=next_of[number][1],
            is_declared=number in done,
            owes=number in owing,
            missing=tuple(each for each in missing if each.employer_number == number),
            balance=balances.get(number, 0),
        )
        for number in numbers
        if number in ids
    ]


def _step(
    to_declare: list[OwnEmployer], missing: list[MissingMonth], month: str, deposits: list[Any]
) -> Step:
    waiting = [each for each in deposits if each.status is DepositStatus.TO_CONFIRM]
    if waiting:
        return Step("confirm", reverse("changes", args=[waiting[0].number]), "")
    if deposits and deposits[0].status is DepositStatus.REFUSED:
        return Step("refused", reverse("deposit", args=[deposits[0].number]), "")
    if missing:
        first = missing[0]
        address = reverse("declare-month", args=[first.employer_number, first.month])
        return Step("missing", address, first.month)
    for each in sorted(to_declare, key=lambda each: (each.due_on, each.month)):
        address = reverse("declare-month", args=[each.number, each.month])
        return Step("due", address, each.month)
    return Step("nothing", reverse("deposits"), month)
