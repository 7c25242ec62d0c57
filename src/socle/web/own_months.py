"""The months of a person's own page in words: paid, on its way, back, kept, and why."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from socle.benefits.types.own_pages import OwnAward, OwnMonth
from socle.payments.queries import nowhere_paid
from socle.payments.types import Channel, OrderState, OrderView, Why
from socle.registry.queries.details import PERSON, Holder, payable_of
from socle.registry.types.details import PayableReason
from socle.web.lot_words import EVENTS, REASONS
from socle.web.lots import OTHER_NAME, reason_words
from socle.web.status_shapes import Words

BACK = frozenset({OrderState.REJECTED, OrderState.RETURNED, OrderState.HELD})
# Reasons to hold an order that its payee may read: not a doubt about them.
_OWN_MATTER = frozenset({"account_closed", "account_withdrawn"})
OVER = frozenset({OrderState.REPLAYED, OrderState.DISCARDED})


class ShownMonth(NamedTuple):
    """A month of an award in words: paid on a day, on its way, back, suspended, to come."""

    month: OwnMonth
    state: str
    on: date | None
    why: Words


class ShownAward(NamedTuple):
    """An award with its months, and how it stands today."""

    own: OwnAward
    state: str
    months: tuple[ShownMonth, ...]


class Unpaid(NamedTuple):
    """Why what was counted has no order yet, by the accounts of who reads."""

    # prepared, no_account, account_closed, to_test, waits: an account that pays from a later day
    state: str = "prepared"
    on: date | None = None


def unpaid_of(*, ids: Sequence[int], on: date) -> Unpaid:
    """Whether they have an account that may be paid; with none, nothing is on its way."""
    found = [payable_of(Holder(PERSON, key), on=on, known_at=None) for key in ids]
    if any(each.account for each in found):
        nowhere = nowhere_paid(person_ids=ids, on=on)
        told = {why for why in nowhere.values() if why is not Why.NO_ACCOUNT}
        return Unpaid(min(told)) if len(nowhere) == len(ids) and told else Unpaid()
    waits = [
        each.waiting.usable_on
        for each in found
        if each.waiting and each.reason is PayableReason.COOLING
    ]
    return Unpaid("waits", min(waits)) if waits else Unpaid("no_account")


def shown_award(own: OwnAward, orders: list[OrderView], today: date, unpaid: Unpaid) -> ShownAward:
    """An award with what became of each of its months."""
    by_run: dict[str, OrderView] = {}
    for each in orders:  # the newest first: what replaced an order is told, not the order
        by_run.setdefault(each.run_number, each)
    return ShownAward(
        own,
        f"award_{own.award.state_on(today)}",
        tuple(_month(each, by_run, unpaid) for each in own.months),
    )


def _month(month: OwnMonth, by_run: dict[str, OrderView], unpaid: Unpaid) -> ShownMonth:
    """What became of a month, by the order of the run that counted it last."""
    if not month.run_numbers:
        state = "suspended" if month.is_suspended else "to_come"
        return ShownMonth(month, state, None, month.reason)
    if not month.is_mine:
        return ShownMonth(month, "other_payee", None, "")
    found = next((by_run[run] for run in month.run_numbers if run in by_run), None)
    if found is None or found.state in {*OVER, OrderState.PREPARED}:
        why = Unpaid() if found and found.state is OrderState.PREPARED else unpaid
        return ShownMonth(month, why.state, why.on, "")
    if found.state is OrderState.PAID:
        return ShownMonth(month, "paid", found.value_on or found.pay_on, "")
    if found.state in BACK:
        state = "held" if found.state is OrderState.HELD else "back"
        return ShownMonth(month, state, found.value_on, why_not(found))
    state = "at_counter" if found.channel is Channel.CASH else "on_its_way"
    return ShownMonth(month, state, found.pay_on, "")


def why_not(order: OrderView) -> Words:
    """Why an order did not arrive; in whose name another's wallet is, is not for who reads."""
    if order.state is OrderState.HELD:
        if order.reason.startswith(OTHER_NAME):
            return _("Retenu : le porte-monnaie est à un autre nom")
        return REASONS[order.reason] if order.reason in _OWN_MATTER else EVENTS["held"]
    return reason_words(order.reason)
