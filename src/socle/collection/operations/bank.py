"""Posting a bank statement: one act for the whole file, each credit booked and matched."""

import hashlib
from collections.abc import Sequence

from socle.collection.errors import StatementRefused
from socle.collection.likeness import Said
from socle.collection.matching import Match, Told, match
from socle.collection.models import BankStatement, Payment, StatementLine
from socle.collection.posting import Books, NewPayment
from socle.collection.statements import read_statement
from socle.collection.statements.types import Line, Statement
from socle.collection.twins import Told as ToldLine
from socle.collection.twins import near_movements, told_before, twins
from socle.collection.types import Channel, LineOutcome
from socle.kernel.errors import Conflict, Refused
from socle.platform.acts.progress import ActInProgress, AlreadyDone, performing
from socle.platform.acts.queries import numbers_of
from socle.platform.acts.types import ActAnswer, ActRequest, ActStatus
from socle.platform.documents.queries import open_document
from socle.platform.sql import next_ids

STATEMENT_LIMIT_BYTES = 20 * 1024 * 1024


def post_statement(request: ActRequest) -> ActAnswer:
    """Posts a bank statement as a whole (intégrer un relevé bancaire).

    The same file again answers with its first act; a movement that an earlier statement brought
    is reported and not booked twice. One that no name tells from an earlier movement, as where
    the bank gave a camt.053 and a CSV, is held until a person says which it is.

    Raises:
        StatementRefused: anything in it is wrong: nothing is posted.
        Conflict: the bank sent another file under the same statement's name.
    """
    content = _content(request)
    sha256 = hashlib.sha256(content).digest()
    if first := BankStatement.objects.filter(sha256=sha256).first():
        return _done_before(first)
    found, faults = read_statement(content, currency=request.desk.fund.currency)
    if found is None:
        raise StatementRefused(faults)
    booked = [line for line in found.lines if line.outcome is LineOutcome.BOOKED]
    matches = match([Told(x.amount, x.label, x.payer_account, x.payer_name) for x in booked])
    locks = {f"bank:{found.account}", f"statement:{sha256.hex()}"}
    locks |= {f"employer:{one.employer_number}" for one in matches if one}
    with performing(
        request, subject_kind="statement", subject_number=request.key, locks=tuple(locks)
    ) as act:
        # Whoever waited for the lock finds what came first.
        if first := BankStatement.objects.filter(sha256=sha256).first():
            raise AlreadyDone(_done_before(first))
        named = {"account": found.account, "statement_id": found.statement_id}
        if first := BankStatement.objects.filter(**named).first():
            raise Conflict(
                "collection.statement_known", number=first.number, name=first.statement_id
            )
        _post(request, act, found, sha256, dict(zip(_names(booked), matches, strict=True)))
        return act.answer()


def _content(request: ActRequest) -> bytes:
    if len(request.evidence) != 1:
        raise Refused("collection.one_file", count=len(request.evidence))
    content = open_document(document_id=request.evidence[0]).read(STATEMENT_LIMIT_BYTES + 1)
    if len(content) > STATEMENT_LIMIT_BYTES:
        raise Refused("document.too_large", limit_mb=STATEMENT_LIMIT_BYTES // 1024 // 1024)
    return content


def _done_before(first: BankStatement) -> ActAnswer:
    number = numbers_of(act_ids={first.act_id})[first.act_id]
    return ActAnswer(number, ActStatus.ALREADY_DONE, first.number)


def _names(lines: Sequence[Line]) -> list[str]:
    return [line.external_id for line in lines]


def _post(
    request: ActRequest,
    act: ActInProgress,
    found: Statement,
    sha256: bytes,
    matches: dict[str, Match | None],
) -> None:
    fund_id = request.desk.fund.id
    statement = _statement(request, act, found, sha256)
    outcomes = _outcomes(found)
    new = [line for line in found.lines if outcomes[line.external_id] is LineOutcome.BOOKED]
    books = Books(act, fund_id)
    payments = books.book(
        [
            NewPayment(
                channel=Channel.BANK,
                source=found.account,
                external_id=line.external_id,
                amount=line.amount,
                received_on=line.booked_on,
                value_on=line.value_on,
                match=matches[line.external_id],
                payer_name=line.payer_name,
                payer_account=line.payer_account,
                label=line.label,
                statement_id=statement.pk,
            )
            for line in new
        ]
    )
    _keep_lines(
        act, statement, found.lines, outcomes, {each.external_id: each.pk for each in payments}
    )
    owners = [one for name in _names(new) if (one := matches[name])]
    allocated = books.allocate(one.employer_id for one in owners)
    act.subject_number = statement.number
    act.touched |= {f"employer:{one.employer_number}" for one in owners}
    act.after = {
        "account": found.account,
        "lines": len(found.lines),
        "booked": len(new),
        "held": sum(each is LineOutcome.HELD for each in outcomes.values()),
        "matched": len(owners),
        "amount": sum(line.amount for line in new),
        "allocated": allocated,
    }


def _outcomes(found: Statement) -> dict[str, LineOutcome]:
    """What becomes of each line, by its name: told before, held, or what was read of it."""
    names = _names(found.lines)
    told = told_before(account=found.account, names=names)
    booked = Payment.objects.filter(source=found.account, external_id__in=names)
    told |= {(name, LineOutcome.BOOKED) for name in booked.values_list("external_id", flat=True)}
    told |= {(name, LineOutcome.BOOKED) for name, each in told if each is LineOutcome.HELD}
    outcomes = {
        line.external_id: LineOutcome.ALREADY
        if (line.external_id, line.outcome) in told
        else line.outcome
        for line in found.lines
    }
    new = [
        ToldLine(
            *(place, line.value_on, line.amount, line.external_id),
            Said(line.label, line.payer_name, line.payer_account),
        )
        for place, line in enumerate(found.lines)
        if outcomes[line.external_id] is LineOutcome.BOOKED
    ]
    near = near_movements(
        account=found.account, statement_id=found.statement_id, statement=None, lines=new
    )
    for place in twins(near):
        outcomes[found.lines[place].external_id] = LineOutcome.HELD
    return outcomes


def _statement(
    request: ActRequest, act: ActInProgress, found: Statement, sha256: bytes
) -> BankStatement:
    (new_id,) = next_ids("bank_statement")
    return BankStatement.objects.create(
        id=new_id,
        fund_id=request.desk.fund.id,
        act_id=act.id,
        recorded_at=act.recorded_at,
        number=f"RB-{act.recorded_at:%Y}-{new_id:09d}",
        document_id=request.evidence[0],
        sha256=sha256,
        format=found.format,
        account=found.account,
        statement_id=found.statement_id,
        from_on=found.from_on,
        to_on=found.to_on,
        opening_balance=found.opening_balance,
        closing_balance=found.closing_balance,
    )


def _keep_lines(
    act: ActInProgress,
    statement: BankStatement,
    lines: Sequence[Line],
    outcomes: dict[str, LineOutcome],
    payments: dict[str, int],
) -> None:
    """Every line, with what became of it: debits and what was booked before are not hidden."""
    StatementLine.objects.bulk_create(
        (
            StatementLine(
                fund_id=statement.fund_id,
                act_id=act.id,
                recorded_at=act.recorded_at,
                statement=statement,
                position=position,
                booked_on=line.booked_on,
                value_on=line.value_on,
                amount=line.amount,
                outcome=outcomes[line.external_id].value,
                external_id=line.external_id,
                payer_name=line.payer_name,
                payer_account=line.payer_account,
                label=line.label,
                return_code=line.return_code or None,
                payment_id=payments.get(line.external_id),
            )
            for position, line in enumerate(lines, 1)
        ),
        batch_size=2000,
    )
