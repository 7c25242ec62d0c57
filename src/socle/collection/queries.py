"""Reading payments: what was paid when, what is credit, what waits for its owner."""

from datetime import datetime
from pathlib import Path

from django.db import connection

from socle.collection.types import Credit, PaidAmount
from socle.platform.sql import statements

SQL = statements(Path(__file__).parent)


def paid_dates(*, employer_id: int, known_at: datetime | None) -> list[PaidAmount]:
    """What an employer has paid of each month and branch, by the value dates it counts from.

    One statement for the whole account, as known at an instant (None: at present). A payment
    taken back, as a returned cheque, leaves no amount. Surcharges are the branch `surcharge`;
    money that pays no debt yet is not here: see `credits_of`. For many employers at once, join
    the view `paid_on`.
    """
    with connection.cursor() as cursor:
        cursor.execute(SQL["paid_dates"], [employer_id, known_at, known_at])
        return [PaidAmount(*row) for row in cursor.fetchall()]


def credits_of(*, employer_id: int) -> list[Credit]:
    """The money of an employer that pays no debt yet, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["credits"], [employer_id])
        return [Credit(*row) for row in cursor.fetchall()]
