"""What comes back of lots: a file of a bank, an operator's answer, a list paid at a counter."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from socle.kernel.errors import Refused
from socle.ledger.types import Account, EntryKind
from socle.payments.errors import FileRefused
from socle.payments.files.returns import read_returns
from socle.payments.files.types import Answer, Returned, Said
from socle.payments.lots import lot_by_number, lot_lock, written_by
from socle.payments.models import (
    OrderEvent,
    PaymentLot,
    ReturnAnswer,
    ReturnFile,
    ReturnLine,
)
from socle.payments.posting import SQL, post_orders
from socle.payments.types import Channel, Outcome
from socle.platform.acts.progress import ActInProgress, AlreadyDone, performing
from socle.platform.acts.queries import numbers_of
from socle.platform.acts.types import ActAnswer, ActRequest, ActStatus
from socle.platform.documents.queries import open_document
from socle.platform.sql import next_ids

RETURNS_LIMIT_BYTES = 200 * 1024 * 1024
TAKE = "take_returns"
_BACK = {Answer.REJECTED.value, Answer.RETURNED.value}
_Move = tuple[EntryKind, Account, Account]


@dataclass(slots=True)
class _Order:
    """An order as the lines of a file find it and change it."""

    id: int
    amount: int
    kinds: set[str]
    was_sent: bool


@dataclass(slots=True)
class _Taken:
    """What a file comes to: what became of its lines, events, and amounts that move."""

    lines: list[tuple[Said, Outcome, int | None]] = field(default_factory=list)
    events: list[tuple[int, str, str, date]] = field(default_factory=list)
    moves: dict[tuple[date, _Move], list[int]] = field(default_factory=dict)


def take_returns(request: ActRequest) -> ActAnswer:
    """Takes a returned file as a whole (intégrer un retour): orders are paid, or owed again.

    The same file again answers with its first act; what it repeats of another changes nothing. A
    line of an order that is not known, was not sent, was replaced, or is of another amount waits in
    a queue of that name.

    Raises:
        FileRefused: anything in the file is wrong: nothing of it is taken.
        Refused: it speaks of a lot that this fund did not send, or counts it otherwise.
    """
    content = _content(request)
    sha256 = hashlib.sha256(content).digest()
    if first := ReturnFile.objects.filter(sha256=sha256).first():
        return _done_before(first)
    found, faults = read_returns(content, currency=request.desk.fund.currency)
    if found is None:
        raise FileRefused("payments.returns_refused", faults)
    said = _every_line(found)
    numbers = [each.reference for each in said]
    with performing(
        request, subject_kind="return", subject_number=request.key, locks=_locks(numbers)
    ) as act:
        # Whoever waited for the locks finds what came first.
        if first := ReturnFile.objects.filter(sha256=sha256).first():
            raise AlreadyDone(_done_before(first))
        taken = _read(said, _orders(numbers), request.effective_on)
        _write(act, request, taken, _file(act, request, found, sha256))
        return act.answer()


def settle_cash(request: ActRequest) -> ActAnswer:
    """Records what a counter paid of a cash list (arrêté d'une liste): all but those named.

    Raises:
        Refused: it is no list that was sent, or names an order that is not in it.
    """
    lot = lot_by_number(request.fields["lot"])
    if lot.channel != Channel.CASH:
        raise Refused("payments.not_cash", number=lot.number)
    unpaid = set(str(request.fields.get("unpaid", "")).upper().replace(",", " ").split())
    numbers = _numbers(lot)
    if strange := sorted(unpaid - set(numbers)):
        raise Refused("payments.not_of_lot", number=lot.number, order=strange[0])
    with performing(
        request, subject_kind="lot", subject_number=lot.number, locks=(lot_lock(lot.number),)
    ) as act:
        said = [
            Said(
                0,
                each,
                Answer.REJECTED if each in unpaid else Answer.PAID,
                reason=_reason(each, unpaid),
            )
            for each in numbers
        ]
        taken = _read(said, _orders(numbers), request.effective_on)
        if any(outcome is Outcome.NOT_SENT for _said, outcome, _order in taken.lines):
            raise Refused("payments.not_sent", number=lot.number)
        _keep(act, request, taken)
        return act.answer()


def answer_return_line(request: ActRequest) -> ActAnswer:
    """States that a person has dealt with a line that waited: the motive says how.

    Raises:
        Refused: the line waits for nobody.
    """
    fields = request.fields
    line = (
        ReturnLine.objects.filter(file__number=fields["return"], position=fields["line"])
        .exclude(outcome__in=[Outcome.TAKEN.value, Outcome.ALREADY.value])
        .first()
    )
    with performing(request, subject_kind="return", subject_number=fields["return"]) as act:
        if line is None or ReturnAnswer.objects.filter(line=line).exists():
            raise Refused("payments.line_not_waiting", number=fields["return"][:40])
        ReturnAnswer.objects.create(line=line, **written_by(act, request))
        act.after = {"line": line.position, "outcome": line.outcome}
        return act.answer()


def _reason(number: str, unpaid: set[str]) -> str:
    return "not_collected" if number in unpaid else ""


def _content(request: ActRequest) -> bytes:
    if len(request.evidence) != 1:
        raise Refused("payments.one_file", count=len(request.evidence))
    content = open_document(document_id=request.evidence[0]).read(RETURNS_LIMIT_BYTES + 1)
    if len(content) > RETURNS_LIMIT_BYTES:
        raise Refused("document.too_large", limit_mb=RETURNS_LIMIT_BYTES // 1024 // 1024)
    return content


def _done_before(first: ReturnFile) -> ActAnswer:
    number = numbers_of(act_ids={first.act_id})[first.act_id]
    return ActAnswer(number, ActStatus.ALREADY_DONE, first.number)


def _every_line(found: Returned) -> Sequence[Said]:
    """The lines of a file, where it speaks of the whole lot too.

    Raises:
        Refused: there is no such lot, or it has another number of orders.
    """
    if not found.of_lot:
        return found.said
    lot = PaymentLot.objects.filter(number=found.of_lot).first()
    if lot is None:
        raise Refused("payments.lot_of_others", number=found.of_lot[:40])
    numbers = _numbers(lot, sent_only=True)
    if found.lot_count not in {None, len(numbers)}:
        said = found.lot_count or 0
        raise Refused("payments.lot_count", number=lot.number, said=said, found=len(numbers))
    if found.whole is None:
        return found.said
    whole = found.whole
    return [Said(whole.line, each, whole.answer, reason=whole.reason) for each in numbers]


def _numbers(lot: PaymentLot, *, sent_only: bool = False) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(SQL["to_send" if sent_only else "numbers_of_lot"], {"lot": lot.pk})
        return [row[0] for row in cursor.fetchall()]


def _locks(numbers: Sequence[str]) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(SQL["lots_of"], {"numbers": list(numbers)})
        return tuple(lot_lock(row[0]) for row in cursor.fetchall())


def _orders(numbers: Iterable[str]) -> dict[str, _Order]:
    with connection.cursor() as cursor:
        cursor.execute(SQL["states_of"], {"numbers": list(numbers)})
        return {
            number: _Order(order_id, amount, set(kinds), "sent" in steps and "held" not in kinds)
            for number, order_id, amount, kinds, steps in cursor.fetchall()
        }


def _read(said: Iterable[Said], orders: dict[str, _Order], day: date) -> _Taken:
    """What becomes of each line, in turn: an order is changed by the lines before."""
    taken = _Taken()
    for each in said:
        order = orders.get(each.reference)
        outcome = _outcome(each, order)
        taken.lines.append((each, outcome, order.id if order else None))
        if order is None or outcome is not Outcome.TAKEN:
            continue
        on = each.value_on or day
        answer = each.answer
        if answer is Answer.REJECTED and "paid" in order.kinds:
            answer = Answer.RETURNED  # it was paid, and comes back
        if move := _move(answer, order.kinds):
            taken.moves.setdefault((on, move), []).append(order.id)
        taken.events.append((order.id, answer.value, each.reason, on))
        order.kinds.add(answer.value)
    return taken


def _outcome(said: Said, order: _Order | None) -> Outcome:
    if order is None:
        return Outcome.UNKNOWN
    kinds = order.kinds
    if said.answer.value in kinds or _is_told(said.answer, kinds):
        return Outcome.ALREADY
    if not order.was_sent:
        return Outcome.NOT_SENT
    if said.amount not in {None, order.amount}:
        return Outcome.OTHER_AMOUNT
    return Outcome.REPLAYED if "to_replay" in kinds else Outcome.TAKEN


def _is_told(answer: Answer, kinds: set[str]) -> bool:
    """Whether what was said before says as much."""
    if answer is Answer.ACCEPTED:
        return bool(kinds & {"paid", *_BACK})
    if answer.value in _BACK:
        return "returned" in kinds or ("rejected" in kinds and "paid" not in kinds)
    return "returned" in kinds  # paid, and back since


def _move(answer: Answer, kinds: set[str]) -> _Move | None:
    """Which accounts an answer moves an order's amount between, debit and credit."""
    if answer is Answer.ACCEPTED:
        return None
    if answer is Answer.PAID:
        # An operator that said no and paid after all: what was owed again is paid.
        late = "rejected" in kinds
        return EntryKind.ORDER_PAID, Account.BENEFICIARY if late else Account.TRANSIT, Account.CASH
    from_where = Account.CASH if "paid" in kinds else Account.TRANSIT
    return EntryKind.ORDER_RETURNED, from_where, Account.BENEFICIARY


def _file(act: ActInProgress, request: ActRequest, found: Returned, sha256: bytes) -> ReturnFile:
    (new_id,) = next_ids("return_file")
    return ReturnFile.objects.create(
        id=new_id,
        number=f"RP-{act.recorded_at.year}-{new_id:07d}",
        document_id=request.evidence[0],
        sha256=sha256,
        form=found.format,
        name=found.name[:80],
        **written_by(act, request),
    )


def _write(act: ActInProgress, request: ActRequest, taken: _Taken, file: ReturnFile) -> None:
    said = written_by(act, request)
    ReturnLine.objects.bulk_create(
        (
            ReturnLine(
                file=file,
                position=position,
                reference=each.reference[:60],
                answer=each.answer.value,
                amount=each.amount,
                reason=each.reason,
                value_on=each.value_on,
                outcome=outcome.value,
                order_id=order_id,
                **said,
            )
            for position, (each, outcome, order_id) in enumerate(taken.lines, 1)
        ),
        batch_size=2000,
    )
    act.subject_number = file.number
    _keep(act, request, taken)


def _keep(act: ActInProgress, request: ActRequest, taken: _Taken) -> None:
    """Events and entries. A first paid and then returned goes in that order."""
    said: dict[str, Any] = written_by(act, request)
    # Each kind in a statement of its own: the database looks at what stood before it.
    for kind in Answer:
        rows = [each for each in taken.events if each[1] == kind.value]
        OrderEvent.objects.bulk_create(
            (
                OrderEvent(order_id=order, kind=name, reason=reason, value_on=on, **said)
                for order, name, reason, on in rows
            ),
            batch_size=2000,
        )
    for (on, move), orders in taken.moves.items():
        post_orders(act, request.desk.fund.id, orders=orders, move=move, on=on)
    outcomes = [outcome for _said, outcome, _order in taken.lines]
    act.after = {
        each.value: count for each in Outcome if (count := sum(one is each for one in outcomes))
    }
