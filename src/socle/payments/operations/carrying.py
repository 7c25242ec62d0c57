"""Lots carried to operators and asked of them, by the worker: never inside a transaction.

Nothing is kept between two passes: what an operator knows is asked of it by the lot's correlation,
and what it says is a file as any other, taken once. A worker that dies anywhere leaves nothing.

An operator may call when it has done: that says when to ask, and nothing that is believed. A late
success of a lot that nobody asks about any more is heard this way only.
"""

import hashlib
import io
import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from socle.payments.calling import call_address, lot_of_call
from socle.payments.facts import PAYING_ACCOUNT
from socle.payments.files import gsma
from socle.payments.lots import lot_by_number
from socle.payments.models import LotFile, PaymentLot, ReturnFile
from socle.payments.operations.naming import CHECK, check_names, wallets_to_name
from socle.payments.operations.returning import TAKE, take_returns
from socle.payments.operators import Operator
from socle.payments.types import Form
from socle.platform.access.operations import automatic_desk
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FundView
from socle.platform.acts.types import ActRequest
from socle.platform.documents.operations import store_document
from socle.platform.documents.queries import open_document
from socle.platform.jobs.queue import defer_once
from socle.platform.temporal.queries import as_of

CHECK_JOB, CARRY_JOB = "socle.payments.check_names", "socle.payments.carry_lot"
_LARGEST_ANSWER = 200 * 1024**2


@dataclass(frozen=True, slots=True)
class _Sent:
    """A lot as it is carried: its body, and the name under which an operator knows it."""

    operator: Operator
    correlation: uuid.UUID
    document_id: int


def carry_lot(*, fund: FundView, lot: str, today: date, at: datetime) -> None:
    """Hands a lot in where the operator has not seen it, and takes what it says of its lines.

    Raises:
        Unavailable: the operator does not answer; to be tried again.
    """
    with fund_scope(fund.id):
        sent = _sent(lot)
    if sent is None:
        return
    batch = sent.operator.batch(sent.correlation)
    if batch is None:
        with fund_scope(fund.id):
            body = open_document(document_id=sent.document_id).read()
        address = call_address(fund_id=fund.id, lot=lot)
        sent.operator.send(body, sent.correlation, call_at=address)
        batch = sent.operator.batch(sent.correlation)
    if batch is None:
        return
    completions, rejections = sent.operator.answers(batch)
    if completions or rejections:
        content = gsma.answers(batch=lot, completions=completions, rejections=rejections)
        _take(fund, lot, content, today=today, at=at)


def name_lot(*, fund: FundView, lot: str, today: date) -> None:
    """Asks an operator who holds the wallets of a lot, and holds the orders to another's.

    Raises:
        Unavailable: the operator does not answer; to be tried again.
    """
    with fund_scope(fund.id):
        found = lot_by_number(lot)
        if not _waits_for_names(found):
            return
        operator, wallets = _operator(found), wallets_to_name(lot=lot)
    holders = operator.holders(wallets)
    with fund_scope(fund.id):
        desk = automatic_desk(fund=fund)
        asked = ActRequest(desk, CHECK, {"lot": lot}, today, "", f"{CHECK}:{lot}")
        check_names(asked, holders=holders)


def hear_call(*, token: str) -> None:
    """Has a lot asked of its operator, once however often it calls (rappel de l'opérateur).

    Raises:
        NotKnown: the address is not one that we gave.
    """
    fund_id, lot = lot_of_call(token)
    defer_asking(fund_id=fund_id, job=CARRY_JOB, lot=lot)


def defer_asking(*, fund_id: int, job: str, lot: str) -> None:
    """Has one of the jobs of a lot done, unless it waits already."""
    defer_once(job, f"{job}:{fund_id}:{lot}", fund_id=fund_id, lot=lot)


def lots_to_carry() -> list[str]:
    """Lots of operators that were sent, and of which something is still to be said."""
    statement = """
        SELECT number FROM lot_state l WHERE form = 'gsma' AND stage = 'sent' AND EXISTS (
          SELECT FROM order_state s WHERE s.lot_id = l.lot_id AND s.state IN ('sent', 'accepted'))
        ORDER BY lot_id
    """
    return _numbers(statement)


def lots_to_name() -> list[str]:
    """Lots of operators whose wallets were not asked yet."""
    return _numbers(
        "SELECT number FROM lot_state WHERE form = 'gsma' AND stage = 'calculated' ORDER BY lot_id"
    )


def _numbers(statement: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [row[0] for row in cursor.fetchall()]


def _waits_for_names(lot: PaymentLot) -> bool:
    return lot.form == Form.GSMA and lot.number in lots_to_name()


def _sent(number: str) -> _Sent | None:
    lot = lot_by_number(number)
    found = LotFile.objects.filter(lot=lot, form=Form.GSMA.value).first()
    if found is None:
        return None
    return _Sent(_operator(lot), found.correlation, found.document_id)


def _operator(lot: PaymentLot) -> Operator:
    """Whom a lot is carried to, by its paying account of the day it is paid on."""
    key = {"channel": lot.channel, "agency": lot.agency}
    rows = as_of(PAYING_ACCOUNT, on=lot.pay_on, known_at=None, where=key)
    said = rows[0] if rows else {"url": ""}
    return Operator(name=lot.agency or "operator", url=said["url"])


def _take(fund: FundView, lot: str, content: bytes, *, today: date, at: datetime) -> None:
    sha256 = hashlib.sha256(content).digest()
    with fund_scope(fund.id):
        if ReturnFile.objects.filter(sha256=sha256).exists():
            return
        desk = automatic_desk(fund=fund)
        kept = store_document(
            fund_id=fund.id,
            stream=io.BytesIO(content),
            name=f"{lot}-{sha256.hex()[:12]}.json",
            limit_bytes=_LARGEST_ANSWER,
            at=at,
        )
        asked = ActRequest(desk, TAKE, {}, today, "", f"{TAKE}:{sha256.hex()}", (kept.id,))
        take_returns(asked)
