"""What an award gives from a day on: granted, suspended, lifted, ended, paid to another.

Each is told over a period of valid time; what was paid meanwhile is found by the next run, which
compares what is believed with what was due already. Amounts come from decisions alone: nothing
here changes one.
"""

from datetime import date

from psycopg.types.range import DateRange

from socle.benefits.facts import TERM
from socle.benefits.models import AwardTerm
from socle.benefits.types import TermStatus
from socle.kernel.errors import Conflict
from socle.platform.temporal.operations import assign, clear


def grant(
    *, fund_id: int, award_id: int, valid: DateRange, amount: int, payee_id: int,
    status: TermStatus = TermStatus.ACTIVE, reason: str = "", is_first: bool = False,
) -> None:  # fmt: skip
    """States what an award gives over a period."""
    values = {"amount": amount, "payee_id": payee_id, "status": status.value, "reason": reason}
    assign(
        TERM,
        fund_id=fund_id,
        key={"award_id": award_id},
        values=values,
        valid=valid,
        is_first=is_first,
    )


def suspend(*, fund_id: int, award_id: int, since: date, reason: str) -> int:
    """Suspends an award from a day on; how many terms were.

    Raises:
        Conflict: `benefits.nothing_to_suspend`, where nothing is paid from that day on.
    """
    found = [each for each in _from(award_id, since) if each.status == TermStatus.ACTIVE]
    if not found:
        raise Conflict("benefits.nothing_to_suspend", on=since.isoformat())
    for each in found:
        _restate(fund_id, each, since, status=TermStatus.SUSPENDED, reason=reason)
    return len(found)


def lift(*, fund_id: int, award_id: int, since: date) -> int:
    """Lifts a suspension from a day on, which may be past: what was not paid is due again.

    Raises:
        Conflict: `benefits.nothing_to_lift`.
    """
    found = [each for each in _from(award_id, since) if each.status == TermStatus.SUSPENDED]
    if not found:
        raise Conflict("benefits.nothing_to_lift", on=since.isoformat())
    for each in found:
        _restate(fund_id, each, since, status=TermStatus.ACTIVE, reason="")
    return len(found)


def end(*, fund_id: int, award_id: int, since: date) -> int:
    """Ends an award from a day on; how many terms it had there.

    Raises:
        Conflict: `benefits.nothing_to_end`.
    """
    found = _from(award_id, since)
    if not found:
        raise Conflict("benefits.nothing_to_end", on=since.isoformat())
    clear(TERM, fund_id=fund_id, key={"award_id": award_id}, valid=DateRange(since, None))
    return len(found)


def pay_to(*, fund_id: int, award_id: int, since: date, payee_id: int) -> int:
    """Has an award paid to somebody from a day on; how many terms it had there.

    Raises:
        Conflict: `benefits.nothing_to_end`, where nothing is given from that day on.
    """
    found = _from(award_id, since)
    if not found:
        raise Conflict("benefits.nothing_to_end", on=since.isoformat())
    for each in found:
        _restate(
            fund_id, each, since,
            status=TermStatus(each.status), reason=each.reason, payee_id=payee_id,
        )  # fmt: skip
    return len(found)


def _from(award_id: int, since: date) -> list[AwardTerm]:
    """The terms of an award that reach a day or come after it."""
    return list(
        AwardTerm.objects.filter(award_id=award_id, valid__overlap=DateRange(since, None)).order_by(
            "valid"
        )
    )


def _restate(
    fund_id: int, term: AwardTerm, since: date, *, status: TermStatus, reason: str,
    payee_id: int | None = None,
) -> None:  # fmt: skip
    """The same amount, from a day on, said otherwise."""
    lower = max(term.valid.lower, since)
    grant(
        fund_id=fund_id,
        award_id=term.award_id,
        valid=DateRange(lower, term.valid.upper),
        amount=term.amount,
        payee_id=payee_id or term.payee_id,
        status=status,
        reason=reason,
    )
