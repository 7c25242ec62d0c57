"""The daily purge of logs: what is older than each fund keeps."""

from datetime import UTC, datetime

from django.db import DatabaseError
from procrastinate.contrib.django import app

from socle.countries.clock import legal_day
from socle.kernel.errors import SocleError
from socle.platform.access.queries import funds
from socle.platform.keeping.operations import purge_log
from socle.platform.keeping.types import Log


@app.periodic(cron="23 2 * * *")
@app.task(name="socle.platform.purge_logs", queueing_lock="purge_logs")
def purge_logs(timestamp: int) -> None:
    """Purges the logs of every fund that says how long it keeps them.

    Each stands for itself; what failed is told once the others are done.
    """
    failed: list[SocleError | DatabaseError] = []
    today = datetime.fromtimestamp(timestamp, UTC)
    for fund in funds():
        on = legal_day(today, fund.country)
        for log in Log:
            try:
                purge_log(fund=fund, log=log, on=on, key=f"purge:{timestamp}")
            except (SocleError, DatabaseError) as error:
                failed.append(error)
    if failed:
        raise failed[0]
