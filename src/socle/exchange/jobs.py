"""Background entry points of exchanges: sources that tell nothing are asked, evidence is forgotten.

What they do may be done again. The inbox and the outbox, which wait for nobody, have rounds of the
worker of their own.
"""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from socle.countries.clock import legal_day
from socle.exchange.operations.keeping import forget_evidence
from socle.exchange.operations.polling import poll
from socle.exchange.operations.subscribing import tell_changes
from socle.platform.access.queries import funds


@app.periodic(cron="*/5 * * * *")
@app.task(name="socle.exchange.poll_sources", queueing_lock="poll_sources", lock="poll_sources")
def poll_sources(timestamp: int) -> None:
    """Asks each source what happened since."""
    for fund in funds():
        # What a source is asked bears the instant at which it is.
        poll(fund=fund, at=datetime.now(UTC))


@app.periodic(cron="* * * * *")
@app.task(
    name="socle.exchange.tell_subscribers",
    queueing_lock="tell_subscribers",
    lock="tell_subscribers",
)
def tell_subscribers(timestamp: int) -> None:
    """Has those who follow a person's enrolments told of what acts changed since."""
    for fund in funds():
        tell_changes(fund=fund, at=datetime.now(UTC))


@app.periodic(cron="20 1 * * *")
@app.task(name="socle.exchange.forget_evidence", queueing_lock="forget_evidence")
def forget_evidence_job(timestamp: int) -> None:
    """Forgets the bytes of messages whose day is over; the journal keeps line and digest."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for fund in funds():
        forget_evidence(fund=fund, before=legal_day(at, fund.country))
