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
    missing_months,
    next_due,
)
from socle.contributions.types import DepositStatus
from socle.kernel.months import Month
from socle.platform.access.types import Desk
from socle.registry.queries import employer_ids_of, names_of
from socle.web import clock

_MONTHS_SHOWN = 24
_EMPLOYERS_SHOWN = 100
_RECENT = 10


class OwnEmployer(NamedTuple):
    """One of the employers of the desk: what it declared for the month due, and what it misses.

    `owes` is false of one that is suspended or closed the whole month, or declares nobody.
    """

    number: str
    name: str
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
    month, due_on = next_due(on=today)
    numbers = sorted(desk.employer_numbers)[:_EMPLOYERS_SHOWN]
    missing = missing_months(
        on=today, employer_numbers=frozenset(numbers), limit=_MONTHS_SHOWN * len(numbers)
    )
    employers = _own(numbers, month, missing, today)
    deposits = queries.deposits(employer_numbers=desk.employer_numbers, limit=_RECENT, before=None)
    return {
        "employers": employers,
        "month": str(month),
        "due_on": due_on,
        "days_left": (due_on - today).days,
        "missing": missing[:_MONTHS_SHOWN],
        "missing_count": len(missing),
        "deposits": deposits,
        "step": _step(employers, missing, month, deposits),
    }


def _own(
    numbers: list[str], month: Month, missing: list[MissingMonth], today: date
) -> list[OwnEmployer]:
    """Each thing is asked once for all: a mandatary has hundreds of employers."""
    ids = employer_ids_of(numbers=numbers)
    names = names_of(employer_ids=ids.values())
    done = declared_in(employer_numbers=frozenset(numbers), month=month)
    owing = declaring_in(employer_numbers=frozenset(numbers), month=month)
    balances = {
        row.employer_number: row.total
        for row in aged_balance(on=today, employer_ids=frozenset(ids.values())).rows
    }
    return [
        OwnEmployer(
            number=number,
            name=names[ids[number]][1],
            is_declared=number in done,
            owes=number in owing,
            missing=tuple(each for each in missing if each.employer_number == number),
            balance=balances.get(number, 0),
        )
        for number in numbers
        if number in ids
    ]


def _step(
    employers: list[OwnEmployer], missing: list[MissingMonth], month: Month, deposits: list[Any]
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
    for each in employers:
        if each.owes and not each.is_declared:
            address = reverse("declare-month", args=[each.number, str(month)])
            return Step("due", address, str(month))
    return Step("nothing", reverse("deposits"), str(month))
