"""Background entry points of contributions."""

from datetime import UTC, datetime, timedelta

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from socle.contributions.cures import replay_waiting
from socle.contributions.operations import READ_JOB, left_unread, read_deposit
from socle.countries.clock import legal_day
from socle.platform.access.operations import automatic_desk
from socle.platform.access.queries import funds
from socle.platform.access.scope import fund_scope
from socle.platform.jobs.queue import defer_once

_LEFT_AFTER = timedelta(minutes=1)


@app.task(name=READ_JOB, retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def read_deposit_job(*, number: str, fund_id: int) -> None:
    """Reads and posts a stored deposit; repeated after a failure, it posts once."""
    with fund_scope(fund_id):
        read_deposit(number=number)


@app.periodic(cron="* * * * *")
@app.task(name="socle.contributions.read_left_deposits", queueing_lock="read_left_deposits")
def read_left_deposits(timestamp: int) -> None:
    """Has read what a worker that was lost had left: nobody hands a file in twice for that.

    Each by a job of its own, so that one that cannot be read holds up no other.
    """
    before = datetime.fromtimestamp(timestamp, UTC) - _LEFT_AFTER
    for fund in funds():
        with fund_scope(fund.id):
            numbers = left_unread(before=before)
        for number in numbers:
            lock = f"{READ_JOB}:{fund.id}:{number}"
            defer_once(READ_JOB, lock, number=number, fund_id=fund.id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="socle.contributions.replay_waiting_lines", queueing_lock="replay_waiting_lines")
def replay_waiting_lines(timestamp: int) -> None:
    """Credits the lines whose insured was registered, or whose name was corrected, since."""
    now = datetime.fromtimestamp(timestamp, UTC)
    for fund in funds():
        today = legal_day(now, fund.country)
        with fund_scope(fund.id):
            desk = automatic_desk(fund=fund)
            replay_waiting(desk=desk, on=today, key=f"replay:{timestamp}")
