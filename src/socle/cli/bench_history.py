"""`socle bench history`: a person as they were and as the fund knew them, in a growing history.

One person has five hundred acts, done through the ordinary door: corrections of civil status,
each validated by a second agent, with days of effect scattered over forty years. Between them
the history of others grows, written straight into the table, so that this person's rows lie
scattered; then it grows tenfold, and tenfold again. The path timed is `registry.queries.person`,
with a day and an instant drawn at random. The floor is the same rows of the same person counted
by an index on a bare copy of the table. The time must not grow with the table.
"""

import random
import resource
import time
from datetime import UTC, date, datetime, timedelta
from statistics import median, quantiles
from typing import Any

from socle.cli.bench_ingest import versions
from socle.cli.bench_people import as_superuser
from socle.cli.house import say, thrown_away_house

FLOOR = "counting the person's history rows by an index on person_id, without row-level security"
ACTS = 500
_ASKED = 400
_ROWS_OF_ANOTHER = 10
_SLICE = 1_000_000
_SEED = 20260101
_PERSON = "0000000001A"
# Filled around the door, as a restored backup would be: a hundred million acts would take days.
_HISTORY = "person_civil_status_history"
_FILL = """
INSERT INTO {history} (id, fund_id, act_id, recorded_at, valid, person_id,
  family_name, given_names, birth_on, birth_precision, sex, national_id, name_key, superseded_at,
  superseded_by)
SELECT -rank, %(fund)s, 0, moment, daterange('1990-01-01', NULL), -(rank %% %(persons)s) - 1,
  'NOM' || rank, 'Prénom', '1980-01-01', 'day', '', '', '', moment + interval '1 day', 0
FROM (SELECT rank, '1990-01-01'::timestamptz + rank %% 10000 * interval '1 day' AS moment
      FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS rank) AS others
"""


def run(size: int) -> dict[str, Any]:
    """Measures at a hundredth, a tenth and the whole of `size`, in a database thrown away."""
    with thrown_away_house():
        return _measure(size)


def _measure(size: int) -> dict[str, Any]:
    desks = _fund()
    started = datetime.now(UTC)
    sizes = [max(ACTS, size // part) for part in (100, 10, 1)]
    _act(desks, 0)
    rows = 0
    for rank in range(1, ACTS):
        _fill(desks[0].fund.id, rows + 1, rows := sizes[0] * rank // (ACTS - 1), size)
        _act(desks, rank)
    found = []
    for wanted in sizes:
        while rows < wanted:
            _fill(desks[0].fund.id, rows + 1, rows := min(wanted, rows + _SLICE), size)
        _settle()
        found.append(_asked(desks[0], rows, started))
        say(f"socle : {found[-1]}")
    last = found[-1]
    return {
        "bench": "history",
        "size": last["rows"],
        "rounds": _ASKED,
        "seconds": last["p50_ms"] / 1000,
        "floor": FLOOR,
        "floor_seconds": last["floor_ms"] / 1000,
        "ratio": round(last["p50_ms"] / last["floor_ms"], 1),
        "p50_ms": last["p50_ms"],
        "p99_ms": last["p99_ms"],
        "acts": ACTS,
        "cache": "warm: each question was asked once before",
        "sizes": found,
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "versions": versions(),
    }


def _fund() -> tuple[Any, Any]:
    from socle.platform.access.operations import create_fund, create_user, grant_role
    from socle.platform.access.queries import desk_of_login
    from socle.platform.access.types import Role

    create_fund(code="bench", name="Bench", country="CM", scheme="cnps", currency="XAF")
    for login, role in (("agent", Role.REGISTRATION_OFFICER), ("second", Role.VERIFIER)):
        create_user(login=login, full_name=login, password=None)
        grant_role(login=login, fund_code="bench", role=role)
    return (
        desk_of_login(login="agent", fund_code="bench"),
        desk_of_login(login="second", fund_code="bench"),
    )


def _act(desks: tuple[Any, Any], rank: int) -> None:
    """The registration, then corrections."""
    from socle.platform.access.scope import fund_scope
    from socle.platform.acts.operations import submit, validate
    from socle.platform.acts.types import ActStatus

    agent, second = desks
    drawn = random.Random(_SEED + rank)  # noqa: S311 - the same days each time
    if rank == 0:
        kind, on = "register_person", date(1985, 1, 1)
        fields = {"number": _PERSON, "family_name": "NOM", "birth_on": "1970-01-01"}
    else:
        kind, on = "correct_civil_status", date(1985, 1, 1) + timedelta(drawn.randrange(14_600))
        fields = {"number": _PERSON, "family_name": f"NOM {rank}", "birth_on": "1970-01-01"}
    with fund_scope(agent.fund.id):
        answer = submit(
            desk=agent,
            act_type_code=kind,
            fields=fields,
            effective_on=on,
            motive="",
            key=f"act:{rank}",
            at=datetime.now(UTC),
        )
    if answer.status is ActStatus.TO_VALIDATE:
        with fund_scope(agent.fund.id):
            validate(desk=second, number=answer.act, at=datetime.now(UTC))


def _fill(fund: int, first: int, last: int, size: int) -> None:
    with as_superuser() as server:
        server.execute(
            _FILL.format(history=_HISTORY),
            {"fund": fund, "first": first, "last": last, "persons": size // _ROWS_OF_ANOTHER},
        )


def _settle() -> None:
    """As a server would be some minutes later, and the floor's copy."""
    with as_superuser() as server:
        server.execute(f"VACUUM ANALYZE {_HISTORY}")
        server.execute("DROP TABLE IF EXISTS bench_floor")
        server.execute(
            "CREATE TABLE bench_floor AS SELECT person_id, recorded_at, superseded_at"
            f" FROM {_HISTORY}"
        )
        server.execute("CREATE INDEX ON bench_floor (person_id)")
        server.execute("VACUUM ANALYZE bench_floor")
        server.execute("GRANT SELECT ON bench_floor TO socle_app")
        server.execute("CHECKPOINT")


def _asked(desk: Any, rows: int, started: datetime) -> dict[str, Any]:
    from django.db import connection

    from socle.platform.access.scope import fund_scope
    from socle.registry.queries import person, person_id

    drawn = random.Random(_SEED)  # noqa: S311 - the same questions each time
    known_for = (datetime.now(UTC) - started).total_seconds()
    questions = [
        (
            date(1985, 1, 1) + timedelta(drawn.randrange(14_600)),
            datetime.now(UTC) - timedelta(seconds=known_for * drawn.random() * 0.9),
        )
        for _ in range(_ASKED)
    ]
    own, floor = [], []
    with fund_scope(desk.fund.id), connection.cursor() as cursor:
        key = person_id(_PERSON)
        for is_timed in (False, True):
            for on, known_at in questions:
                begun = time.perf_counter()
                seen = person(number=_PERSON, on=on, known_at=known_at)
                taken = time.perf_counter() - begun
                if not seen.family_name:
                    raise RuntimeError(f"nothing was known on {on}")
                begun = time.perf_counter()
                cursor.execute(
                    "SELECT count(*) FROM bench_floor WHERE person_id = %s"
                    " AND recorded_at <= %s AND superseded_at > %s",
                    [key, known_at, known_at],
                )
                cursor.fetchone()
                if is_timed:
                    own.append(taken)
                    floor.append(time.perf_counter() - begun)
        cursor.execute(f"SELECT count(*) FROM {_HISTORY} WHERE person_id = %s", [key])
        scattered = int(cursor.fetchone()[0])
    return {
        "rows": rows,
        "rows_of_the_person": scattered,
        "p50_ms": round(median(own) * 1000, 2),
        "p99_ms": round(quantiles(own, n=100)[98] * 1000, 2),
        "floor_ms": round(median(floor) * 1000, 2),
    }
