"""Background entry points of contributions."""

import logging
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from socle.contributions.cures import replay_waiting
from socle.contributions.operations import READ_JOB, left_unread, read_deposit
from socle.countries.registry import country
from socle.platform.access.operations import automatic_desk
from socle.platform.access.queries import funds
from socle.platform.access.scope import fund_scope

log = logging.getLogger(__name__)
_LEFT_AFTER = timedelta(minutes=1)


@app.task(name=READ_JOB, retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def read_deposit_job(*, number: str, fund_id: int) -> None:
    """Reads and posts a stored deposit; repeated after a failure, it posts once."""
    with fund_scope(fund_id):
        read_deposit(number=number)


@app.periodic(cron="* * * * *")
@app.task(name="socle.contributions.read_left_deposits", queueing_lock="read_left_deposits")
def read_left_deposits(timestamp: int) -> None:
    """Reads what a worker that was lost had left: nobody hands a file in twice for that.

    One that cannot be read, for a fault of ours, holds up no other: it is tried again in a minute.
    """
    before = datetime.fromtimestamp(timestamp, UTC) - _LEFT_AFTER
    for fund in funds():
        number: str | None = ""
        while number is not None:
            number = _read_next(fund.id, before, after=number)


def _read_next(fund_id: int, before: datetime, *, after: str) -> str | None:
    number = None
    try:
        with fund_scope(fund_id):
            number = left_unread(before=before, after=after)
            if number is not None:
                read_deposit(number=number)
    except OperationalError:
        raise  # the database is away: so are all the others
    except Exception:
        log.exception("deposit %s of fund %s cannot be read", number, fund_id)
    return number


@app.periodic(cron="*/5 * * * *")
@app.task(name="socle.contributions.replay_waiting_lines", queueing_lock="replay_waiting_lines")
def replay_waiting_lines(timestamp: int) -> None:
    """Credits the lines whose insured was registered, or whose name was corrected, since."""
    now = datetime.fromtimestamp(timestamp, UTC)
    for fund in funds():
        today = now.astimezone(ZoneInfo(country(fund.country).timezone)).date()
        with fund_scope(fund.id):
            desk = automatic_desk(fund=fund)
            replay_waiting(desk=desk, on=today, key=f"replay:{timestamp}")
