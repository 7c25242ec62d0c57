"""The steps of a lot: controlled, validated by one, endorsed by another, sent, closed."""

import tempfile
import uuid
from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import BinaryIO, cast

from django.db import connection

from socle.kernel.errors import Fault, Refused
from socle.payments.errors import FileRefused
from socle.payments.facts import PAYING_ACCOUNT
from socle.payments.files import cfonb160, fixed_width, gsma, lists, pain001
from socle.payments.files.texts import plain
from socle.payments.files.types import Batch, Payer, Transfer
from socle.payments.lots import lot_by_number, lot_lock, stages, step, written_by
from socle.payments.models import LotFile, OrderEvent, PaymentLot
from socle.payments.operations.carrying import CARRY_JOB
from socle.payments.posting import SQL, post_lot
from socle.payments.types import PAYMENT_FILE, Form, Stage
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.documents.operations import store_document
from socle.platform.jobs.queue import defer
from socle.platform.sealing.values import opened_values
from socle.platform.temporal.queries import as_of

_LARGEST_FILE = 2 * 1024**3
_IN_MEMORY = 16 * 1024**2
# The operator knows a lot by this name, whoever asks and however often.
_NAMESPACE = uuid.UUID("5b0c9f4e-6a55-4d57-9d2e-6f2a7f9f8a10")
_ENDINGS = {Form.PAIN001: "xml", Form.GSMA: "json", Form.LIST: "csv"}


def control_lot(request: ActRequest) -> ActAnswer:
    """Controls a lot (contrôle): from now on its orders, amounts and accounts do not change.

    Orders whose wallet is in another's name stay behind, in their queue, and so do those to
    somebody whose payments are kept back since the lot was prepared.

    Raises:
        Refused: it is not its turn, the operator was not asked yet, or its file could not be
            written.
    """
    lot = lot_by_number(request.fields["lot"])
    with _moving(request, lot) as act:
        if lot.form == Form.GSMA and Stage.NAMED not in stages(lot):
            raise Refused("payments.names_to_check", number=lot.number)
        _leave_out_held(act, request, lot)
        step(act, request, lot, Stage.CONTROLLED)
        # What a bank could not take is found before two more persons have signed.
        _require_writable(lot, _batch(request, lot, act.recorded_at))
        return act.answer()


def validate_lot(request: ActRequest) -> ActAnswer:
    """The authorising officer validates a lot (validation par l'ordonnateur)."""
    return _stepped(request, Stage.VALIDATED)


def endorse_lot(request: ActRequest) -> ActAnswer:
    """The accountant endorses a lot (visa de l'agent comptable)."""
    return _stepped(request, Stage.ENDORSED)


def discard_lot(request: ActRequest) -> ActAnswer:
    """Gives up a lot that was not sent (abandon): its dues may be prepared again."""
    return _stepped(request, Stage.DISCARDED)


def close_lot(request: ActRequest) -> ActAnswer:
    """Closes a lot whose orders are all paid or back (clôture).

    Raises:
        Refused: nothing has been said of some orders yet.
    """
    lot = lot_by_number(request.fields["lot"])
    with _moving(request, lot) as act:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM order_state WHERE lot_id = %s"
                " AND state IN ('sent', 'accepted')",
                [lot.pk],
            )
            left = int(cursor.fetchone()[0])
        if left:
            raise Refused("payments.orders_away", number=lot.number, count=left)
        step(act, request, lot, Stage.CLOSED)
        return act.answer()


def send_lot(request: ActRequest) -> ActAnswer:
    """Sends a lot (transmission): its file is made and kept, and its amounts are on their way.

    An operator is called afterwards, by the worker, under a name that is written here: whatever
    dies in between, it is asked again under the same name and pays once.

    Raises:
        Refused: it is not its turn, or its paying account is no longer there.
        FileRefused: an order does not fit in the file.
    """
    lot = lot_by_number(request.fields["lot"])
    with _moving(request, lot) as act:
        step(act, request, lot, Stage.SENT)
        batch = _batch(request, lot, act.recorded_at)
        writing = _require_writable(lot, batch)
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as stream:
            stream.writelines(writing)
            stream.seek(0)
            kept = store_document(
                fund_id=lot.fund_id,
                stream=cast("BinaryIO", stream),
                name=f"{lot.number}.{_ENDINGS.get(Form(lot.form), 'txt')}",
                limit_bytes=_LARGEST_FILE,
                at=act.recorded_at,
                kind=PAYMENT_FILE,
            )
        LotFile.objects.create(
            lot=lot,
            document_id=kept.id,
            form=lot.form,
            correlation=uuid.uuid5(_NAMESPACE, f"{request.desk.fund.code}/{lot.number}"),
            **written_by(act, request),
        )
        act.evidence.append(kept.id)
        post_lot(act, lot.fund_id, lot_id=lot.pk, on=request.effective_on)
        if lot.form == Form.GSMA:
            defer(CARRY_JOB, fund_id=lot.fund_id, lot=lot.number)
        return act.answer()


def hand_over_file(request: ActRequest) -> ActAnswer:
    """Records that a person took the file of a lot, to carry it to the bank.

    Raises:
        Refused: the lot was not sent.
    """
    lot = lot_by_number(request.fields["lot"])
    with _moving(request, lot) as act:
        found = LotFile.objects.filter(lot=lot).first()
        if found is None:
            raise Refused("payments.no_file", number=lot.number)
        act.evidence.append(found.document_id)
        act.after = {"form": found.form}
        return act.answer()


def _leave_out_held(act: ActInProgress, request: ActRequest, lot: PaymentLot) -> None:
    """Sets aside the orders to whoever is not paid for now, before the totals are fixed."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["to_leave_out"], {"lot": lot.pk})
        found = cursor.fetchall()
    said = written_by(act, request)
    OrderEvent.objects.bulk_create(
        OrderEvent(
            order_id=order_id, kind="held", reason=reason, value_on=request.effective_on, **said
        )
        for order_id, reason in found
    )
    if found:
        act.after["left_out"] = len(found)


def _stepped(request: ActRequest, stage: Stage) -> ActAnswer:
    lot = lot_by_number(request.fields["lot"])
    with _moving(request, lot) as act:
        step(act, request, lot, stage)
        return act.answer()


def _moving(request: ActRequest, lot: PaymentLot) -> AbstractContextManager[ActInProgress]:
    return performing(
        request, subject_kind="lot", subject_number=lot.number, locks=(lot_lock(lot.number),)
    )


def _batch(request: ActRequest, lot: PaymentLot, at: datetime) -> tuple[Batch, str]:
    """A lot as its file says it, and the layout of a bank's own file."""
    key = {"channel": lot.channel, "agency": lot.agency}
    rows = as_of(PAYING_ACCOUNT, on=request.effective_on, known_at=None, where=key)
    if not rows:
        raise Refused("payments.no_paying_account", channel=lot.channel, agency=lot.agency or "*")
    said, fund = rows[0], request.desk.fund
    payer = Payer(
        fund.name,
        said["account"],
        fund.country,
        fund.currency,
        said["issuer"],
        said["currency_letter"],
    )
    with connection.cursor() as cursor:
        cursor.execute(SQL["to_send"], {"lot": lot.pk})
        orders = cursor.fetchall()
    opened = opened_values(account for _number, _name, account, _amount in orders)
    transfers = [
        Transfer(number, name, opened[account], amount) for number, name, account, amount in orders
    ]
    return Batch(lot.number, at, lot.pay_on, payer, transfers, lot.label), said["layout"]


def _require_writable(lot: PaymentLot, said: tuple[Batch, str]) -> Iterable[bytes]:
    """The pieces of a lot's file, if every order fits in it."""
    batch, layout_text = said
    faults: list[Fault] = []
    form = Form(lot.form)
    pieces: Iterable[bytes]
    if form is Form.PAIN001:
        pieces = pain001.write(batch)
    elif form is Form.CFONB160:
        faults, pieces = cfonb160.faults(batch), cfonb160.write(batch)
    elif form is Form.GSMA:
        pieces = gsma.pieces(batch)
    elif form is Form.LIST:
        pieces = lists.write(batch)
    else:
        layout, faults = fixed_width.read_layout(layout_text)
        if layout is None:
            raise FileRefused("payments.file_refused", faults)
        faults, pieces = fixed_width.faults(batch, layout), fixed_width.write(batch, layout)
    if form is not Form.LIST:
        faults += [
            Fault("payments.name_not_plain", field=each.reference, read=each.name[:60])
            for each in batch.transfers
            if not plain(each.name, 24)
        ]
    if faults:
        raise FileRefused("payments.file_refused", faults)
    return pieces
