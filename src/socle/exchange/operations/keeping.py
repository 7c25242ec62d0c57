"""How long the bytes of messages are kept: until their day, then the journal alone remains."""

from datetime import date

from django.db import connection

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FundView

_AT_ONCE = 1000
_FORGET = "SELECT exchange_forget_evidence(%s, %s)"


def forget_evidence(*, fund: FundView, before: date) -> int:
    """Deletes the bytes kept until a day that is over; of how many messages."""
    forgotten = 0
    while True:
        with fund_scope(fund.id), connection.cursor() as cursor:
            cursor.execute(_FORGET, [before, _AT_ONCE])
            found = int(cursor.fetchone()[0])
        forgotten += found
        if found < _AT_ONCE:
            return forgotten
