"""What a person says of a statement's line: told before, another movement, or a return.

A line that was held books nothing until somebody has said which it is; a payment that the bank
takes back is reversed once somebody has said which. Nothing is said twice of one line, but that
a movement taken for an earlier one is another after all.
"""

from socle.collection.leaving import require_whole, send_out
from socle.collection.likeness import Said
from socle.collection.matching import Told as ToldPayment
from socle.collection.matching import match
from socle.collection.models import BankStatement, LineDecision, Payment, StatementLine
from socle.collection.posting import Books, NewPayment, payment_by_number, state_of
from socle.collection.twins import Told, near_movements, twins
from socle.collection.types import Channel, LineChoice, LineOutcome, UseKind
from socle.kernel.errors import NotKnown, Refused
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest

# What a bank takes back; a CSV file does not tell a return from any other debit.
_TAKEN_BACK = {LineOutcome.RETURNED, LineOutcome.DEBIT}


def same_movement(request: ActRequest) -> ActAnswer:
    """States that a line was told before (même mouvement): nothing is booked.

    A held movement is a payment booked with another statement; a return, one already stated.

    Raises:
        NotKnown: no such line or payment.
        Refused: the line does not wait for that, or the payment is another movement.
    """
    fields = request.fields
    line = _line(fields["statement"], fields["line"])
    payment = payment_by_number(fields["payment"])
    statement = line.statement
    with performing(request, subject_kind="statement", subject_number=statement.number) as act:
        _require_waiting(line, {LineOutcome.HELD, LineOutcome.RETURNED})
        _require_amount(line, payment)
        if line.outcome == LineOutcome.HELD:
            _require_other_statement(line, payment)
        elif not state_of(payment).gone:
            raise Refused("collection.not_returned_yet", number=payment.number)
        _say(act, line, LineChoice.SAME, payment)
        act.touched.add(f"payment:{payment.number}")
        act.after = {"line": line.position, "payment": payment.number}
        return act.answer()


def same_movements(request: ActRequest) -> ActAnswer:
    """States that every held line of a statement is the payment nearest to it.

    For a file whose movements all came by another one; a line that no payment is left for waits.

    Raises:
        NotKnown: no such statement.
        Refused: no line of it waits.
    """
    statement = _statement(request.fields["statement"])
    with performing(request, subject_kind="statement", subject_number=statement.number) as act:
        held = StatementLine.objects.filter(
            statement=statement, outcome=LineOutcome.HELD, linedecision__isnull=True
        )
        lines = {line.pk: line for line in held.order_by("position")}
        near = near_movements(
            account=statement.account,
            statement_id=statement.statement_id,
            statement=statement.pk,
            lines=[_told(line) for line in lines.values()],
        )
        taken = _taken(statement)
        free = {
            key: [each for each in alike if each.payment_id not in taken]
            for key, alike in near.items()
        }
        found = twins(free)
        if not found:
            raise Refused("collection.nothing_held", number=statement.number)
        LineDecision.objects.bulk_create(
            _decision(act, lines[key], LineChoice.SAME, each.payment_id)
            for key, each in found.items()
        )
        act.after = {"lines": len(found), "amount": sum(lines[key].amount for key in found)}
        return act.answer()


def another_movement(request: ActRequest) -> ActAnswer:
    """Books a held line as a movement of its own (autre mouvement), and lets it pay.

    Raises:
        NotKnown: no such line.
        Refused: it is not held, or it was booked already.
    """
    line = _line(request.fields["statement"], request.fields["line"])
    statement = line.statement
    owner = match([ToldPayment(line.amount, line.label, line.payer_account, line.payer_name)])[0]
    locks = {f"bank:{statement.account}"}
    locks |= {f"employer:{owner.employer_number}"} if owner else set()
    with performing(
        request,
        subject_kind="statement",
        subject_number=statement.number,
        locks=tuple(locks),
    ) as act:
        if line.outcome != LineOutcome.HELD or _said(line, LineChoice.ANOTHER):
            raise _not_waiting(line)
        books = Books(act, request.desk.fund.id)
        payment = books.book(
            [
                NewPayment(
                    channel=Channel.BANK,
                    source=statement.account,
                    external_id=line.external_id,
                    amount=line.amount,
                    received_on=line.booked_on,
                    value_on=line.value_on,
                    match=owner,
                    payer_name=line.payer_name,
                    payer_account=line.payer_account,
                    label=line.label,
                    statement_id=statement.pk,
                )
            ]
        )[0]
        _say(act, line, LineChoice.ANOTHER, payment)
        allocated = books.allocate([owner.employer_id] if owner else [])
        act.touched |= {f"payment:{payment.number}"}
        act.touched |= {f"employer:{owner.employer_number}"} if owner else set()
        act.after = {
            "line": line.position,
            "payment": payment.number,
            "for": owner.employer_number if owner else "",
            "amount": line.amount,
            "allocated": allocated,
        }
        return act.answer()


def return_payment(request: ActRequest) -> ActAnswer:
    """States that a payment was not good: a cheque unpaid, a transfer the bank took back.

    French: rejet d'un paiement. What it paid is due again, as if it had never been paid. Where a
    statement's line tells it, the money leaves on that line's value date.

    Raises:
        NotKnown: no such payment or line.
        Refused: its money has left already, or the line takes back something else.
    """
    fields = request.fields
    payment = payment_by_number(fields["payment"])
    line = _line_taking_back(fields.get("statement", ""), fields.get("line", ""))
    before = state_of(payment)
    locks = [f"employer:{before.employer_number}"] if before.employer_number else []
    if payment.channel == Channel.CASH:
        locks.append(f"cash_day:{payment.source}")
    if line:
        locks.append(f"statement:{line.statement.number}")
    with performing(
        request, subject_kind="payment", subject_number=payment.number, locks=tuple(locks)
    ) as act:
        books = Books(act, request.desk.fund.id)
        state = require_whole(payment)
        if line:
            _require_waiting(line, _TAKEN_BACK)
            _require_amount(line, payment)
            if line.value_on < (state.value_on or payment.received_on):
                raise Refused("collection.returned_before", number=payment.number)
            _say(act, line, LineChoice.RETURN, payment)
            act.touched.add(f"statement:{line.statement.number}")
        books.release(payment)
        left_on = line.value_on if line else request.effective_on
        send_out(books, payment, UseKind.RETURN, payment.amount, left_on)
        if state.employer_number:
            act.touched.add(f"employer:{state.employer_number}")
        act.after = {
            "for": state.employer_number,
            "amount": -payment.amount,
            "reason": fields["reason"],
            "on": left_on.isoformat(),
        }
        return act.answer()


def _statement(number: str) -> BankStatement:
    found = BankStatement.objects.filter(number=number).first()
    if found is None:
        raise NotKnown("collection.statement_unknown", number=number[:40])
    return found


def _line(statement: str, position: str) -> StatementLine:
    held = _statement(statement)
    found = None
    if position.isascii() and position.isdigit() and len(position) < 8:
        found = StatementLine.objects.filter(statement=held, position=int(position)).first()
    if found is None:
        raise NotKnown("collection.line_unknown", line=position[:10], number=statement[:40])
    return found


def _line_taking_back(statement: str, position: str) -> StatementLine | None:
    """The line that tells a return; None where a person states it from elsewhere.

    Raises:
        Refused: only one of the two was said.
    """
    if not statement and not position:
        return None
    if not statement or not position:
        raise Refused("collection.line_half_named")
    return _line(statement, position)


def _require_waiting(line: StatementLine, outcomes: set[LineOutcome]) -> None:
    """Raises unless a line is one of those, and nothing was said of it yet."""
    if line.outcome not in outcomes or LineDecision.objects.filter(line=line).exists():
        raise _not_waiting(line)


def _not_waiting(line: StatementLine) -> Refused:
    return Refused("collection.line_not_waiting", line=line.position, number=line.statement.number)


def _require_amount(line: StatementLine, payment: Payment) -> None:
    if abs(line.amount) != payment.amount:
        raise Refused(
            "collection.line_of_other_amount",
            number=payment.number,
            amount=payment.amount,
            line=abs(line.amount),
        )


def _require_other_statement(line: StatementLine, payment: Payment) -> None:
    """Two movements of one statement are two, and one payment is only one of them."""
    is_taken = payment.pk in _taken(line.statement)
    if payment.value_on != line.value_on or payment.statement_id == line.statement_id or is_taken:
        raise Refused("collection.line_is_another", number=payment.number)


def _taken(statement: BankStatement) -> set[int]:
    """The payments that lines of a statement are said to be."""
    said = LineDecision.objects.filter(line__statement=statement, choice=LineChoice.SAME)
    after_all = LineDecision.objects.filter(choice=LineChoice.ANOTHER).values("line_id")
    return set(said.exclude(line_id__in=after_all).values_list("payment_id", flat=True))


def _said(line: StatementLine, choice: LineChoice) -> bool:
    return LineDecision.objects.filter(line=line, choice=choice).exists()


def _say(act: ActInProgress, line: StatementLine, choice: LineChoice, payment: Payment) -> None:
    _decision(act, line, choice, payment.pk).save()


def _decision(
    act: ActInProgress, line: StatementLine, choice: LineChoice, payment_id: int
) -> LineDecision:
    return LineDecision(
        fund_id=line.fund_id,
        act_id=act.id,
        recorded_at=act.recorded_at,
        line=line,
        choice=choice.value,
        payment_id=payment_id,
    )


def _told(line: StatementLine) -> Told:
    said = Said(line.label, line.payer_name, line.payer_account)
    return Told(line.pk, line.value_on, line.amount, line.external_id, said)
