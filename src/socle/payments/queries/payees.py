"""What was paid to a person, whatever the run and the channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

_PAID = """
    SELECT number, channel, amount, coalesce(value_on, pay_on) FROM order_state
    WHERE payee_id = ANY(%(payees)s) AND state = 'paid'
    ORDER BY coalesce(value_on, pay_on) DESC, order_id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Paid:
    """An order that was paid: how, how much, from which day the money was theirs."""

    number: str
    channel: str
    amount: int
    on: date


def paid_to(*, person_ids: Sequence[int], limit: int) -> list[Paid]:
    """The last payments to a person, by the keys of their files, the newest first."""
    said: dict[str, Any] = {"payees": list(person_ids), "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_PAID, said)
        return [Paid(*row) for row in cursor.fetchall()]
