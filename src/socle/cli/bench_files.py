"""`socle bench files`: the acts of a file, read in a fund that has done millions of acts.

A person and an employer are registered through the ordinary door; then the fund's acts are written
straight into their tables, as a restored backup would be, to a hundredth, a tenth and the whole of
the size: each names a person and an employer, one in ten was proposed first. Five hundred acts of
the first hundredth name that person, five thousand that employer, and none after: what is asked of
them must not grow with the fund. Everything is asked by the functions that pages and the API call,
as the application's role, warm. The floor is the person's fifty last acts by an index on a bare
copy, without row-level security.
"""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any
from uuid import uuid4

from socle.cli.bench_ingest import versions
from socle.cli.bench_people import as_superuser
from socle.cli.house import say, thrown_away_house

FLOOR = "fifty acts of one person by an index on a bare copy, without row-level security"
_LEAST = 30_000  # of which one in six names the employer
_PERSON, _EMPLOYER = "0000000001A", "0123456789K"
_ASKED = 20
_SLICE = 500_000
_FIRST = 1_000  # the key of the first act that is filled in
# Three years of acts, the last an hour ago.
_ACTS = """
INSERT INTO act (id, fund_id, number, type, subject_kind, subject_number, effective_on, motive,
  fields, before, after, author_id, validator_id, touched, recorded_at, digest)
SELECT id, %(fund)s, 'A-2020-' || id,
  (ARRAY['update_employer', 'correct_civil_status', 'hire', 'end_employment'])[1 + rank %% 4],
  'person', person, moment::date, '', '{{}}', '{{}}', '{{}}', %(agent)s,
  CASE WHEN rank %% 10 = 0 THEN %(second)s END,
  ARRAY['employer:' || employer, 'person:' || person], moment, sha256(int8send(id))
FROM (
  SELECT rank, rank + {first} AS id,
    now() - interval '1 hour' - (%(size)s - rank) * (interval '1000 days' / %(size)s) AS moment,
    CASE WHEN rank %% 60 = 0 AND rank < {least} THEN '{person}'
      ELSE (rank %% %(persons)s)::text END AS person,
    CASE WHEN rank %% 6 = 0 AND rank < {least} THEN '{employer}'
      ELSE (rank %% 20000)::text END AS employer
  FROM generate_series(%(from)s::bigint, %(until)s::bigint) AS rank) AS others
"""
_BESIDE = (
    """
    INSERT INTO act_touched (fund_id, subject, recorded_at, act_id, effective_on)
    SELECT fund_id, unnest(touched), recorded_at, id, effective_on FROM act
    WHERE id BETWEEN %(from)s + {first} AND %(until)s + {first}
    """,
    """
    INSERT INTO act_claim (fund_id, key, request_digest, act_id)
    SELECT fund_id, CASE WHEN id %% 300 = 0 THEN 'import:I-1:' ELSE 'filled:' END || id, digest, id
    FROM act WHERE id BETWEEN %(from)s + {first} AND %(until)s + {first}
    """,
    """
    INSERT INTO act_seal (fund_id, position, act_id, seal, sealed_at)
    SELECT fund_id, id * 1000, id, digest, recorded_at FROM act
    WHERE id BETWEEN %(from)s + {first} AND %(until)s + {first}
    """,
    """
    INSERT INTO act_proposal (fund_id, number, type, fields, effective_on, motive, evidence, doubts,
      key, author_id, proposed_at, decided_by_id, decided_at, refusal, agencies)
    SELECT fund_id, 'P-2020-' || id, type, jsonb_build_object('number', subject_number),
      effective_on, '', '{{}}', '[]', 'filled:' || id, author_id, recorded_at,
      %(second)s, recorded_at, CASE WHEN id %% 200 = 0 THEN 'non' ELSE '' END, '{{D1}}'
    FROM act WHERE id BETWEEN %(from)s + {first} AND %(until)s + {first} AND id %% 10 = 0
    """,
    # Of five that were refused four were taken up again.
    """
    INSERT INTO act_draft (fund_id, number, type, fields, evidence, wanting, corrects_id, author_id,
      opened_at, saved_by_id, saved_at, closed_by_id, closed_at, outcome, reason)
    SELECT fund_id, 'B-' || id, type, fields, '{{}}', '[]', id, author_id, decided_at, author_id,
      decided_at, author_id, decided_at, 'A', '' FROM act_proposal p
    WHERE refusal <> '' AND id %% 5 <> 0
      AND NOT EXISTS (SELECT FROM act_draft d WHERE d.corrects_id = p.id)
    """,
)


@dataclass(frozen=True, slots=True)
class _Desks:
    agent: Any
    second: Any


def run(size: int) -> dict[str, Any]:
    """Measures at a hundredth, a tenth and the whole of `size`, in a database thrown away."""
    with thrown_away_house():
        return _measure(size)


def _measure(size: int) -> dict[str, Any]:
    desks = _fund()
    _registered(desks)
    sizes = [max(_LEAST, size // part) for part in (100, 10, 1)]
    rows, found = 0, []
    for wanted in sizes:
        while rows < wanted:
            _fill(desks, rows + 1, rows := min(wanted, rows + _SLICE), sizes[-1])
        _proposed(desks)
        _settle()
        found.append({"acts": rows} | _asked(desks))
        say(f"socle : {found[-1]}")
    last = found[-1]
    return {
        "bench": "files",
        "size": last["acts"],
        "rounds": _ASKED,
        "seconds": last["person_page_ms"] / 1000,
        "floor": FLOOR,
        "floor_seconds": last["floor_ms"] / 1000,
        "ratio": round(last["person_page_ms"] / last["floor_ms"], 1),
        "cache": "warm: each question was asked once before",
        "sizes": found,
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "versions": versions(),
    }


def _fund() -> _Desks:
    from socle.platform.access.operations import create_fund, create_user, grant_role
    from socle.platform.access.queries import desk_of_login
    from socle.platform.access.types import Role

    create_fund(code="bench", name="Bench", country="CM", scheme="cnps", currency="XAF")
    for login, role in (("agent", Role.REGISTRATION_OFFICER), ("second", Role.VERIFIER)):
        create_user(login=login, full_name=login, password=None)
        grant_role(login=login, fund_code="bench", role=role)
    return _Desks(*(desk_of_login(login=each, fund_code="bench") for each in ("agent", "second")))


def _act(desks: _Desks, kind: str, **fields: str) -> Any:
    from socle.platform.access.scope import fund_scope
    from socle.platform.acts.operations import propose

    with fund_scope(desks.agent.fund.id):
        return propose(
            desk=desks.agent,
            act_type_code=kind,
            fields=fields,
            effective_on=datetime.now(UTC).date(),
            motive="bench",
            key=uuid4().hex,
            at=datetime.now(UTC),
        )


def _registered(desks: _Desks) -> None:
    from socle.platform.access.scope import fund_scope
    from socle.platform.acts.operations import validate

    asked = [
        _act(desks, "register_person", number=_PERSON, family_name="NOM", birth_on="1970-01-01"),
        _act(desks, "affiliate_employer", number=_EMPLOYER, legal_name="SAVON", risk_group="B"),
    ]
    for each in asked:
        with fund_scope(desks.agent.fund.id):
            validate(desk=desks.second, number=each.act, at=datetime.now(UTC))


def _proposed(desks: _Desks) -> None:
    """Some acts on both files that wait for their second person."""
    for rank in range(20):
        _act(desks, "update_employer", number=_EMPLOYER, legal_name=f"ENTREPRISE {rank}")


def _fill(desks: _Desks, first: int, last: int, size: int) -> None:
    said = {
        "fund": desks.agent.fund.id,
        "agent": desks.agent.user_id,
        "second": desks.second.user_id,
        "from": first,
        "until": last,
        "size": size,
        "persons": max(size // 8, 1),
    }
    names = {"first": _FIRST, "least": _LEAST, "person": _PERSON, "employer": _EMPLOYER}
    with as_superuser() as server:
        # No trigger: what they would add is added in sets.
        server.execute("SET session_replication_role = replica")
        for statement in (_ACTS, *_BESIDE):
            filled = statement.format(**names)
            server.execute(filled, {name: said[name] for name in said if f"%({name})s" in filled})
        server.execute("SELECT setval('act_id_seq', %s)", [last + _FIRST])


def _settle() -> None:
    """As a server would be some minutes later, and the floor's copy."""
    with as_superuser() as server:
        server.execute("VACUUM ANALYZE")
        server.execute("DROP TABLE IF EXISTS bench_floor")
        server.execute(
            "CREATE TABLE bench_floor AS SELECT unnest(touched) AS subject, recorded_at, number,"
            " type, motive, effective_on FROM act"
        )
        server.execute("CREATE INDEX ON bench_floor (subject, recorded_at)")
        server.execute("VACUUM ANALYZE bench_floor")
        server.execute("GRANT SELECT ON bench_floor TO socle_app")
        server.execute("CHECKPOINT")


def _questions(desks: _Desks) -> dict[str, Callable[[], Any]]:
    """What pages and addresses of the API ask of acts."""
    from socle.platform.acts import basket, queries
    from socle.platform.outbox.queries import events
    from socle.platform.outbox.types import Place
    from socle.registry.queries.history import acts_on, opening_act

    opened = {
        kind: opening_act(kind=kind, number=number)
        for kind, number in (("person", _PERSON), ("employer", _EMPLOYER))
    }

    def in_full(kind: str, number: str, first: int) -> Any:
        return queries.acts_in_full(
            kind=kind, number=number, opened_by=opened[kind], until=None, first=first, limit=51
        )

    some = queries.acts(before=None, limit=1_000)
    long_ago = datetime.now(UTC) - timedelta(days=999)
    waiting = queries.proposals(limit=1)[0]
    return {
        "person_page": lambda: in_full("person", _PERSON, 0),
        "person_acts": lambda: acts_on(kind="person", number=_PERSON),
        "employer_page": lambda: in_full("employer", _EMPLOYER, 0),
        "employer_last_page": lambda: in_full("employer", _EMPLOYER, 4_950),
        "employer_acts": lambda: acts_on(kind="employer", number=_EMPLOYER),
        "later_act": lambda: queries.later_act_on(
            subjects=[f"employer:{_EMPLOYER}"], act_id=_FIRST + _LEAST
        ),
        "acts_newest": lambda: queries.acts(before=None, limit=51),
        "acts_deep": lambda: queries.acts(before=(long_ago, 0), limit=51),
        "events_newest": lambda: events(
            after=Place(some[-1].recorded_at, some[-1].id, ""), limit=100
        ),
        "basket_counts": lambda: basket.counts(desk=desks.second),
        "basket_refused": lambda: basket.refused(desk=desks.second, limit=51, after=None),
        "proposals": lambda: queries.proposals(limit=51, desk=desks.second),
        "proposal_flags": lambda: basket.flags(
            desk=desks.second,
            proposal=waiting,
            subject=f"employer:{_EMPLOYER}",
            at=datetime.now(UTC),
        ),
        "acts_by_key": lambda: queries.acts_by_key(prefix="import:I-2:"),
        "is_evidence": lambda: queries.is_evidence(document_id=1),
        "seal_nothing": lambda: queries.seal(fund_id=desks.agent.fund.id),
    }


def _asked(desks: _Desks) -> dict[str, float]:
    from django.db import connection

    from socle.platform.access.scope import fund_scope

    found = {}
    with fund_scope(desks.agent.fund.id), connection.cursor() as cursor:

        def floor() -> None:
            cursor.execute(
                "SELECT * FROM bench_floor WHERE subject = %s ORDER BY recorded_at DESC LIMIT 50",
                [f"person:{_PERSON}"],
            )
            cursor.fetchall()

        for name, question in (_questions(desks) | {"floor": floor}).items():
            question()
            found[f"{name}_ms"] = round(median(_timed(question) for _ in range(_ASKED)), 2)
    return found


def _timed(question: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    question()
    return (time.perf_counter() - begun) * 1000
