"""Overpayments: what was paid too much, and what is left of it."""

from pathlib import Path

from django.db import connection

from socle.benefits.types.overpayments import OverpaymentView
from socle.platform.sql import statements

SQL = statements(Path(__file__).parent.parent)


def overpayments(*, number: str = "", limit: int = 200) -> tuple[OverpaymentView, ...]:
    """One overpayment, or the latest of the fund: those with a rest first."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["overpayments"], {"number": number, "limit": limit})
        return tuple(OverpaymentView(*row) for row in cursor.fetchall())
