"""How long the bytes of messages are kept: until their day, then the journal alone remains.

What was told of people whom the fund does not know is forgotten sooner: it was never its business.
"""

from datetime import date, timedelta

from django.db import connection

from socle.exchange.policies import days_kept_of_strangers
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FundView

_AT_ONCE = 1000
_FORGET = "SELECT exchange_forget_evidence(%s, %s, %s)"


def forget_evidence(*, fund: FundView, before: date) -> int:
    """Deletes the bytes kept until a day that is over; of how many messages."""
    forgotten, strangers = 0, before - timedelta(days=days_kept_of_strangers())
    while True:
        with fund_scope(fund.id), connection.cursor() as cursor:
            cursor.execute(_FORGET, [before, strangers, _AT_ONCE])
            found = int(cursor.fetchone()[0])
        forgotten += found
        if found < _AT_ONCE:
            return forgotten
