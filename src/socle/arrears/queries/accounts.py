"""A contributor's account as one reads it: months, due dates, what was paid when, what follows."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from socle.arrears.queries.aged import aged_balance
from socle.arrears.queries.due_dates import Calendar, Regimes, calendar
from socle.arrears.queries.notices import notices
from socle.arrears.queries.penalties import surcharges
from socle.arrears.queries.plans import plans
from socle.arrears.queries.standing import standing
from socle.arrears.types import (
    FINE,
    SURCHARGE,
    AccountLine,
    AgedRow,
    Bucket,
    Situation,
)
from socle.collection.queries import paid_dates
from socle.countries.registry import country
from socle.ledger.queries import contributor_balance
from socle.ledger.types import UNALLOCATED, BalanceLine
from socle.platform.access.queries import current_fund
from socle.registry.queries import employer_id, employer_name

_LETTERS_SHOWN = 5


def situation(*, employer_number: str, on: date, known_at: datetime | None = None) -> Situation:
    """Where an account stands on a day, as known at an instant.

    Whether a certificate would be given is told at present only: it is an act of its day.

    Raises:
        NotKnown: there is no such employer.
    """
    key = employer_id(employer_number)
    fund = current_fund()
    balance = contributor_balance(employer_id=key, known_at=known_at)
    lines = [line for line in balance if line.branch != UNALLOCATED]
    dates = calendar(known_at=known_at)
    since = min((line.month for line in balance), default=on)
    borne = surcharges(employer_id=key, on=on, known_at=known_at, dates=dates)
    aged = aged_balance(
        on=on, known_at=known_at, employer_ids=frozenset({key}), dates=dates, since=since
    )
    present = known_at is None
    letters = notices(employer_number=employer_number, limit=_LETTERS_SHOWN) if present else []
    return Situation(
        employer_number=employer_number,
        employer_name=employer_name(employer_number),
        currency=fund.currency,
        on=on,
        known_at=known_at,
        branches=_branches(lines),
        months=_months(key, lines, known_at, dates),
        credit=sum(line.paid for line in balance if line.branch == UNALLOCATED),
        aged=aged.rows[0] if aged.rows else AgedRow("", "", dict.fromkeys(Bucket, 0), 0),
        to_charge=sum(max(each.to_charge, 0) for each in borne),
        has_gap=any(each.gap for each in borne),
        plans=tuple(plans(on=on, known_at=known_at, employer_id=key)),
        letters=tuple(letters),
        standing=(
            standing(employer_number=employer_number, on=on, dates=dates, since=since)
            if present
            else None
        ),
    )


def _branches(lines: Sequence[BalanceLine]) -> tuple[str, ...]:
    """The branches that the account holds, in the order of the law; surcharges come last."""
    fund = current_fund()
    held = {line.branch for line in lines}
    known = [
        branch for branch in country(fund.country).scheme(fund.scheme).branches() if branch in held
    ]
    beside = [branch for branch in (SURCHARGE, FINE) if branch in held]
    return (*known, *sorted(held - {*known, *beside}), *beside)


def _months(
    key: int, lines: Sequence[BalanceLine], known_at: datetime | None, dates: Calendar
) -> tuple[AccountLine, ...]:
    regimes = Regimes(key)
    last: dict[date, date] = {}
    for each in paid_dates(employer_id=key, known_at=known_at):
        last[each.month] = max(last.get(each.month, each.value_on), each.value_on)
    by_month: dict[date, list[BalanceLine]] = defaultdict(list)
    for line in lines:
        by_month[line.month].append(line)
    return tuple(
        AccountLine(
            due=dates.due(month, key, regimes.on(month)),
            by_branch={line.branch: line.owed for line in of_month},
            owed=sum(line.owed for line in of_month),
            paid=sum(line.paid for line in of_month),
            paid_on=last.get(month),
        )
        for month, of_month in sorted(by_month.items())
    )
