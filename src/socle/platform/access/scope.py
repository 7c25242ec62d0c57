"""The fund of a transaction: what row-level security compares every row with."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import local

from django.db import connection, transaction

from socle.platform.access.types import FundView


@dataclass(slots=True)
class OpenScope:
    """A scope that is open here, and its fund once somebody has read it: it does not change."""

    fund_id: int
    fund: FundView | None = None


class _Here(local):
    scope: OpenScope | None = None


_here = _Here()


def open_scope() -> OpenScope | None:
    """The innermost scope open in this thread; None where the fund was set by other means."""
    return _here.scope


@contextmanager
def fund_scope(fund_id: int) -> Iterator[None]:
    """One transaction that sees and writes the rows of one fund only.

    Nested scopes of the same fund become savepoints of the first. The setting is local to the
    transaction, so a pooled connection never carries one fund's sight to the next request.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.fund', %s, true)", [str(fund_id)])
        around = _here.scope
        if around is None or around.fund_id != fund_id:
            _here.scope = OpenScope(fund_id)
        try:
            yield
        finally:
            _here.scope = around
