"""The holders of wallets, as the operator names them: an order to another's wallet stays behind."""

from collections.abc import Mapping

from django.db import connection

from socle.kernel.names import LEAST, name_agreement
from socle.payments.lots import lot_by_number, lot_lock, step, written_by
from socle.payments.models import OrderEvent, PaymentLot
from socle.payments.posting import SQL
from socle.payments.types import Stage
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.sealing.values import opened_values

CHECK = "check_names"


def wallets_to_name(*, lot: str) -> list[str]:
    """The wallets of a lot whose holder is to be asked."""
    return [wallet for _id, wallet, _name in _to_name(lot_by_number(lot))]


def check_names(request: ActRequest, *, holders: Mapping[str, str]) -> ActAnswer:
    """Holds the orders of a lot whose wallet the operator gives to another, or to nobody.

    French: contrôle du titulaire. `holders` are the operator's names, by wallet.
    """
    lot = lot_by_number(request.fields["lot"])
    with performing(
        request, subject_kind="lot", subject_number=lot.number, locks=(lot_lock(lot.number),)
    ) as act:
        step(act, request, lot, Stage.NAMED)
        asked = _to_name(lot)
        others = [
            (order_id, holders.get(wallet, ""))
            for order_id, wallet, name in asked
            if name_agreement(name, holders.get(wallet, "")) < LEAST
        ]
        said = written_by(act, request)
        OrderEvent.objects.bulk_create(
            OrderEvent(
                order_id=order_id,
                kind="held",
                reason=f"name:{holder}"[:60],
                value_on=request.effective_on,
                **said,
            )
            for order_id, holder in others
        )
        act.after |= {"asked": len(asked), "held": len(others)}
        return act.answer()


def _to_name(lot: PaymentLot) -> list[tuple[int, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(SQL["to_name"], {"lot": lot.pk})
        asked = cursor.fetchall()
    opened = opened_values(account for _id, _number, account, _name in asked)
    return [(order_id, opened[account], name) for order_id, _number, account, name in asked]
