"""An order that came back is replaced by another, and can never be paid again itself."""

from django.db import connection

from socle.kernel.errors import Refused
from socle.payments.lots import lot_lock, order_by_number, written_by
from socle.payments.models import OrderEvent
from socle.payments.posting import SQL
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest

NAME_ACCEPTED = "name_accepted"
# The bank had said that the account is closed: asked again, it says that it stands.
ACCOUNT_STANDS = "account_stands"
_BACK = {"rejected", "returned"}
_OVER = _BACK | {"held"}


def replay_order(request: ActRequest) -> ActAnswer:
    """Has an order that came back, or was held, paid by another (rejouer un ordre).

    The next preparation of its run makes the other, on the account that pays by then. `name` says
    that the holder's name, which differs, is theirs: it is not asked again. `account` says that an
    account which the bank called closed stands after all: without that it is paid no more.

    Raises:
        NotKnown: no such order.
        Refused: it may still be paid, was paid, or is replaced already.
    """
    order = order_by_number(request.fields["order"])
    with performing(
        request,
        subject_kind="order",
        subject_number=order.number,
        locks=(lot_lock(order.lot.number),),
    ) as act:
        with connection.cursor() as cursor:
            cursor.execute(SQL["states_of"], {"numbers": [order.number]})
            kinds = set(cursor.fetchone()[3])
        if "to_replay" in kinds:
            raise Refused("payments.replayed_already", number=order.number)
        if not kinds & _OVER or ("paid" in kinds and "returned" not in kinds):
            raise Refused("payments.may_be_paid", number=order.number)
        reason = ""
        if request.fields.get("name") == "accepted" and "held" in kinds:
            reason = NAME_ACCEPTED
        elif request.fields.get("account") == "stands" and kinds & _BACK:
            reason = ACCOUNT_STANDS
        OrderEvent.objects.create(
            order=order,
            kind="to_replay",
            reason=reason,
            value_on=request.effective_on,
            **written_by(act, request),
        )
        act.after = {"amount": order.amount, "run": order.run_id or ""}
        return act.answer()
