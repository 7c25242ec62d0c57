"""Carrying out the purges that two people ordered."""

import logging
from datetime import UTC, datetime

from django.db import DatabaseError
from procrastinate.contrib.django import app

from socle.countries.clock import legal_day
from socle.kernel.errors import SocleError
from socle.platform.access.queries import funds
from socle.platform.access.scope import fund_scope
from socle.platform.purging.operations import carry_out
from socle.platform.purging.queries import unfinished

log = logging.getLogger(__name__)


@app.periodic(cron="*/10 * * * *")
@app.task(name="socle.platform.carry_out_purges", queueing_lock="carry_out_purges")
def carry_out_purges(timestamp: int) -> None:
    """Takes what is ordered and not taken yet, in every fund.

    One that fails keeps none of the others waiting: it is tried again at the next round, and
    whoever watches sees for how long it has stood still.
    """
    today = datetime.fromtimestamp(timestamp, UTC)
    for fund in funds():
        on = legal_day(today, fund.country)
        with fund_scope(fund.id):
            left = unfinished()
        for purge, kind in left:
            try:
                carry_out(fund=fund, purge=purge, kind=kind, on=on, key=f"purge-data:{timestamp}")
            except (SocleError, DatabaseError):
                log.exception("purge %s of fund %s failed", purge, fund.code)
