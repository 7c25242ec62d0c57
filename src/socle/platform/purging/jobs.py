"""Carrying out the purges that two people ordered."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from socle.countries.clock import legal_day
from socle.platform.access.queries import funds
from socle.platform.purging.operations import carry_out


@app.periodic(cron="*/10 * * * *")
@app.task(name="socle.platform.carry_out_purges", queueing_lock="carry_out_purges")
def carry_out_purges(timestamp: int) -> None:
    """Takes what is ordered and not taken yet, in every fund."""
    today = datetime.fromtimestamp(timestamp, UTC)
    for fund in funds():
        on = legal_day(today, fund.country)
        carry_out(fund=fund, on=on, key=f"purge-data:{timestamp}")
