"""Background entry points of the register: imports tried and written."""

from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from socle.countries.clock import legal_day
from socle.platform.access.operations import automatic_desk
from socle.platform.access.queries import current_fund, funds
from socle.platform.access.scope import fund_scope
from socle.platform.jobs.queue import defer_once
from socle.registry.importing.checking import check_import
from socle.registry.importing.receiving import CHECK_JOB, WRITE_JOB, left_behind
from socle.registry.importing.writing import write_import
from socle.registry.operations.linkage import LINK_JOB, link_duplicates


@app.task(name=CHECK_JOB, retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def check_import_job(*, number: str, fund_id: int) -> None:
    """Tries a file on the register; repeated after a failure, it answers the same."""
    with fund_scope(fund_id):
        check_import(number=number)


@app.task(name=WRITE_JOB, retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def write_import_job(*, number: str, fund_id: int) -> None:
    """Writes a confirmed import, from where it stopped."""
    write_import(number=number, fund_id=fund_id)


@app.task(name=LINK_JOB, queueing_lock="link_duplicates")
def link_duplicates_job(*, fund_id: int, key: str) -> None:
    """Looks for duplicates over a fund's register, into the queue."""
    with fund_scope(fund_id):
        desk = automatic_desk(fund=current_fund())
        link_duplicates(desk=desk, on=legal_day(datetime.now(UTC), desk.fund.country), key=key)


@app.periodic(cron="* * * * *")
@app.task(name="socle.registry.go_on_with_imports", queueing_lock="go_on_with_imports")
def go_on_with_imports(timestamp: int) -> None:
    """Has what a lost worker left gone on with, each by a job of its own."""
    now = datetime.fromtimestamp(timestamp, UTC)
    for fund in funds():
        with fund_scope(fund.id):
            left = left_behind(at=now)
        for number, job in left:
            defer_once(job, f"{job}:{fund.id}:{number}", number=number, fund_id=fund.id)
