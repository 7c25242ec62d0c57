"""Charging surcharges and fines, and giving them up (majorations, amendes, remise gracieuse)."""

from collections.abc import Sequence
from datetime import date

from socle.arrears.queries.penalties import (
    fine,
    fine_charged,
    over_remitted,
    penalties,
    surcharges_left,
)
from socle.arrears.queries.rules import figure
from socle.arrears.queries.standing import undeclared_months
from socle.arrears.types import FINE, SURCHARGE, MonthPenalty
from socle.contributions.obligations import missing_months
from socle.kernel.errors import Refused
from socle.kernel.months import Month
from socle.ledger.operations import post_entries, reverse_entries
from socle.ledger.types import Account, Entry, EntryKind, Posting
from socle.platform.access.queries import current_fund
from socle.platform.acts.fields import amount_of, months_of, require_past, shown_amount, whole
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.registry.queries import employer_id

_HUNDRED = 100


def charge_penalties(request: ActRequest) -> ActAnswer:
    """Charges the surcharges of an employer at a date: the difference with what was charged.

    Months that the act does not name are those that can be computed; where the law of a month is
    not known, that month is left out and said so, or refused when the act names it.

    Raises:
        Refused: nothing new is to charge, a month named is not late, or its law is unknown.
    """
    number, on = request.fields["employer"], request.effective_on
    with performing(request, subject_kind="employer", subject_number=number) as act:
        require_past(on, act)
        asked = months_of(request.fields.get("months", ""))
        found = penalties(employer_number=number, on=on).months
        chosen = _chosen(found, asked, on)
        charged = [each for each in chosen if each.to_charge]
        if not charged:
            raise Refused("arrears.nothing_to_charge", on=on.isoformat())
        key = employer_id(number)
        entries = [_charge(key, each.month, SURCHARGE, each.to_charge) for each in charged]
        _post(request, act, entries, on)
        act.after = {
            "amount": sum(each.to_charge for each in charged),
            "months": {_text(each.month): each.to_charge for each in charged},
            "left_out": [_text(each.month) for each in chosen if each.gap],
        }
        return act.answer()


def _chosen(found: Sequence[MonthPenalty], asked: tuple[date, ...], on: date) -> list[MonthPenalty]:
    by_month = {each.month: each for each in found}
    for month in asked:
        if month not in by_month:
            raise Refused("arrears.month_not_late", month=_text(month), on=on.isoformat())
        if gap := by_month[month].gap:
            raise gap
    chosen = [by_month[month] for month in asked] or list(found)
    gaps = [each.gap for each in chosen if each.gap]
    if gaps and len(gaps) == len(chosen):
        raise gaps[0]
    return chosen


def charge_fine(request: ActRequest) -> ActAnswer:
    """Charges the fine that the law has for a month not declared.

    Raises:
        Refused: `penalty_unknown`, or the month is declared or not due.
    """
    number, on = request.fields["employer"], request.effective_on
    month = Month.parse(request.fields["month"])
    with performing(request, subject_kind="employer", subject_number=number) as act:
        require_past(on, act)
        heads = whole(request.fields["heads"])
        missing = missing_months(
            on=on, employer_numbers=frozenset({number}), since=month, until=month
        )
        still = undeclared_months(employer_number=number, on=on)
        if not missing or month.first_day not in still:
            raise Refused("arrears.month_declared", month=str(month))
        key = employer_id(number)
        said = fine_charged(employer_id=key, month=month.first_day)
        found = fine(month=month, heads=heads, due_on=missing[0].due_on, charged=said)
        if found.gap:
            raise found.gap
        if not found.to_charge:
            raise Refused("arrears.nothing_to_charge", on=on.isoformat())
        _post(request, act, [_charge(key, month.first_day, FINE, found.to_charge)], on)
        act.after = {"amount": found.to_charge, "months": {str(month): found.to_charge}}
        return act.answer()


def remit_penalties(request: ActRequest) -> ActAnswer:
    """Gives up surcharges, the oldest first: all that is left of some months, or an amount.

    Contributions are never given up: the law lets none be.

    Raises:
        Refused: more than what is left is asked, or too little of the contributions is paid.
    """
    number, on = request.fields["employer"], request.effective_on
    with performing(request, subject_kind="employer", subject_number=number) as act:
        require_past(on, act)
        key = employer_id(number)
        asked = months_of(request.fields.get("months", ""))
        rows = [
            each for each in surcharges_left(employer_id=key) if not asked or each.month in asked
        ]
        left = sum(each.amount for each in rows)
        amount = (
            amount_of(request, request.fields["amount"]) if "amount" in request.fields else left
        )
        if not 0 < amount <= left:
            facts = {"asked": shown_amount(request, amount), "left": shown_amount(request, left)}
            raise Refused("arrears.remission_too_large", **facts)
        _require_paid(number, {each.month for each in rows}, on)
        entries, rest, months = [], amount, dict[str, int]()
        for each in rows:
            if taken := min(each.amount, rest):
                entries.append(_remission(key, each.month, each.branch, taken))
                months[_text(each.month)] = months.get(_text(each.month), 0) + taken
                rest -= taken
        _post(request, act, entries, on)
        act.after = {"amount": amount, "months": months}
        return act.answer()


def _require_paid(number: str, months: set[date], on: date) -> None:
    """A remission supposes a down payment on the contributions of these months."""
    percent = figure("remission_paid_percent", on=on)
    found = [
        each for each in penalties(employer_number=number, on=on).months if each.month in months
    ]
    principal = sum(each.principal for each in found)
    paid = principal - sum(each.unpaid for each in found)
    if paid * _HUNDRED < principal * percent:
        shown = paid * _HUNDRED // principal
        raise Refused("arrears.remission_before_payment", percent=percent, paid=shown)


def undo(act: ActInProgress, reversed_id: int) -> None:
    """Takes back what an act posted, by the inverse entries.

    Raises:
        Refused: what was charged has been remitted since.
    """
    reverse_entries(
        of_act_id=reversed_id,
        fund_id=current_fund().id,
        act_id=act.id,
        recorded_at=act.recorded_at,
    )
    for month in over_remitted(employer_id=employer_id(act.subject_number)):
        raise Refused("arrears.remission_rests", month=_text(month))


def _post(request: ActRequest, act: ActInProgress, entries: list[Entry], on: date) -> None:
    post_entries(
        entries,
        fund_id=request.desk.fund.id,
        act_id=act.id,
        occurred_on=on,
        recorded_at=act.recorded_at,
    )


def _charge(key: int, month: date, branch: str, amount: int) -> Entry:
    return Entry(
        EntryKind.PENALTY,
        (
            Posting(Account.CONTRIBUTOR, month, amount, key, branch),
            Posting(Account.PENALTY, month, -amount, None, branch),
        ),
    )


def _remission(key: int, month: date, branch: str, amount: int) -> Entry:
    return Entry(
        EntryKind.REMISSION,
        (
            Posting(Account.CONTRIBUTOR, month, -amount, key, branch),
            Posting(Account.LOSS, month, amount, None, branch),
        ),
    )


def _text(month: date) -> str:
    return f"{month:%Y-%m}"
