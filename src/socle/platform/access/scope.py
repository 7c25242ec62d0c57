"""The fund of a transaction: what row-level security compares every row with."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def fund_scope(fund_id: int) -> Iterator[None]:
    """One transaction that sees and writes the rows of one fund only.

    Nested scopes of the same fund become savepoints of the first. The setting is local to the
    transaction, so a pooled connection never carries one fund's sight to the next request.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.fund', %s, true)", [str(fund_id)])
        yield
