"""Recomputing everything: digests of acts, the chain of seals, the modules' own checks."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from socle.platform.access.scope import fund_scope
from socle.platform.documents.queries import first_changed_document


@dataclass(frozen=True, slots=True)
class Verification:
    """What was verified in a fund, and the first break found."""

    fund: str
    acts: int
    sealed: int
    first_break: str | None


def verify(*, fund_id: int, fund_code: str) -> Verification:
    """Verifies a fund's acts, chain and ledger, each check in one snapshot; others may work on."""
    with fund_scope(fund_id), connection.cursor() as cursor:
        cursor.execute("SELECT count(*), (SELECT count(*) FROM act_seal) FROM act")
        acts, sealed = cursor.fetchone()
        return Verification(fund_code, acts, sealed, first_break(fund_id=fund_id))


def first_break(*, fund_id: int, with_digests: bool = True) -> str | None:
    """The first thing that is not as it was written, as a sentence; None when all is."""
    checks: list[Callable[[], str | None]] = [_broken_check]
    if with_digests:
        checks += [_changed_act, _broken_chain, first_changed_document]
    with fund_scope(fund_id):
        for check in checks:
            found = check()
            if found is not None:
                return found
    return None


def _changed_act() -> str | None:
    """An act whose rows no longer give the digest taken when it was recorded."""
    return _first(
        "SELECT 'act ' || number || ' (' || type || '): what it wrote was changed since'"
        " FROM act WHERE digest <> socle_act_digest(act) ORDER BY id LIMIT 1"
    )


def checks() -> list[str]:
    """The modules' own checks, by the functions that make them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT finds::regproc::text FROM audit_check ORDER BY name")
        return [row[0] for row in cursor.fetchall()]


def one_check(function: str) -> str | None:
    """What one of them finds in the fund of the transaction."""
    return _first(f"SELECT {function}()")


def changed_act(*, after: int, limit: int) -> tuple[str | None, int | None]:
    """Of the acts that follow one: the first whose rows changed since, and the last looked at."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH looked AS MATERIALIZED (SELECT id, number, type,"
            "   digest <> socle_act_digest(act) AS changed FROM act"
            "   WHERE id > %s ORDER BY id LIMIT %s)"
            " SELECT (SELECT 'act ' || number || ' (' || type || '): what it wrote was changed"
            " since' FROM looked WHERE changed ORDER BY id LIMIT 1), max(id) FROM looked",
            [after, limit],
        )
        found, last = cursor.fetchone()
    return found, last


def _broken_chain() -> str | None:
    return _first("SELECT socle_find_broken_seal()")


def _broken_check() -> str | None:
    return _first("SELECT audit_find_broken()")


def _first(statement: str) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return None if row is None or row[0] is None else str(row[0])
