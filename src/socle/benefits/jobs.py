"""Background entry points of benefits. What they do is one act, and may be done again."""

from datetime import UTC, datetime, timedelta

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from socle.benefits.operations.asked_runs import RUN_JOB, compute_asked_run, left_runs
from socle.benefits.operations.pensioners import cover_all
from socle.benefits.operations.schooling import restore_all
from socle.platform.access.queries import current_fund, funds
from socle.platform.access.scope import fund_scope
from socle.platform.jobs.queue import defer_once

_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=2)
_LEFT_AFTER = timedelta(minutes=10)


@app.task(name=RUN_JOB, retry=_AGAIN)
def compute_asked_run_job(*, asked_id: int, fund_id: int) -> None:
    """Computes a large run that was asked for."""
    with fund_scope(fund_id):
        fund = current_fund()
    compute_asked_run(fund=fund, asked_id=asked_id, at=datetime.now(UTC))


@app.periodic(cron="* * * * *")
@app.task(name="socle.benefits.go_on_with_runs", queueing_lock="go_on_with_runs")
def go_on_with_runs(timestamp: int) -> None:
    """Has a run whose job was lost computed; one that is being computed only waits for itself."""
    before = datetime.fromtimestamp(timestamp, UTC) - _LEFT_AFTER
    for fund in funds():
        with fund_scope(fund.id):
            left = left_runs(before=before)
        for asked_id in left:
            defer_once(RUN_JOB, f"{RUN_JOB}:{asked_id}", asked_id=asked_id, fund_id=fund.id)


@app.periodic(cron="*/10 * * * *")
@app.task(name="socle.benefits.restore_schooling", queueing_lock="restore_schooling")
def restore_schooling(timestamp: int) -> None:
    """Counts again the children whose school certificate came."""
    for fund in funds():
        restore_all(fund=fund, at=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="40 1 * * *")
@app.task(name="socle.benefits.cover_pensioners", queueing_lock="cover_pensioners")
def cover_pensioners(timestamp: int) -> None:
    """Covers the pensioners whom no act covered, as those awarded before acts did."""
    for fund in funds():
        cover_all(fund=fund, at=datetime.fromtimestamp(timestamp, UTC))
