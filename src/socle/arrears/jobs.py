"""Background entry points of arrears."""

from datetime import UTC, datetime, timedelta

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from socle.arrears.operations.runs import RUN_JOB, left_run, send_letters, start_run
from socle.platform.access.queries import funds
from socle.platform.access.scope import fund_scope

_LEFT_AFTER = timedelta(minutes=1)


@app.task(name=RUN_JOB, retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def send_letters_job(*, number: str, fund_id: int) -> None:
    """Sends the letters of a run; repeated after a failure, it sends them once."""
    now = datetime.now(UTC)
    # Committed by itself: the screen tells that the worker is at it.
    with fund_scope(fund_id):
        start_run(number=number, at=now)
    with fund_scope(fund_id):
        send_letters(number=number, at=now)


@app.periodic(cron="* * * * *")
@app.task(name="socle.arrears.send_left_letters", queueing_lock="send_left_letters")
def send_left_letters(timestamp: int) -> None:
    """Sends what a worker that was lost had left: nobody asks again for that."""
    now = datetime.fromtimestamp(timestamp, UTC)
    for fund in funds():
        with fund_scope(fund.id):
            number = left_run(before=now - _LEFT_AFTER)
            if number is not None:
                send_letters(number=number, at=now)
