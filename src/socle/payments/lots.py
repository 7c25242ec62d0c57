"""Lots as acts find and move them: one step at a time, each with its control totals."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from socle.kernel.errors import NotKnown, Refused
from socle.payments.models import LotStep, PaymentLot, PaymentOrder
from socle.payments.posting import SQL
from socle.payments.types import Stage
from socle.platform.acts.progress import ActInProgress
from socle.platform.acts.types import ActRequest

# The steps that must have been passed before each, and those that must not.
_BEFORE: Mapping[Stage, tuple[frozenset[Stage], frozenset[Stage]]] = {
    Stage.NAMED: (frozenset(), frozenset({Stage.CONTROLLED})),
    Stage.CONTROLLED: (frozenset({Stage.CALCULATED}), frozenset()),
    Stage.VALIDATED: (frozenset({Stage.CONTROLLED}), frozenset()),
    Stage.ENDORSED: (frozenset({Stage.VALIDATED}), frozenset()),
    Stage.SENT: (frozenset({Stage.ENDORSED}), frozenset()),
    Stage.CLOSED: (frozenset({Stage.SENT}), frozenset()),
    Stage.DISCARDED: (frozenset(), frozenset({Stage.SENT})),
}
# Whoever did one of these does no other of them on the same lot.
_THREE_PERSONS = frozenset({Stage.CALCULATED, Stage.VALIDATED, Stage.ENDORSED})


def lot_by_number(number: str) -> PaymentLot:
    """A stored lot.

    Raises:
        NotKnown: this fund has no such lot.
    """
    found = PaymentLot.objects.filter(number=number).first()
    if found is None:
        raise NotKnown("payments.lot_unknown", number=number[:40])
    return found


def order_by_number(number: str) -> PaymentOrder:
    """A stored order.

    Raises:
        NotKnown: this fund has no such order.
    """
    found = PaymentOrder.objects.select_related("lot").filter(number=number).first()
    if found is None:
        raise NotKnown("payments.order_unknown", number=number[:40])
    return found


def lot_lock(number: str) -> str:
    """What every act that may move an order of a lot waits for."""
    return f"lot:{number}"


def stages(lot: PaymentLot) -> set[Stage]:
    """The steps that a lot has passed."""
    return {Stage(each.step) for each in LotStep.objects.filter(lot=lot)}


def step(act: ActInProgress, request: ActRequest, lot: PaymentLot, stage: Stage) -> LotStep:
    """Moves a lot a step on, with its control totals.

    Raises:
        Refused: it is not its turn, the same person did another of the three, or what was
            controlled has changed.
    """
    done = {Stage(each.step): each for each in LotStep.objects.filter(lot=lot)}
    if stage in _BEFORE:
        wanted, barred = _BEFORE[stage]
        if not wanted <= set(done) or ({stage, Stage.DISCARDED} | barred) & set(done):
            raise Refused("payments.not_its_turn", number=lot.number, stage=_last(done))
    own = {each for each, row in done.items() if row.by_id == request.desk.user_id}
    if stage in _THREE_PERSONS and own & _THREE_PERSONS:
        raise Refused("payments.three_persons", number=lot.number)
    count, amount, digest = totals(lot, whole=stage in {Stage.NAMED, Stage.DISCARDED})
    if stage in {Stage.VALIDATED, Stage.ENDORSED, Stage.SENT}:
        then = done[Stage.CONTROLLED]
        if (then.orders, then.amount, bytes(then.accounts_sha256)) != (count, amount, digest):
            raise Refused("payments.totals_changed", number=lot.number)
    if not count:
        raise Refused("payments.nothing_to_pay", number=lot.number)
    written = LotStep.objects.create(
        lot=lot,
        step=stage.value,
        by_id=request.desk.user_id,
        orders=count,
        amount=amount,
        accounts_sha256=digest,
        **written_by(act, request),
    )
    act.after |= {"stage": stage.value, "orders": count, "amount": amount}
    return written


def _last(done: Mapping[Stage, LotStep]) -> str:
    return max(done, key=lambda each: done[each].pk).value


def totals(lot: PaymentLot, *, whole: bool) -> tuple[int, int, bytes]:
    """Count, sum and digest of the accounts of a lot; of its whole, or of what is not held."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["totals"], {"lot": lot.pk, "all": whole})
        count, amount, digest = cursor.fetchone()
        return count, amount, bytes(digest or b"")


def written_by(act: ActInProgress, request: ActRequest) -> dict[str, Any]:
    """What every row says of the act that writes it."""
    return {
        "fund_id": request.desk.fund.id,
        "act_id": act.id,
        "recorded_at": act.recorded_at,
    }
