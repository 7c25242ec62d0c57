"""Reading balances."""

from datetime import date, datetime

from django.db import connection

from socle.ledger.types import OWING, Account, BalanceLine, TrialLine


def contributor_balance(*, employer_id: int, known_at: datetime | None) -> list[BalanceLine]:
    """What an employer owes and has paid, by month and branch, as known at an instant."""
    statement = """
        SELECT p.month, p.branch,
          coalesce(sum(p.amount) FILTER (WHERE e.kind = ANY(%s)), 0)::bigint,
          coalesce(-sum(p.amount) FILTER (WHERE e.kind <> ALL(%s)), 0)::bigint
        FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
        WHERE p.employer_id = %s AND p.account = 'contributor'
          AND (%s::timestamptz IS NULL OR e.recorded_at <= %s)
        GROUP BY p.month, p.branch ORDER BY p.month, p.branch
    """
    with connection.cursor() as cursor:
        owing = [kind.value for kind in OWING]
        cursor.execute(statement, [owing, owing, employer_id, known_at, known_at])
        return [BalanceLine(*row) for row in cursor.fetchall()]


def trial_balance(*, on: date, known_at: datetime | None) -> list[TrialLine]:
    """Every account by branch until a day (balance générale), as known at an instant."""
    statement = """
        SELECT p.account, p.branch,
          coalesce(sum(p.amount) FILTER (WHERE p.amount > 0), 0)::bigint,
          coalesce(-sum(p.amount) FILTER (WHERE p.amount < 0), 0)::bigint
        FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
        WHERE e.occurred_on <= %s AND (%s::timestamptz IS NULL OR e.recorded_at <= %s)
        GROUP BY p.account, p.branch ORDER BY p.account, p.branch
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [on, known_at, known_at])
        return [TrialLine(Account(account), *said) for account, *said in cursor.fetchall()]
