"""Background entry points of contributions."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from socle.contributions.operations import READ_JOB, read_deposit
from socle.platform.access.scope import fund_scope
from socle.platform.jobs.queue import defer


@app.task(name=READ_JOB, retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def read_deposit_job(*, number: str, fund_id: int) -> None:
    """Reads and posts a stored deposit; repeated after a failure, it posts once."""
    with fund_scope(fund_id):
        read_deposit(number=number)


def defer_reading(*, number: str, fund_id: int) -> None:
    """Has a stored deposit read by the worker."""
    defer(READ_JOB, number=number, fund_id=fund_id)
