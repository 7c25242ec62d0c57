"""Background entry points of payments. What they do is durable before, and may be done again."""

from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from socle.countries.clock import legal_day
from socle.payments.operations.carrying import (
    CARRY_JOB,
    CHECK_JOB,
    carry_lot,
    defer_asking,
    lots_to_carry,
    lots_to_name,
    name_lot,
)
from socle.platform.access.queries import current_fund, funds
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FundView

_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=2)


@app.task(name=CHECK_JOB, retry=_AGAIN)
def check_names_job(*, fund_id: int, lot: str) -> None:
    """Asks who holds the wallets of a lot."""
    fund = _fund(fund_id)
    name_lot(fund=fund, lot=lot, today=legal_day(datetime.now(UTC), fund.country))


@app.task(name=CARRY_JOB, retry=_AGAIN)
def carry_lot_job(*, fund_id: int, lot: str) -> None:
    """Carries a lot to its operator, or asks what became of it."""
    fund, now = _fund(fund_id), datetime.now(UTC)
    carry_lot(fund=fund, lot=lot, today=legal_day(now, fund.country), at=now)


@app.periodic(cron="* * * * *")
@app.task(name="socle.payments.carry_left_lots", queueing_lock="carry_left_lots")
def carry_left_lots(timestamp: int) -> None:
    """Each minute: lots that an operator was not asked about to the end, each by its own job."""
    for fund in funds():
        with fund_scope(fund.id):
            waiting = [(CARRY_JOB, each) for each in lots_to_carry()]
            waiting += [(CHECK_JOB, each) for each in lots_to_name()]
        for job, lot in waiting:
            defer_asking(fund_id=fund.id, job=job, lot=lot)


def _fund(fund_id: int) -> FundView:
    with fund_scope(fund_id):
        return current_fund()
