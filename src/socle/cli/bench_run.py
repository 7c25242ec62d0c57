"""`socle bench run`: a month's dues of many awards, from the act to its commit.

The path timed is the act `compute_run`: dues, totals, changes, anomalies, digest and commit, with
the key and every check. Awards are written as a migration would write them, each with one term; a
first run counts their first month, then one award in a hundred is suspended, and the second month
is what is timed: what a fund does each month. The first run, where every award is new and looked at
month by month, is told beside it.

The floor is COPY of the same dues into a logged heap without index, on the same server, with fsync
and synchronous_commit on. Totals are verified, and the run is computed once more: the same to the
franc.
"""

import io
import time
from datetime import UTC, datetime
from typing import Any

from socle.cli.bench_ingest import versions
from socle.cli.house import say, thrown_away_house

FLOOR = "COPY of the same dues into a logged heap without index"
_AMOUNT = 60_000
_SUSPENDED = 100  # one award in so many


def run(size: int) -> dict[str, Any]:
    """Measures in a database thrown away afterwards."""
    with thrown_away_house():
        return _measure(size)


def _measure(size: int) -> dict[str, Any]:
    from socle.platform.access.scope import fund_scope

    desk, officer = _desks()
    with fund_scope(desk.fund.id):
        _invent(desk, size)
    say(f"socle : {size} droits inventés")
    first_number, first = _computed(desk, "2026-01")
    say(f"socle : première échéance en {first:.1f} s")
    _act(officer, "validate_run", run=first_number)
    with fund_scope(desk.fund.id):
        suspended = _suspend(desk)
    number, own = _computed(desk, "2026-02")
    say(f"socle : deuxième échéance en {own:.1f} s")
    dues, digest = _read(desk, number)
    expected = (size - suspended) * _AMOUNT
    if dues != (size - suspended, expected):
        raise RuntimeError(f"{dues} dues, {expected} expected")
    floor = _floor()
    _act(desk, "discard_run", run=number)
    again, _seconds = _computed(desk, "2026-02")
    if _read(desk, again) != (dues, digest):
        raise RuntimeError("computed again, the run is another")
    return {
        "bench": "run",
        "size": size,
        "rounds": 1,
        "seconds": round(own, 2),
        "first_run_seconds": round(first, 2),
        "floor": FLOOR,
        "floor_seconds": round(floor, 3),
        "ratio": round(own / floor, 1),
        "dues": dues[0],
        "suspended": suspended,
        "versions": versions(),
    }


def _desks() -> tuple[Any, Any]:
    from socle.platform.access.operations import create_fund, create_user, grant_role
    from socle.platform.access.queries import desk_of_login
    from socle.platform.access.types import Role

    create_fund(code="bench", name="Bench", country="CM", scheme="cnps", currency="XAF")
    for role in (Role.LIQUIDATOR, Role.AUTHORISING_OFFICER):
        create_user(login=role, full_name=role, password=None)
        grant_role(login=role, fund_code="bench", role=role)
    liquidator, officer = (
        desk_of_login(login=role, fund_code="bench")
        for role in (Role.LIQUIDATOR, Role.AUTHORISING_OFFICER)
    )
    return liquidator, officer


def _act(desk: Any, code: str, **fields: str) -> str:
    from socle.platform.access.scope import fund_scope
    from socle.platform.acts.operations import submit

    at = datetime.now(UTC)
    with fund_scope(desk.fund.id):
        return submit(
            desk=desk,
            act_type_code=code,
            fields=fields,
            effective_on=at.date(),
            motive="",
            key=f"{code}:{at.isoformat()}",
            at=at,
        ).subject


def _computed(desk: Any, month: str) -> tuple[str, float]:
    begun = time.perf_counter()
    number = _act(desk, "compute_run", month=month)
    return number, time.perf_counter() - begun


_INVENTED = (
    "INSERT INTO person (fund_id, number, act_id) SELECT %(fund)s, 'P' || n, %(act)s"
    " FROM generate_series(1, %(size)s) n",
    "INSERT INTO claim (fund_id, number, act_id, person_id, benefit, event_on, filed_on, channel,"
    " choices, recorded_at) SELECT %(fund)s, 'D' || id, %(act)s, id, 'old_age', '2025-12-01',"
    " '2025-12-01', 'counter', '{}', now() FROM person",
    "INSERT INTO award (fund_id, number, claim_id, act_id, person_id, beneficiary_id, benefit,"
    " branch, part, periodicity) SELECT %(fund)s, 'R' || id, id, %(act)s, person_id, person_id,"
    " benefit, 'old_age', '', 'monthly' FROM claim ORDER BY id",
    "INSERT INTO award_term (fund_id, award_id, valid, amount, payee_id, status, reason, act_id,"
    " recorded_at) SELECT %(fund)s, id, '[2026-01-01,)', %(amount)s, person_id, 'active', '',"
    " %(act)s, now() FROM award ORDER BY id",
)


def _invent(desk: Any, size: int) -> None:
    """Persons, claims, awards and terms, in four statements of one act."""
    from django.db import connection

    with _performing(desk, "invent") as act, connection.cursor() as cursor:
        said = {"fund": desk.fund.id, "size": size, "act": act.id, "amount": _AMOUNT}
        for statement in _INVENTED:
            cursor.execute(statement, said)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM award")
        if cursor.fetchone()[0] != size:
            raise RuntimeError("awards are missing")


def _suspend(desk: Any) -> int:
    from django.db import connection

    with _performing(desk, "suspend") as act, connection.cursor() as cursor:
        cursor.execute(
            "WITH gone AS (DELETE FROM award_term WHERE award_id %% %s = 0 RETURNING *)"
            " INSERT INTO award_term (fund_id, award_id, valid, amount, payee_id, status, reason,"
            " act_id, recorded_at) SELECT fund_id, award_id, v.valid::daterange, amount, payee_id,"
            " v.status, '', %s, now() FROM gone, (VALUES ('[2026-01-01,2026-02-01)', 'active'),"
            " ('[2026-02-01,)', 'suspended')) AS v (valid, status)",
            [_SUSPENDED, act.id],
        )
        return int(cursor.rowcount) // 2


def _performing(desk: Any, key: str) -> Any:
    from socle.platform.acts.progress import performing
    from socle.platform.acts.types import ActRequest

    today = datetime.now(UTC).date()
    request = ActRequest(desk, "import_awards", {}, today, "", key)
    return performing(request, subject_kind="fund", subject_number="bench")


def _read(desk: Any, number: str) -> tuple[tuple[int, int], str]:
    """How many dues a run has, their sum, and a digest of them all."""
    from django.db import connection

    from socle.platform.access.scope import fund_scope

    with fund_scope(desk.fund.id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), sum(d.amount)::bigint, md5(string_agg(concat_ws(' ', d.award_id,"
            " d.payee_id, d.month, d.kind, d.amount), ',' ORDER BY d.award_id, d.line))"
            " FROM award_due d JOIN benefit_run r ON r.id = d.run_id WHERE r.number = %s",
            [number],
        )
        count, amount, digest = cursor.fetchone()
    return (count, amount), digest


def _floor() -> float:
    """Seconds to COPY the last month's dues into a bare heap."""
    import psycopg
    from django.db import connections

    place = connections["owner"].get_connection_params()
    rows = io.BytesIO()
    with psycopg.connect(
        host=place["host"], dbname=place["dbname"], user="postgres", autocommit=True
    ) as server:
        said = "SELECT * FROM award_due WHERE run_id = (SELECT max(id) FROM benefit_run)"
        with server.cursor().copy(f"COPY ({said}) TO STDOUT") as out:
            for piece in out:
                rows.write(piece)
        server.execute("CREATE TABLE bench_floor AS SELECT * FROM award_due WITH NO DATA")
        begun = time.perf_counter()
        with server.cursor().copy("COPY bench_floor FROM STDIN") as copy:
            copy.write(rows.getbuffer())
        return time.perf_counter() - begun
